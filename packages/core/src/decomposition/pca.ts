import * as tf from '@tensorflow/tfjs'
import { fromTensor } from '../data/from-tensor'
import { AeError } from '../errors/ae-error'
import { requirePositiveInteger, show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Shape } from '../interfaces/shape'
import { Breath } from '../train/breathe'
import { Moments } from './moments'
import { symmetricEigen } from './symmetric-eigen'

/** Options of {@link PCA.fit}. */
export interface PCAOptions {
  /** Components to keep. Integer from 1 to the smaller of rows and features. */
  readonly components: number
}

/** What a {@link PCA} consists of. */
export interface PCAParts {
  /** Shape of one row; its product is the number of features. */
  readonly inputShape: Shape
  /** The mean row, [D]. */
  readonly mean: Float64Array
  /** Orthonormal directions of the largest variances, descending; each [D]. */
  readonly components: readonly Float64Array[]
  /** Variance along each of them, with divisor n. */
  readonly explainedVariance: Float64Array
  /** Variance in all directions together: the squared error of the mean row. */
  readonly totalVariance: number
}

/** Rows that are summed up at a time. */
const BATCH = 1024

/** Features beyond which an exact decomposition takes minutes and hundreds of megabytes. */
const MOST_FEATURES = 4096

/**
 * Principal component analysis, exact and in float64: the best that any linear auto-encoder can do.
 *
 * ```
 * x [B, …] ──− mean──▶ · componentsᵀ ──▶ z [B, K] ──· components + mean──▶ xHat [B, …]
 * ```
 * Signs are fixed: the largest loading of each component is positive. Holds plain arrays, nothing to dispose.
 *
 * @see Pearson 1901, On Lines and Planes of Closest Fit; Baldi & Hornik 1989 for the auto-encoder's side
 * @example
 * const pca = await PCA.fit(images, { components: 30 })
 * const xHat = pca.inverse(pca.transform(test))
 */
export class PCA implements PCAParts {
  readonly inputShape: Shape
  readonly mean: Float64Array
  readonly components: readonly Float64Array[]
  readonly explainedVariance: Float64Array
  readonly totalVariance: number

  /** From its parts, as an earlier {@link PCA.fit} gave them. */
  constructor(parts: PCAParts) {
    this.inputShape = Object.freeze([...parts.inputShape])
    this.mean = parts.mean
    this.components = parts.components
    this.explainedVariance = parts.explainedVariance
    this.totalVariance = parts.totalVariance
  }

  /**
   * Finds the components of the rows of a tensor or of a data set, in one pass.
   *
   * Time grows with rows · features² and features³: 10,000 images of 784 pixels take a few seconds.
   *
   * @throws AeError `shape` if there are fewer than two rows or more than 4096 features, `config` if more components are
   * asked for than there can be, `data` if a value is not finite
   */
  static async fit(data: tf.Tensor | Dataset<tf.Tensor>, options: PCAOptions): Promise<PCA> {
    const count = requirePositiveInteger('PCA', 'components', options?.components)
    const { moments, inputShape } = await gather(data)
    const features = sizeOf(inputShape)
    const most = Math.min(features, moments.count)
    if (count > most) {
      throw new AeError('config', `PCA: \`components\` must be at most ${most}. Received: ${count}.`, {
        hint: `there are ${moments.count} rows of ${features} features.`,
      })
    }
    const { values, vectors } = symmetricEigen(moments.covariance(), features, count)
    // Rounding may leave a variance of nothing slightly below 0.
    const variances = values.map((value) => Math.max(0, value))
    return new PCA({
      inputShape,
      mean: moments.mean(),
      components: vectors.map(withFixedSign),
      explainedVariance: variances.slice(0, count),
      totalVariance: variances.reduce((sum, value) => sum + value, 0),
    })
  }

  /**
   * Coordinates along the components.
   *
   * @param x [B, …inputShape]
   * @returns [B, K], owned by the caller
   * @throws AeError `shape` if a row has another shape
   */
  transform(x: tf.Tensor): tf.Tensor2D {
    if (x.shape.slice(1).join() !== this.inputShape.join()) {
      throw new AeError(
        'shape',
        `PCA.transform: expected rows of shape ${show(this.inputShape)}. Received shape: ${show(x.shape)}.`,
      )
    }
    return tf.tidy(() => {
      const rows = x.reshape([-1, this.mean.length]).sub(tf.tensor1d(Float32Array.from(this.mean)))
      return tf.matMul(rows, this.#basis(), false, true).as2D(x.shape[0] ?? 0, this.components.length)
    })
  }

  /**
   * The rows that have these coordinates and lie in the components' subspace.
   *
   * @param z [B, K]
   * @returns [B, …inputShape], owned by the caller
   * @throws AeError `shape` if there is not one coordinate a component
   */
  inverse(z: tf.Tensor): tf.Tensor {
    if (z.rank !== 2 || z.shape[1] !== this.components.length) {
      throw new AeError(
        'shape',
        `PCA.inverse: expected shape [B, ${this.components.length}]. Received shape: ${show(z.shape)}.`,
      )
    }
    return tf.tidy(() => {
      const rows = z.matMul(this.#basis()).add(tf.tensor1d(Float32Array.from(this.mean)))
      return rows.reshape([-1, ...this.inputShape])
    })
  }

  /** [K, D] */
  #basis(): tf.Tensor2D {
    const features = this.mean.length
    const values = new Float32Array(this.components.length * features)
    this.components.forEach((component, k) => {
      values.set(component, k * features)
    })
    return tf.tensor2d(values, [this.components.length, features])
  }
}

interface Gathered {
  readonly moments: Moments
  readonly inputShape: Shape
}

async function gather(data: tf.Tensor | Dataset<tf.Tensor>): Promise<Gathered> {
  const batches = data instanceof tf.Tensor ? fromTensor(data).batch(BATCH) : data.batch(BATCH)
  const breath = new Breath()
  let gathered: Gathered | undefined
  for await (const batch of batches) {
    try {
      const inputShape = gathered?.inputShape ?? requireFeatures(batch.shape.slice(1))
      gathered ??= { moments: new Moments(sizeOf(inputShape)), inputShape }
      gathered.moments.add(await batch.data())
    } finally {
      batch.dispose()
    }
    await breath.take()
  }
  if (gathered === undefined || gathered.moments.count < 2) {
    throw new AeError('shape', `PCA: expected at least two rows. Received: ${gathered?.moments.count ?? 0}.`)
  }
  return gathered
}

function requireFeatures(inputShape: Shape): Shape {
  const features = sizeOf(inputShape)
  if (features >= 1 && features <= MOST_FEATURES) return inputShape
  throw new AeError(
    'shape',
    `PCA: expected rows of 1 to ${MOST_FEATURES} features. Received rows of shape: ${show(inputShape)}.`,
  )
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1)
}

function withFixedSign(component: Float64Array): Float64Array {
  const largest = component.reduce(
    (best, loading) => (Math.abs(loading) > Math.abs(best) ? loading : best),
    0,
  )
  return largest < 0 ? component.map((loading) => -loading) : component
}
