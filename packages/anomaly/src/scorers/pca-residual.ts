import { AeError, requireKnownOptions, requireNumber } from '@ae/core'
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

/** Options of `PCADetector`. */
export interface PCADetectorOptions {
  /** Share of the variance of normal rows that the kept directions have, in (0, 1). Default .9. */
  readonly variance?: number
}

/**
 * The squared distance of a row from the plane of the largest variances: what the best linear auto-encoder gets wrong.
 *
 * @see Jackson & Mudholkar 1979, Control Procedures for Residuals Associated with Principal Component Analysis, Technometrics 21
 */
export class PCAResidualScorer implements RowScorer {
  readonly kind: string = 'pca'
  readonly width: number
  readonly #directions: Directions

  constructor(directions: Directions) {
    this.#directions = directions
    this.width = directions.mean.length
  }

  /** @throws AeError `data` */
  static restore(stored: StoredScorer, width: number): PCAResidualScorer {
    return new PCAResidualScorer(restoreDirections(stored, width))
  }

  async score(rows: EncodedRows): Promise<Float64Array> {
    return rowSums(await this.contributions(rows), this.width)
  }

  contributions(rows: EncodedRows): Promise<Float64Array> {
    return overBlocks(rows, this.width, async (block) => {
      const x = toTensor(block)
      const { codes, rest } = project(x, this.#directions)
      x.dispose()
      codes.dispose()
      try {
        return Float64Array.from(await rest.data(), (value) => value ** 2)
      } finally {
        rest.dispose()
      }
    })
  }

  store(): StoredScorer {
    return { kind: this.kind, config: {}, arrays: storeDirections(this.#directions), networks: {} }
  }

  dispose(): void {}
}

/**
 * How a {@link PCAResidualScorer} is made: with the fewest directions that have the variance asked for, and at least one left out.
 *
 * @throws AeError `config`
 */
export function pcaRecipe(options: PCADetectorOptions): ScorerRecipe {
  requireKnownOptions('PCADetector', options, ['variance'])
  const variance = requireNumber('PCADetector', 'variance', options.variance ?? 0.9, { above: 0, below: 1 })
  return {
    kind: 'pca',
    async fit({ train }) {
      if (train.width < 2) {
        throw new AeError(
          'shape',
          `PCADetector: expected rows of at least 2 numbers. Received: ${train.width}.`,
          {
            hint: 'a single number has no direction to leave out; MahalanobisDetector takes it.',
          },
        )
      }
      const pca = await allDirections(train)
      let [count, kept] = [0, 0]
      while (
        count < train.width - 1 &&
        count < pca.components.length &&
        kept < variance * pca.totalVariance
      ) {
        kept += pca.explainedVariance[count] ?? 0
        count++
      }
      return new PCAResidualScorer(directionsOf(pca, Math.max(1, count)))
    },
  }
}
