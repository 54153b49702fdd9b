import type * as tf from '@tensorflow/tfjs'
import { Moments } from '../decomposition/moments'
import { symmetricEigen } from '../decomposition/symmetric-eigen'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'

/** Mean and covariance of some rows. */
interface Gaussian {
  readonly mean: Float64Array
  /** Row-major, symmetric; divisor n − 1. */
  readonly covariance: Float64Array
}

/**
 * How far apart two sets of rows are, each taken for a Gaussian: `‖m₁ − m₂‖² + tr(S₁ + S₂ − 2 (S₁^½ S₂ S₁^½)^½)`, the square of
 * Fréchet's distance. 0 for sets of equal mean and covariance.
 *
 * Over the features of a classifier it says how far samples are from data. It is *not* the FID, which is the same formula over
 * one particular network: values compare only under the same classifier and numbers of rows, for few rows make it larger.
 * In float64; time grows with rows × features² and features³.
 *
 * @param real  [N, F]; borrowed
 * @param drawn [M, F]; borrowed
 * @throws AeError `shape` unless both have at least two rows of the same width, `data` if a number is not finite
 * @see Dowson & Landau 1982, The Fréchet Distance between Multivariate Normal Distributions; Heusel et al. 2017, eq. 6,
 * arXiv:1706.08500
 * @example
 * const judge = new Classifier({ inputShape: [28, 28, 1], classes: 10 }) // trained on real images with `fit`
 * const distance = await frechetDistance(judge.features(images), judge.features(vae.sample(1000)))
 */
export async function frechetDistance(real: tf.Tensor, drawn: tf.Tensor): Promise<number> {
  const [, width = 0] = real.shape
  for (const x of [real, drawn]) {
    if (x.rank === 2 && (x.shape[0] ?? 0) >= 2 && x.shape[1] === width && width > 0) continue
    throw new AeError(
      'shape',
      `frechetDistance: expected two sets of at least 2 rows, [N, F] and [M, F]. Received: ${show(real.shape)} and ${show(drawn.shape)}.`,
    )
  }
  const [a, b] = [gaussianOf(await real.data(), width), gaussianOf(await drawn.data(), width)]
  const shift = a.mean.reduce((sum, m, i) => sum + (m - (b.mean[i] ?? 0)) ** 2, 0)
  const root = squareRoot(a.covariance, width)
  const between = product(product(root, b.covariance, width), root, width)
  const { values } = symmetricEigen(between, width, 0)
  const overlap = values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0)
  // Rounding may leave equal sets a hair below 0.
  return Math.max(0, shift + trace(a.covariance, width) + trace(b.covariance, width) - 2 * overlap)
}

function gaussianOf(values: ArrayLike<number>, width: number): Gaussian {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue
    throw new AeError('data', `frechetDistance: expected finite numbers. Received: ${show(values[i])}.`)
  }
  const moments = new Moments(width)
  moments.add(values)
  const upper = moments.covariance()
  const unbiased = moments.count / (moments.count - 1)
  const covariance = upper.map((_, k) => {
    const [i, j] = [Math.floor(k / width), k % width]
    return (upper[Math.min(i, j) * width + Math.max(i, j)] ?? 0) * unbiased
  })
  return { mean: moments.mean(), covariance }
}

/** The symmetric square root; eigenvalues that rounding has made negative count as 0. */
function squareRoot(matrix: Float64Array, width: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, width)
  const root = new Float64Array(width * width)
  vectors.forEach((vector, d) => {
    const scale = Math.sqrt(Math.max(0, values[d] ?? 0))
    for (let i = 0; i < width; i++) {
      const scaled = scale * (vector[i] ?? 0)
      for (let j = 0; j < width; j++)
        root[i * width + j] = (root[i * width + j] ?? 0) + scaled * (vector[j] ?? 0)
    }
  })
  return root
}

function product(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const result = new Float64Array(width * width)
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < width; k++) {
      const factor = a[i * width + k] ?? 0
      for (let j = 0; j < width; j++) {
        result[i * width + j] = (result[i * width + j] ?? 0) + factor * (b[k * width + j] ?? 0)
      }
    }
  }
  return result
}

function trace(matrix: Float64Array, width: number): number {
  let sum = 0
  for (let i = 0; i < width; i++) sum += matrix[i * width + i] ?? 0
  return sum
}
