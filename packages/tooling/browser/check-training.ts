import type { Browser } from 'playwright-core'
import type { Report } from '../src/report'
import { type SmallTrainings, smallTrainings } from './pages/small-trainings'
import { serveFolder } from './serve-folder'
import { openPage, requireSilence } from './watched-page'

/** A small training may take this long; machines are busy. */
const LIMIT_MS = 120_000

/** Trains here, in pages and in workers, isolated and not, and compares the weights bit by bit. */
export async function checkTraining(
  browser: Browser,
  origin: string,
  report: Report,
  folder: string,
): Promise<void> {
  let hashes: SmallTrainings['hashes'] = {}
  await report.check('in Node, one thread trains without a leak', async () => {
    const here = await smallTrainings(1)
    hashes = here.hashes
    requireSame({ ...here, expected: hashes, threads: 1 })
  })
  await report.check('in Node, two threads end with the same weights, bit for bit', async () => {
    requireSame({ ...(await smallTrainings(2)), expected: hashes, threads: 2 })
  })
  for (const where of ['page', 'worker'] as const) {
    for (const threads of [1, 2]) {
      await report.check(
        `in a Chromium ${where}, isolated, ${threads} thread(s) end with the weights of Node, bit for bit`,
        async () =>
          requireSame({ ...(await trainThere(browser, origin, where, threads)), expected: hashes, threads }),
      )
    }
  }
  const plain = await serveFolder(folder, { isolated: false })
  try {
    for (const where of ['page', 'worker'] as const) {
      await report.check(
        `in a Chromium ${where}, not isolated, one thread does, too, and the reason is given`,
        async () => {
          const there = await trainThere(browser, plain.origin, where, 2)
          requireSame({ ...there, expected: hashes, threads: 1 })
          if (!there.report.reason.includes('not cross-origin isolated')) {
            throw new Error(`The reason is: ${there.report.reason}.`)
          }
        },
      )
    }
  } finally {
    plain.close()
  }
}

interface Expected extends SmallTrainings {
  readonly expected: SmallTrainings['hashes']
  readonly threads: number
}

function requireSame({ report, hashes, leaked, expected, threads }: Expected): void {
  if (report.threads !== threads || report.simd !== 'strict') {
    throw new Error(`Expected ${threads} thread(s), strict. Received: ${JSON.stringify(report)}.`)
  }
  if (leaked !== 0) throw new Error(`${leaked} tensors are left over.`)
  const names = Object.keys(expected)
  if (names.length === 0) throw new Error('There is nothing to compare with.')
  for (const name of names) {
    if (hashes[name] !== expected[name]) {
      throw new Error(`${name} ended differently: ${hashes[name]}, not ${expected[name]}.`)
    }
  }
}

async function trainThere(
  browser: Browser,
  origin: string,
  where: 'page' | 'worker',
  threads: number,
): Promise<SmallTrainings> {
  const watched = await openPage(
    browser,
    `${origin}/training.html?where=${where}&threads=${threads}`,
    LIMIT_MS,
  )
  const { page } = watched
  try {
    await page.waitForFunction(
      () => globalThis.trainings !== undefined || globalThis.trainingsError !== undefined,
    )
    const error = await page.evaluate(() => globalThis.trainingsError)
    if (error !== undefined) throw new Error(error)
    requireSilence(watched)
    const trainings = await page.evaluate(() => globalThis.trainings)
    if (trainings === undefined) throw new Error('The page has no answer.')
    return trainings
  } finally {
    await page.context().close()
  }
}
