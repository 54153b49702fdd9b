import type { Browser } from 'playwright-core'
import type { Report } from '../src/report'
import { openPage } from './watched-page'

/** Every tfjs backend that a browser has, and ours. */
const backends = ['cpu', 'wasm', 'webgl', 'webgpu', 'ae-wasm'] as const

/** One case may take this long; a graphics card in software is slow. */
const LIMIT_MS = 180_000

/** Runs the model contracts on every backend, each in a page of its own. */
export async function checkContracts(browser: Browser, origin: string, report: Report): Promise<void> {
  for (const backend of backends) {
    let names: readonly string[] = []
    const { page } = await openPage(browser, `${origin}/contracts.html?backend=${backend}`, LIMIT_MS)
    await report.check(`the backend ${backend} starts`, async () => {
      await page.waitForFunction(() => globalThis.suite !== undefined || globalThis.suiteError !== undefined)
      const error = await page.evaluate(() => globalThis.suiteError)
      if (error !== undefined) throw new Error(error)
      names = (await page.evaluate(() => globalThis.suite?.names)) ?? []
      if (names.length === 0) throw new Error('The page offers no cases.')
    })
    for (const [index, name] of names.entries()) {
      await report.check(name, async () => {
        const error = await withLimit(page.evaluate((i) => globalThis.suite?.run(i), index))
        if (error !== null) throw new Error(error)
      })
    }
    await page.context().close()
  }
}

async function withLimit<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer after ${LIMIT_MS / 1000} s.`)), LIMIT_MS)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
