import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger, show } from '../errors/require'
import { nearestRows } from '../kernels/nearest-rows'
import { squaredDistances } from '../kernels/squared-distances'
import { rowBlocks } from '../neighbours/row-blocks'
import { type Rows, readRows } from '../neighbours/rows'
import type { NeighbourOptions } from './knn-accuracy'

/** Whether samples look like data, and whether data are all to be found among samples. */
export interface PrecisionRecall {
  /** Share of the samples that lie among the data, in [0, 1]: low for samples that look like nothing. */
  readonly precision: number
  /** Share of the data that lie among the samples, in [0, 1]: low where samples miss kinds of data. */
  readonly recall: number
}

/**
 * Precision and recall of generated rows. A row lies among others if it is no further from one of them than that one's own
 * k-th neighbour.
 *
 * Take features of a classifier, or codes: distances between pixels say little. Few rows make balls large and both numbers
 * generous; compare only at the same numbers of rows. Time grows with rows².
 *
 * @param real  [N, …]; borrowed
 * @param drawn [M, …]; borrowed
 * @param options `neighbours`: k. Default 3.
 * @throws AeError `shape` unless rows are of one shape and more than `neighbours` in each set, `data` if a number is not finite
 * @see Kynkäänniemi et al. 2019, Improved Precision and Recall Metric for Assessing Generative Models, §2, arXiv:1904.06991
 * @example
 * const judge = new Classifier({ inputShape: [28, 28, 1], classes: 10 }) // trained on real images with `fit`
 * const { precision, recall } = await precisionRecall(judge.features(images), judge.features(vae.sample(1000)))
 */
export async function precisionRecall(
  real: tf.Tensor,
  drawn: tf.Tensor,
  options: NeighbourOptions = {},
): Promise<PrecisionRecall> {
  const subject = 'precisionRecall'
  const { neighbours = 3 } = requireKnownOptions(subject, options, ['neighbours'])
  requirePositiveInteger(subject, 'neighbours', neighbours)
  const [first = 0, ...shape] = real.shape
  const [second = 0, ...other] = drawn.shape
  if (String(shape) !== String(other) || Math.min(first, second) <= neighbours) {
    throw new AeError(
      'shape',
      `${subject}: expected two sets of rows of one shape, more than ${neighbours} in each. Received: ${show(real.shape)} and ${show(drawn.shape)}.`,
    )
  }
  // Read together, so that both are moved and scaled alike.
  const both = tf.concat([real, drawn])
  try {
    const { values, width } = await readRows(subject, both)
    const data: Rows = { values: values.subarray(0, first * width), count: first, width }
    const samples: Rows = { values: values.subarray(first * width), count: second, width }
    return {
      precision: await shareAmong(samples, data, neighbours),
      recall: await shareAmong(data, samples, neighbours),
    }
  } finally {
    both.dispose()
  }
}

/** Share of `rows` that lie among `others`. */
async function shareAmong(rows: Rows, others: Rows, neighbours: number): Promise<number> {
  const radii = await squaredRadii(others, neighbours)
  let among = 0
  for await (const { count, queries, panels } of rowBlocks(rows, others)) {
    const distances = await squaredDistances(queries, panels, -1)
    for (let i = 0; i < count; i++) {
      const row = distances.subarray(i * others.count, (i + 1) * others.count)
      if (row.some((distance, j) => distance <= (radii[j] ?? Number.NaN))) among++
    }
  }
  return among / rows.count
}

/** Squared distance of each row to its k-th neighbour. */
async function squaredRadii(rows: Rows, neighbours: number): Promise<Float32Array> {
  const radii = new Float32Array(rows.count)
  for await (const { first, count, queries, panels } of rowBlocks(rows)) {
    const { distances } = await nearestRows(queries, panels, { count: neighbours, self: first })
    for (let i = 0; i < count; i++) radii[first + i] = distances[(i + 1) * neighbours - 1] ?? Number.NaN
  }
  return radii
}
