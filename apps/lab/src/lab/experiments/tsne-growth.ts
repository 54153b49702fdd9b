import { knnAccuracy, type TsneOptions, trustworthiness, tsne } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { firstRows } from '../images'

/** Rows of the maps whose time is taken. */
const SIZES = [10_000, 20_000, 40_000, 70_000]
/** Rows of the map that scikit-learn draws, too: twins/tsne.py. */
const TWIN = 20_000
/** Rows that a map is judged by: all ranks of more would not fit. */
const JUDGED = 5000
/** How much faster than n log n time may grow from the smallest to the largest; n² would be 5.6 times. */
const GROWTH = 1.5

/** How the cost of t-SNE grows, and what its tree costs in quality. */
export const tsneGrowth: Experiment = {
  name: 'tsne-growth',
  claim: 'with a tree the cost of t-SNE grows about as n log n, and the map is as good as the exact one',
  async run(lab) {
    const { train, test } = lab.digits
    const [first, rest] = [
      await firstRows(test.images, test.images.size),
      await firstRows(train.images, train.images.size),
    ]
    const images = tf.concat([first, rest])
    const labels = [...test.labels, ...train.labels]
    tf.dispose([first, rest])
    await quality(lab, images, labels)
    if (!lab.quick) await growth(lab, images)
    images.dispose()
  },
}

async function quality(lab: Lab, images: tf.Tensor, labels: readonly number[]): Promise<void> {
  const exact = await judged(lab, images, labels, { rows: lab.quick ? 1000 : JUDGED, method: 'exact' })
  const tree = await judged(lab, images, labels, { rows: lab.quick ? 1000 : JUDGED, method: 'barnes-hut' })
  lab.report('exact-trustworthiness', exact.trust)
  lab.report('tree-trustworthiness', tree.trust)
  const bar = { full: { max: 0.01 }, quick: { max: 0.02 } }
  lab.report('tree-loss-of-trustworthiness', exact.trust - tree.trust, bar)
  lab.report('tree-loss-of-1nn', exact.nearest - tree.nearest, { full: { max: 0.01 }, quick: { max: 0.05 } })
  // Hardly a neighbour is left: the bar above must be able to fail.
  const control = await judged(lab, images, labels, {
    rows: lab.quick ? 1000 : JUDGED,
    method: 'barnes-hut',
    perplexity: 1.5,
  })
  lab.report('control-perplexity-1.5-trustworthiness-loss', exact.trust - control.trust, {
    full: { min: 0.01 },
    quick: { min: 0.02 },
  })
  if (lab.quick) return
  const large = await judged(lab, images, labels, { rows: TWIN, method: 'barnes-hut' })
  lab.report('20000-trustworthiness-of-5000', large.trust)
  lab.report('20000-kl-nats', large.klDivergence)
}

interface Judged {
  readonly trust: number
  readonly nearest: number
  readonly klDivergence: number
}

async function judged(
  lab: Lab,
  images: tf.Tensor,
  labels: readonly number[],
  { rows, ...options }: { readonly rows: number } & TsneOptions,
): Promise<Judged> {
  const x = images.slice(0, rows)
  const { embedding, klDivergence } = await run(lab, x, options)
  const [some, map] = tf.tidy(() => [
    x.slice(0, Math.min(rows, JUDGED)),
    embedding.slice(0, Math.min(rows, JUDGED)),
  ])
  const trust = await trustworthiness(some ?? x, map ?? embedding, { neighbours: 12 })
  const nearest = await knnAccuracy(embedding, labels.slice(0, rows), { neighbours: 1 })
  tf.dispose([x, embedding, some ?? [], map ?? []])
  return { trust, nearest, klDivergence }
}

async function growth(lab: Lab, images: tf.Tensor): Promise<void> {
  const seconds: number[] = []
  for (const rows of SIZES) {
    const x = images.slice(0, rows)
    const started = performance.now()
    const { embedding } = await run(lab, x, { method: 'barnes-hut' })
    seconds.push((performance.now() - started) / 1000)
    lab.report(`${rows}-seconds`, seconds.at(-1) ?? Number.NaN)
    tf.dispose([x, embedding])
  }
  const [small = 1, large = 1] = [SIZES[0], SIZES.at(-1)]
  const expected = (large * Math.log(large)) / (small * Math.log(small))
  const measured = (seconds.at(-1) ?? Number.NaN) / (seconds[0] ?? Number.NaN)
  lab.report('growth-over-n-log-n', measured / expected, { full: { max: GROWTH } })
}

function run(lab: Lab, x: tf.Tensor, options: TsneOptions) {
  return tsne(x, {
    seed: lab.seed,
    onProgress: ({ iteration, iterations }) =>
      lab.progress(`t-SNE of ${x.shape[0]}  ${iteration} of ${iterations}`),
    ...options,
  })
}
