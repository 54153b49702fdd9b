import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { runCommand } from '../src/gates/run-command'
import type { Report } from '../src/report'
import { root } from '../src/workspace'
import { serveFolder } from './serve-folder'
import { openPage, requireSilence } from './watched-page'

/** The headings that the page of every model has, in this order. */
const headings = [
  'Idea',
  'Objective',
  'Use',
  'Configuration',
  'What to expect',
  'Failure modes',
  'References',
]

/** Reads the built documentation as a visitor would; builds it first where that was not done. */
export async function checkDocs(browser: Browser, report: Report): Promise<void> {
  const dist = join(root, 'apps', 'docs', '.vitepress', 'dist')
  if (!existsSync(join(dist, 'index.html'))) {
    await report.check('docs: the site builds', async () => {
      const { status, output } = await runCommand(['npx', '--no-install', 'pnpm', 'docs:build'])
      if (status !== 0) throw new Error(output)
    })
  }
  const server = await serveFolder(dist)
  try {
    await read(browser, server.origin, report)
  } finally {
    server.close()
  }
}

async function read(browser: Browser, origin: string, report: Report): Promise<void> {
  const watched = await openPage(browser, origin, 20_000)
  const { page } = watched
  await report.check('docs: the start page leads to the auto-encoder', async () => {
    await page.getByRole('link', { name: 'The auto-encoder', exact: true }).first().click()
    await page.waitForURL('**/models/autoencoder')
    await page.getByRole('heading', { level: 1, name: 'Auto-encoder' }).waitFor()
  })
  await report.check('docs: its page has the fixed headings, formulas and a table of options', async () => {
    // The page is there when its last section is; its heading comes before.
    await page.getByRole('heading', { level: 2, name: headings.at(-1) ?? '' }).waitFor()
    const found = await page
      .locator('.vp-doc h2')
      .evaluateAll((nodes) => nodes.map((node) => node.firstChild?.textContent?.trim()))
    if (found.join() !== headings.join()) throw new Error(`The headings are: ${found.join(', ')}.`)
    if ((await page.locator('mjx-container[display=true] svg').count()) === 0) throw new Error('No formula.')
    await page.getByRole('cell', { name: 'latentDim' }).first().waitFor()
  })
  await report.check('docs: the API reference knows the Autoencoder', async () => {
    await page.getByRole('link', { name: 'API', exact: true }).first().click()
    await page.getByRole('link', { name: '@ae/core', exact: true }).first().click()
    await page.getByRole('link', { name: 'index', exact: true }).first().click()
    await page.getByRole('link', { name: 'Autoencoder', exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Autoencoder' }).waitFor()
  })
  await report.check('docs: no exception, no error in the console, no file missing', async () =>
    requireSilence(watched),
  )
  await page.context().close()
}
