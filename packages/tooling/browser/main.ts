import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Report } from '../src/report'
import { buildPages } from './build-pages'
import { checkContracts } from './check-contracts'
import { checkDocs } from './check-docs'
import { checkStreams } from './check-streams'
import { checkStudio } from './check-studio'
import { checkTraining } from './check-training'
import { findChromium } from './find-chromium'
import { launchChromium } from './launch-chromium'
import { serveFolder } from './serve-folder'

// `pnpm test:browser [streams] [training] [contracts] [studio] [docs]`: what holds in Node must hold in a real browser.

const suites = { streams: checkStreams, training: checkTraining, contracts: checkContracts } as const
const apps = { studio: checkStudio, docs: checkDocs } as const
const wanted = process.argv.slice(2)
const chromium = findChromium()

if (chromium === undefined) console.log('browser: skipped (no Chromium)')
else process.exitCode = await main(chromium)

async function main(executable: string): Promise<number> {
  const report = new Report()
  const folder = await mkdtemp(join(tmpdir(), 'ae-browser-'))
  const browser = await launchChromium(executable)
  console.log(`Chromium ${browser.version()}`)
  try {
    const chosen = Object.entries(suites).filter(([name]) => isWanted(name))
    if (chosen.length > 0) {
      await buildPages(folder)
      const server = await serveFolder(folder)
      try {
        for (const [, check] of chosen) await check(browser, server.origin, report, folder)
      } finally {
        server.close()
      }
    }
    for (const [name, check] of Object.entries(apps)) if (isWanted(name)) await check(browser, report)
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
  console.log(report.line)
  return report.failed ? 1 : 0
}

function isWanted(name: string): boolean {
  return wanted.length === 0 || wanted.includes(name)
}
