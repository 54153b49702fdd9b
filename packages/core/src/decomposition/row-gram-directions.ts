import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { Dataset } from '../interfaces/dataset'
import { Breath } from '../train/breathe'
import { dot, orthonormalizeAgainst } from './gram-schmidt'
import { type LeadingDirections, ROWS_AT_A_TIME } from './leading-directions'
import { symmetricEigen } from './symmetric-eigen'

/** What {@link rowGramDirections} looks for. */
export interface RowGramSearch {
  /** Numbers in a row. */
  readonly features: number
  /** Directions wanted; at most as many as there are rows. */
  readonly count: number
}

/** A direction of which less than this is new is rounding: there is no variance along it. */
const DEPENDENT = 1e-6

/**
 * The leading eigenvectors of the covariance of rows that are fewer than their features, in float64 and one pass: those of the
 * products of rows with each other, `X Xᵀ u = λ u`, mapped by `Xᵀ`. All rows are held at once.
 *
 * Takes rows² · features / 2 + 4 rows³ multiplications, where the covariance takes 4 features³.
 *
 * @throws AeError `data` if a value is not finite
 * @see Turk & Pentland 1991, Eigenfaces for Recognition, Journal of Cognitive Neuroscience 3, p. 74
 */
export async function rowGramDirections(
  rows: Dataset<tf.Tensor>,
  { features, count }: RowGramSearch,
): Promise<LeadingDirections> {
  const breath = new Breath()
  const { centred, mean } = await centredRows(rows, features, breath)
  const size = centred.length
  const products = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) products[i * size + j] = dot(centred[i] ?? [], centred[j] ?? []) / size
    await breath.take()
  }
  const { values, vectors } = symmetricEigen(products, size, count)
  // Rounding may leave a variance of nothing slightly below 0.
  const variances = values.map((value) => Math.max(0, value))
  const directions: Float64Array[] = []
  for (const weights of vectors) {
    directions.push(newDirection(combined(centred, weights), directions))
    await breath.take()
  }
  return {
    mean,
    variances: variances.slice(0, count),
    directions,
    totalVariance: variances.reduce((sum, value) => sum + value, 0),
  }
}

async function centredRows(
  rows: Dataset<tf.Tensor>,
  features: number,
  breath: Breath,
): Promise<{ readonly centred: readonly Float64Array[]; readonly mean: Float64Array }> {
  const all: Float64Array[] = []
  const mean = new Float64Array(features)
  for await (const batch of rows.batch(ROWS_AT_A_TIME)) {
    try {
      const values = Float64Array.from(await batch.data())
      if (!values.every(Number.isFinite)) {
        throw new AeError('data', 'PCA: expected finite numbers. Received: NaN or infinity.')
      }
      for (let from = 0; from < values.length; from += features)
        all.push(values.subarray(from, from + features))
    } finally {
      batch.dispose()
    }
    await breath.take()
  }
  // Less the first row, before a mean is taken: a large mean does not swallow a small variance, and rows that are all alike have none.
  const first = all[0]?.slice() ?? new Float64Array(features)
  for (let k = 0; k < features; k++) {
    let sum = 0
    for (const row of all) sum += (row[k] ?? 0) - (first[k] ?? 0)
    const shift = sum / all.length
    for (const row of all) row[k] = (row[k] ?? 0) - (first[k] ?? 0) - shift
    mean[k] = (first[k] ?? 0) + shift
  }
  return { centred: all, mean }
}

/** Σ weightᵢ · rowᵢ */
function combined(rows: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(rows[0]?.length ?? 0)
  rows.forEach((row, i) => {
    const weight = weights[i] ?? 0
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] ?? 0) + weight * (row[k] ?? 0)
  })
  return sum
}

/** `candidate` made orthonormal to those before it; where it has nothing new, the first axis that has. */
function newDirection(candidate: Float64Array, before: readonly Float64Array[]): Float64Array {
  if (orthonormalizeAgainst(candidate, before) > DEPENDENT) return candidate
  for (let axis = 0; ; axis++) {
    const unit = new Float64Array(candidate.length)
    unit[axis] = 1
    // Fewer directions than axes: some axis is not in their span, and the most of one that is left is at least 1 / √features.
    if (orthonormalizeAgainst(unit, before) > DEPENDENT) return unit
  }
}
