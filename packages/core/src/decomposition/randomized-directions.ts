import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { Dataset } from '../interfaces/dataset'
import type { Rng } from '../interfaces/rng'
import { Breath } from '../train/breathe'
import { dot, orthonormalizeAgainst } from './gram-schmidt'
import { type LeadingDirections, ROWS_AT_A_TIME } from './leading-directions'
import { symmetricEigen } from './symmetric-eigen'

/** Directions searched beside those wanted (Halko et al. 2011, §4.2: 5 or 10). */
const OVERSAMPLE = 10
/** Power iterations after the first product (Halko et al. 2011, §4.5: 1 or 2 where variances fall slowly). */
const POWER_ITERATIONS = 2
/** A vector of which less than this is new is rounding. */
const DEPENDENT = 1e-12

/** What {@link randomizedDirections} looks for. */
export interface RandomizedSearch {
  /** Numbers in a row. */
  readonly features: number
  /** Directions wanted. */
  readonly count: number
  /** Where the search begins. */
  readonly rng: Rng
}

/**
 * The leading eigenvectors of the covariance C, without C: an orthonormal basis of `C³Ω` for a random Ω, and the
 * eigenvectors of C within it.
 *
 * Products run on the active backend in float32, batch by batch; sums over batches and all that is thin in float64.
 *
 * @throws AeError `data` if a value is not finite
 * @see Halko, Martinsson & Tropp 2011, Finding Structure with Randomness, algorithms 4.4 and 5.3, arXiv:0909.4061
 */
export async function randomizedDirections(
  rows: Dataset<tf.Tensor>,
  { features, count, rng }: RandomizedSearch,
): Promise<LeadingDirections> {
  const width = Math.min(features, count + OVERSAMPLE)
  const start = Array.from({ length: width }, () => Float64Array.from(rng.normalArray(features)))
  let basis = orthonormalBasis(start)
  let pass = await covarianceTimes(rows, basis, undefined)
  const { totalVariance } = pass
  for (let iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
    basis = orthonormalBasis(pass.images)
    pass = await covarianceTimes(rows, basis, pass.mean)
  }
  basis = orthonormalBasis(pass.images)
  const { images, mean } = await covarianceTimes(rows, basis, pass.mean)
  // C within the basis, [width, width]
  const within = Float64Array.from({ length: width * width }, (_, k) =>
    dot(basis[Math.floor(k / width)] ?? [], images[k % width] ?? []),
  )
  const { values, vectors } = symmetricEigen(within, width, count)
  const variances = values.slice(0, count).map((value) => Math.max(0, value))
  return { mean, variances, directions: vectors.map((v) => combine(v, basis)), totalVariance }
}

interface Pass {
  /** C·q for each q of the basis. */
  readonly images: readonly Float64Array[]
  readonly mean: Float64Array
  readonly totalVariance: number
}

/** One pass over the rows, shifted so that a large mean does not swallow a small variance. */
async function covarianceTimes(
  rows: Dataset<tf.Tensor>,
  basis: readonly Float64Array[],
  knownMean: Float64Array | undefined,
): Promise<Pass> {
  const features = basis[0]?.length ?? 0
  const width = basis.length
  const products = new Float64Array(features * width)
  const sums = new Float64Array(features)
  let squares = 0
  let shift: Float64Array | undefined =
    knownMean === undefined ? undefined : Float64Array.from(knownMean, Math.fround)
  const breath = new Breath()
  const q = tf.tidy(() => tf.tensor2d(concatenated(basis), [width, features]).transpose()) // [D, width]
  try {
    for await (const batch of rows.batch(ROWS_AT_A_TIME)) {
      try {
        shift ??= await meanOf(batch, features)
        const [product, sum, square] = await batchSums(batch, q, shift)
        accumulate(products, product ?? [])
        accumulate(sums, sum ?? [])
        squares += square?.[0] ?? Number.NaN
      } finally {
        batch.dispose()
      }
      await breath.take()
    }
  } finally {
    q.dispose()
  }
  if (!Number.isFinite(squares)) {
    throw new AeError('data', 'PCA: expected finite numbers. Received: NaN or infinity.')
  }
  const rest = sums.map((sum) => sum / rows.size)
  const images = basis.map((vector, k) => {
    const share = dot(rest, vector)
    return rest.map((offset, i) => (products[i * width + k] ?? 0) / rows.size - offset * share)
  })
  const mean = rest.map((offset, i) => offset + (shift?.[i] ?? 0))
  return { images, mean, totalVariance: Math.max(0, squares / rows.size - dot(rest, rest)) }
}

/** `xᵀ·x·q`, `Σx` and `Σx²` of one batch, x being what its rows are beside `shift`. */
async function batchSums(
  batch: tf.Tensor,
  q: tf.Tensor,
  shift: Float64Array,
): Promise<readonly ArrayLike<number>[]> {
  const parts = tf.tidy(() => {
    const x = batch
      .toFloat()
      .reshape([-1, shift.length])
      .sub(tf.tensor1d(Float32Array.from(shift)))
    return [x.matMul(x.matMul(q), true), x.sum(0), x.square().sum()] // [D, width], [D], []
  })
  try {
    return await Promise.all(parts.map((part) => part.data()))
  } finally {
    tf.dispose(parts)
  }
}

/** Any row close to all others serves as a shift, as long as float32 holds it exactly. */
async function meanOf(batch: tf.Tensor, features: number): Promise<Float64Array> {
  const mean = tf.tidy(() => batch.toFloat().reshape([-1, features]).mean(0))
  try {
    return Float64Array.from(await mean.data())
  } finally {
    mean.dispose()
  }
}

/** An orthonormal basis of what the vectors span, filled up to as many as there are where they depend on each other. */
function orthonormalBasis(vectors: readonly Float64Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = []
  let next = 0
  for (const vector of vectors) {
    let candidate = vector.slice()
    while (!(orthonormalizeAgainst(candidate, basis) > DEPENDENT)) {
      candidate = new Float64Array(vector.length)
      candidate[next++] = 1
    }
    basis.push(candidate)
  }
  return basis
}

function combine(weights: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(basis[0]?.length ?? 0)
  basis.forEach((vector, k) => {
    const weight = weights[k] ?? 0
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0)
  })
  return sum
}

function concatenated(vectors: readonly Float64Array[]): Float32Array {
  const width = vectors[0]?.length ?? 0
  const all = new Float32Array(vectors.length * width)
  vectors.forEach((vector, k) => {
    all.set(vector, k * width)
  })
  return all
}

function accumulate(sums: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (values[i] ?? Number.NaN)
}
