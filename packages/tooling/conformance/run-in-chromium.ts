import { findChromium } from '../browser/find-chromium'
import { launchChromium } from '../browser/launch-chromium'
import { serveFolder } from '../browser/serve-folder'
import { openPage, requireSilence } from '../browser/watched-page'

/** What a page does when all went well. */
export const SAY_DONE = `document.title = 'done'`

/** The page of a consumer, which loads `main.js` from where it lies. */
export const PAGE =
  '<!doctype html><link rel="icon" href="data:," /><title>…</title><script type="module" src="./main.js"></script>'

/** Opens the page of a folder in Chromium, where there is one, and waits until it says that all went well. */
export async function runInChromium(folder: string): Promise<void> {
  const executable = findChromium()
  if (executable === undefined) return
  const browser = await launchChromium(executable)
  const server = await serveFolder(folder)
  try {
    const watched = await openPage(browser, server.origin)
    await watched.page
      .waitForFunction(() => document.title === 'done')
      .catch((error: unknown) => {
        requireSilence(watched)
        throw error
      })
    requireSilence(watched)
  } finally {
    server.close()
    await browser.close()
  }
}
