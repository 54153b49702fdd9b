import type { Browser } from 'playwright-core'
import type { Report } from '../src/report'
import { codecStreams } from './pages/codec-streams'
import { randomStreams } from './pages/random-streams'
import { openPage } from './watched-page'

/** Draws every stream and codes images here and in the browser, and compares them bit by bit. */
export async function checkStreams(browser: Browser, origin: string, report: Report): Promise<void> {
  const { page } = await openPage(browser, `${origin}/streams.html`)
  await page.waitForFunction(() => globalThis.streams !== undefined)
  const there = (await page.evaluate(() => globalThis.streams)) ?? {}
  for (const [name, here] of Object.entries({ ...randomStreams(), ...(await codecStreams()) })) {
    await report.check(`${name} is the same in Chromium and Node`, async () => {
      const other = there[name] ?? []
      const at = here.findIndex((value, i) => value !== other[i])
      if (at >= 0 || other.length !== here.length) {
        throw new Error(`They differ at ${at}: ${here[at]} here, ${other[at]} there.`)
      }
    })
  }
  await page.context().close()
}
