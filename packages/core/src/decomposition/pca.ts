import * as tf from '@tensorflow/tfjs'
import { fromTensor } from '../data/from-tensor'
import { rowShape } from '../data/row-shape'
import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, requirePositiveInteger, show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Shape } from '../interfaces/shape'
import { createRng } from '../rng/rng'
import { exactDirections } from './exact-directions'
import { randomizedDirections } from './randomized-directions'
import { rowGramDirections } from './row-gram-directions'

/**
 * How components are found.
 *
 * - `exact` — the whole covariance in float64, or the products of all rows where they are fewer: to the last digit, up to 4096
 *   features or rows
 * - `randomized` — the leading directions only: four passes of thin products on the active backend, any number of features
 * - `auto` — `exact` up to 1024 features or rows, or where more than a fifth of all components are wanted, else `randomized`
 */
export type PCASolver = 'auto' | 'exact' | 'randomized'

/** Options of {@link PCA.fit}. */
export interface PCAOptions {
  /** Components to keep. Integer from 1 to the smaller of rows and features. */
  readonly components: number
  /** How they are found. Default `auto`. */
  readonly solver?: PCASolver
  /** Where the randomized solver begins; the exact one needs no luck. Default 0. */
  readonly seed?: number
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

/** Features, or rows, up to which exactness costs seconds at most. */
const FEW = 1024
/** Features and rows beyond which an exact decomposition takes minutes and hundreds of megabytes. */
const MOST = 4096
/** Share of all components from which on a randomized search saves little and finds worse. */
const MANY_COMPONENTS = 0.2

/**
 * Principal component analysis: the best that any linear auto-encoder can do.
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
   * Finds the components of the rows of a tensor or of a data set, batch by batch.
   *
   * Exact, in one pass: time grows with rows · features² and features³; 10,000 images of 784 pixels take a few seconds. Of rows
   * that are fewer than features, with rows² · features and rows³.
   * Randomized, in four passes: with rows · features · (components + 10); variances below a millionth of the largest are
   * lost in float32.
   *
   * @throws AeError `shape` if there are fewer than two rows, or more than 4096 of both rows and features to be decomposed exactly,
   * `config` if more components are asked for than there can be, `data` if a value is not finite
   */
  static async fit(data: tf.Tensor | Dataset<tf.Tensor>, options: PCAOptions): Promise<PCA> {
    const { seed = 0 } = requireKnownOptions('PCA', options, ['components', 'solver', 'seed'])
    const count = requirePositiveInteger('PCA', 'components', options.components)
    const solver = requireChoice('PCA', 'solver', options.solver ?? 'auto', ['auto', 'exact', 'randomized'])
    const rows = data instanceof tf.Tensor ? fromTensor(data) : data
    const inputShape = await rowShape('PCA', rows)
    const features = inputShape.reduce((product, side) => product * side, 1)
    const most = Math.min(features, rows.size)
    if (count > most) {
      throw new AeError('config', `PCA: \`components\` must be at most ${most}. Received: ${count}.`, {
        hint: `there are ${rows.size} rows of ${features} features.`,
      })
    }
    const exact = solver === 'exact' || (solver === 'auto' && (most <= FEW || count > MANY_COMPONENTS * most))
    if (exact && most > MOST) {
      throw new AeError(
        'shape',
        `PCA: expected at most ${MOST} features, or rows, to be decomposed exactly. Received: ${rows.size} rows of ${features} features.`,
        { hint: "ask for `solver: 'randomized'`, and for fewer components than a fifth of the rows." },
      )
    }
    const exactly = rows.size < features ? rowGramDirections : exactDirections
    const { mean, variances, directions, totalVariance } = exact
      ? await exactly(rows, { features, count })
      : await randomizedDirections(rows, { features, count, rng: createRng(seed).fork('PCA') })
    return new PCA({
      inputShape,
      mean,
      components: directions.map(withFixedSign),
      explainedVariance: variances,
      totalVariance,
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

function withFixedSign(component: Float64Array): Float64Array {
  const largest = component.reduce(
    (best, loading) => (Math.abs(loading) > Math.abs(best) ? loading : best),
    0,
  )
  return largest < 0 ? component.map((loading) => -loading) : component
}
