import { requireKnownOptions, requireNumber } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { EncodedRows } from '../table/rows'
import {
  allDirections,
  type Directions,
  directionsOf,
  project,
  restoreDirections,
  storeDirections,
  toTensor,
} from './principal-parts'
import type { RowScorer, ScorerRecipe, StoredScorer } from './row-scorer'
import { overBlocks, rowSums } from './row-sums'
import { storedArray, storedNumber } from './stored-parts'

/** Options of `MahalanobisDetector`. */
export interface MahalanobisDetectorOptions {
  /**
   * How far the covariance C is moved towards a sphere of the same size, `(1 − s) C + s · (tr C / width) I`, in [0, 1]. With 0,
   * directions in which normal rows do not vary count nothing. Default .001.
   */
  readonly shrinkage?: number
}

/** Variances below this share of the largest are rounding. */
const NO_VARIANCE = 1e-10

/** What a {@link MahalanobisScorer} consists of. */
export interface MahalanobisParts {
  /** Where normal rows vary. */
  readonly directions: Directions
  /** 1 / standard deviation along each direction, 0 where it does not count. */
  readonly gains: Float32Array
  /** The same for what lies beside all directions. */
  readonly restGain: number
}

/**
 * The squared Mahalanobis distance: how far a row is from the mean, each direction in units of its own standard deviation.
 *
 * Contributions are the squares of the whitened row, `(C^(−½) (x − mean))²`, which add up to the score.
 *
 * @see Mahalanobis 1936, On the Generalised Distance in Statistics; Garthwaite & Koch 2016, Evaluating the Contributions of
 * Individual Variables to a Quadratic Form, for the contributions
 */
export class MahalanobisScorer implements RowScorer {
  readonly kind: string = 'mahalanobis'
  readonly width: number
  readonly #parts: MahalanobisParts

  constructor(parts: MahalanobisParts) {
    this.#parts = parts
    this.width = parts.directions.mean.length
  }

  /** @throws AeError `data` */
  static restore(stored: StoredScorer, width: number): MahalanobisScorer {
    const directions = restoreDirections(stored, width)
    const gains = storedArray(stored, 'gains', [directions.count]).data
    return new MahalanobisScorer({ directions, gains, restGain: storedNumber(stored, 'restGain', 0) })
  }

  async score(rows: EncodedRows): Promise<Float64Array> {
    return rowSums(await this.contributions(rows), this.width)
  }

  contributions(rows: EncodedRows): Promise<Float64Array> {
    const { directions, gains, restGain } = this.#parts
    return overBlocks(rows, this.width, async (block) => {
      const x = toTensor(block)
      const { codes, rest } = project(x, directions)
      x.dispose()
      const whitened = tf.tidy(() => {
        const basis = tf.tensor2d(directions.rows, [directions.count, this.width])
        return codes.mul(tf.tensor1d(gains)).matMul(basis).add(rest.mul(restGain))
      })
      tf.dispose([codes, rest])
      try {
        return Float64Array.from(await whitened.data(), (value) => value ** 2)
      } finally {
        whitened.dispose()
      }
    })
  }

  store(): StoredScorer {
    const { directions, gains, restGain } = this.#parts
    const arrays = { ...storeDirections(directions), gains: { shape: [gains.length], data: gains } }
    return { kind: this.kind, config: { restGain }, arrays, networks: {} }
  }

  dispose(): void {}
}

/**
 * How a {@link MahalanobisScorer} is made.
 *
 * @throws AeError `config`
 */
export function mahalanobisRecipe(options: MahalanobisDetectorOptions): ScorerRecipe {
  const subject = 'MahalanobisDetector'
  requireKnownOptions(subject, options, ['shrinkage'])
  const shrinkage = requireNumber(subject, 'shrinkage', options.shrinkage ?? 0.001, { min: 0, max: 1 })
  return { kind: 'mahalanobis', fit: ({ train }) => mahalanobisScorer(train, shrinkage) }
}

/** A {@link MahalanobisScorer} of rows. */
export async function mahalanobisScorer(rows: EncodedRows, shrinkage: number): Promise<MahalanobisScorer> {
  const pca = await allDirections(rows)
  const sphere = (shrinkage * pca.totalVariance) / rows.width
  const least = NO_VARIANCE * (pca.explainedVariance[0] ?? 0)
  const gain = (variance: number): number => {
    const shrunk = (1 - shrinkage) * variance + sphere
    return shrunk > least ? 1 / Math.sqrt(shrunk) : 0
  }
  return new MahalanobisScorer({
    directions: directionsOf(pca, pca.components.length),
    gains: Float32Array.from(pca.explainedVariance, gain),
    // Where all directions are known, what is left beside them is rounding.
    restGain: pca.components.length < rows.width ? gain(0) : 0,
  })
}
