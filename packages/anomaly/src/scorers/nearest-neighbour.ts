import { nearestNeighbours, requireChoice, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import type { EncodedRows } from '../table/rows'
import { toTensor } from './principal-parts'
import type { RowScorer, ScorerRecipe, StoredScorer } from './row-scorer'
import { overBlocks } from './row-sums'
import { storedArray, storedCount } from './stored-parts'

/** What is made of the distances to the nearest rows. */
export type NeighbourDistance = 'mean' | 'largest'

/** Options of `KNNDetector`. */
export interface KNNDetectorOptions {
  /** Neighbours looked at. Default 5. */
  readonly neighbours?: number
  /** Whether the mean of their distances counts, or the largest. Default `mean`. */
  readonly distance?: NeighbourDistance
}

const DISTANCES = ['mean', 'largest'] as const

/** What a {@link NearestNeighbourScorer} consists of. */
export interface NearestNeighbourParts extends Required<KNNDetectorOptions> {
  /** The normal rows, all of them. */
  readonly known: EncodedRows
}

/**
 * The distance to the nearest normal rows. Keeps them all, and looks at all for each score: the plain one to beat.
 *
 * Contributions are the squared differences to the neighbours, averaged over them; they add up to the mean squared distance.
 *
 * @see Ramaswamy, Rastogi & Shim 2000, Efficient Algorithms for Mining Outliers from Large Data Sets, SIGMOD; Angiulli & Pizzuti
 * 2002, Fast Outlier Detection in High Dimensional Spaces, for the mean
 */
export class NearestNeighbourScorer implements RowScorer {
  readonly kind: string = 'knn'
  readonly width: number
  readonly #parts: NearestNeighbourParts

  constructor(parts: NearestNeighbourParts) {
    this.#parts = parts
    this.width = parts.known.width
  }

  /** @throws AeError `data` */
  static restore(stored: StoredScorer, width: number): NearestNeighbourScorer {
    const { data, shape } = storedArray(stored, 'rows', [-1, width])
    const [count = 0] = shape
    const neighbours = storedCount(stored, 'neighbours', count)
    const distance = requireChoice('loadDetector', 'distance', stored.config.distance, DISTANCES)
    return new NearestNeighbourScorer({ neighbours, distance, known: { values: data, count, width } })
  }

  async score(rows: EncodedRows): Promise<Float64Array> {
    const { neighbours, distance } = this.#parts
    const { distances } = await this.#nearest(rows)
    return Float64Array.from({ length: rows.count }, (_, row) => {
      const own = distances.subarray(row * neighbours, (row + 1) * neighbours)
      return distance === 'largest'
        ? (own.at(-1) ?? 0)
        : own.reduce((sum, each) => sum + each, 0) / neighbours
    })
  }

  async contributions(rows: EncodedRows): Promise<Float64Array> {
    const { neighbours, known } = this.#parts
    const { indices } = await this.#nearest(rows)
    return overBlocks(rows, this.width, async ({ values }, first) =>
      Float64Array.from(values, (value, i) => {
        const [row, unit] = [first + Math.floor(i / this.width), i % this.width]
        let sum = 0
        for (let k = 0; k < neighbours; k++) {
          const other = indices[row * neighbours + k] ?? 0
          sum += (value - (known.values[other * this.width + unit] ?? 0)) ** 2
        }
        return sum / neighbours
      }),
    )
  }

  store(): StoredScorer {
    const { neighbours, distance, known } = this.#parts
    const rows = { shape: [known.count, known.width], data: known.values }
    return { kind: this.kind, config: { neighbours, distance }, arrays: { rows }, networks: {} }
  }

  dispose(): void {}

  async #nearest(rows: EncodedRows): ReturnType<typeof nearestNeighbours> {
    const { neighbours, known } = this.#parts
    const [queries, among] = [toTensor(rows), toTensor(known)]
    try {
      return await nearestNeighbours(queries, among, { neighbours })
    } finally {
      queries.dispose()
      among.dispose()
    }
  }
}

/**
 * How a {@link NearestNeighbourScorer} is made; of fewer rows than neighbours all are looked at.
 *
 * @throws AeError `config`
 */
export function knnRecipe(options: KNNDetectorOptions): ScorerRecipe {
  const subject = 'KNNDetector'
  requireKnownOptions(subject, options, ['neighbours', 'distance'])
  const neighbours = requirePositiveInteger(subject, 'neighbours', options.neighbours ?? 5)
  const distance = requireChoice(subject, 'distance', options.distance ?? 'mean', DISTANCES)
  return {
    kind: 'knn',
    fit: async ({ train }) =>
      new NearestNeighbourScorer({ neighbours: Math.min(neighbours, train.count), distance, known: train }),
  }
}
