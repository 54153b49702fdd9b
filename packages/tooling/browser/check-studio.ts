import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import type { Report } from '../src/report'
import { root } from '../src/workspace'
import { serveFolder } from './serve-folder'
import { openPage, requireSilence } from './watched-page'

/** Builds the studio as it is published and uses it as a visitor would. */
export async function checkStudio(browser: Browser, report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ae-studio-'))
  await build({
    root: join(root, 'apps', 'example'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  const server = await serveFolder(folder)
  try {
    await visit(browser, server.origin, report)
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function visit(browser: Browser, origin: string, report: Report): Promise<void> {
  const watched = await openPage(browser, origin)
  const { page } = watched
  const press = (name: string): Promise<void> => page.getByRole('button', { name }).click()

  await report.check('studio: every control has a name', async () => {
    for (const label of ['Latent size', 'Learning rate']) await page.getByLabel(label).waitFor()
    for (const name of ['Start', 'Stop', 'Reset']) await page.getByRole('button', { name }).waitFor()
    await page.getByRole('img', { name: 'Loss over training steps' }).waitFor()
  })
  await report.check('studio: started, it trains and the loss falls below half', async () => {
    await press('Start')
    const first = await lossOnceThere(page)
    await page.waitForFunction((limit) => {
      const words = document.querySelector('[role=status]')?.textContent ?? ''
      return Number(/loss ([\d.]+)/.exec(words)?.[1] ?? Number.POSITIVE_INFINITY) < limit
    }, first / 2)
  })
  await report.check('studio: the page answers while the worker trains', async () => {
    const slowest = await page.evaluate(async () => {
      let worst = 0
      for (let i = 0; i < 50; i++) {
        const begin = performance.now()
        await new Promise((resolve) => setTimeout(resolve))
        worst = Math.max(worst, performance.now() - begin)
      }
      return worst
    })
    // A step of training in the page itself would hold it for longer on any machine of today.
    if (slowest > 400) throw new Error(`A timer of 0 ms took ${slowest} ms.`)
  })
  await report.check('studio: reconstructions come to resemble the originals', async () => {
    await page.waitForFunction(() => {
      const [a, b] = [...document.querySelectorAll<HTMLCanvasElement>('.images canvas')].map(
        (canvas) => canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data,
      )
      if (a === undefined || b === undefined) return false
      const distance = a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0)
      const ink = a.reduce((sum, value, i) => sum + (i % 4 === 3 ? 0 : value), 0)
      return ink > 0 && distance < 0.6 * ink
    })
  })
  await report.check('studio: stopped, it stays where it is', async () => {
    await press('Stop')
    await page.locator('[data-state=stopped]').waitFor()
    const step = await stepOf(page)
    await page.waitForTimeout(700)
    const later = await stepOf(page)
    if (later !== step) throw new Error(`It went on from step ${step} to ${later}.`)
  })
  await report.check('studio: started again, it goes on from there', async () => {
    const step = await stepOf(page)
    await press('Start')
    await page.waitForFunction((least) => {
      const words = document.querySelector('[role=status]')?.textContent ?? ''
      return Number(/Step (\d+)/.exec(words)?.[1] ?? 0) > least
    }, step)
  })
  await report.check('studio: reset while it trains, it starts anew with other settings', async () => {
    await press('Reset')
    await page.locator('[data-state=new]').waitFor()
    if ((await page.locator('.images canvas').count()) > 0) throw new Error('The images are still there.')
    await page.getByLabel('Latent size').selectOption('2')
    await page.getByLabel('Learning rate').selectOption('0.003')
    await page.getByRole('button', { name: 'Start' }).press('Enter')
    await lossOnceThere(page)
    const step = await stepOf(page)
    if (step > 200) throw new Error(`It began at step ${step}.`)
  })
  await report.check('studio: no exception, no error in the console, no file missing', async () =>
    requireSilence(watched),
  )
  await page.context().close()
}

async function lossOnceThere(page: Page): Promise<number> {
  const status = page.getByRole('status').filter({ hasText: /loss [\d.]/ })
  await status.waitFor()
  return Number(/loss ([\d.]+)/.exec((await status.textContent()) ?? '')?.[1])
}

async function stepOf(page: Page): Promise<number> {
  return Number(/Step (\d+)/.exec((await page.getByRole('status').textContent()) ?? '')?.[1])
}
