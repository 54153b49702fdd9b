import type { Browser, Page } from 'playwright-core'

/** A page whose complaints are kept. */
export interface WatchedPage {
  /** The page. */
  readonly page: Page
  /** Exceptions, console errors and files that could not be loaded, so far. */
  readonly complaints: readonly string[]
}

/** Opens an address in a fresh context. `limitMs` holds for everything that is waited for. */
export async function openPage(browser: Browser, url: string, limitMs = 60_000): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(limitMs)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(url)
  return { page, complaints }
}

/** Throws if the page complained. */
export function requireSilence({ complaints }: WatchedPage): void {
  if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`)
}
