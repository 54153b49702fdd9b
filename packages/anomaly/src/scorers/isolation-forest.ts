import { AeError, createRng, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import type { EncodedRows } from '../table/rows'
import { averagePath, growTree, NODE_SIZE, pathLength } from './isolation-tree'
import { meanRow } from './mean-row'
import type { RowScorer, ScorerRecipe, StoredScorer } from './row-scorer'
import { storedArray, storedNumber } from './stored-parts'

/** Options of `IsolationForestDetector`. */
export interface IsolationForestDetectorOptions {
  /** Trees. Default 200. */
  readonly trees?: number
  /** Rows that each tree is grown from, at most all. Default 256. */
  readonly sampleSize?: number
}

/** What an {@link IsolationForestScorer} consists of. */
export interface IsolationForestParts {
  /** All nodes, each before its left child, which comes before its right one: [n, 4]. */
  readonly nodes: Float32Array
  /** Numbers of the trees' first nodes. */
  readonly roots: Float32Array
  /** Rows that each tree was grown from. */
  readonly sampleSize: number
  /** The mean row, which a number is replaced from to see what it does. */
  readonly typical: Float32Array
}

/**
 * How few random splits set a row apart: `2^(−E[path] / c(sample))`, in (0, 1); about .5 for rows like any other.
 *
 * A number contributes what the score loses when it is replaced by that of the mean row, or nothing.
 *
 * @see Liu, Ting & Zhou 2008, Isolation Forest, ICDM
 */
export class IsolationForestScorer implements RowScorer {
  readonly kind: string = 'isolation-forest'
  readonly width: number
  readonly #parts: IsolationForestParts

  constructor(parts: IsolationForestParts) {
    this.#parts = parts
    this.width = parts.typical.length
  }

  /** @throws AeError `data` also for trees whose paths do not end */
  static restore(stored: StoredScorer, width: number): IsolationForestScorer {
    const { data: nodes, shape } = storedArray(stored, 'nodes', [-1, NODE_SIZE])
    const roots = storedArray(stored, 'roots', [-1]).data
    const count = shape[0] ?? 0
    for (let node = 0; node < count; node++) {
      const [feature = -1, , right = 0] = nodes.subarray(node * NODE_SIZE, (node + 1) * NODE_SIZE)
      const leaf = feature === -1
      // Children come after their parent, so every path ends.
      const split = isPlace(feature, 0, width) && isPlace(right, node + 2, count)
      if (!leaf && !split) throw brokenTree(`a node ${node} that leads on`)
    }
    if (!roots.every((root) => isPlace(root, 0, count))) throw brokenTree('roots that are nodes')
    // The last node has no child behind it.
    if (nodes[(count - 1) * NODE_SIZE] !== -1) throw brokenTree('a leaf at the end')
    const typical = storedArray(stored, 'typical', [width]).data
    return new IsolationForestScorer({
      nodes,
      roots,
      typical,
      sampleSize: storedNumber(stored, 'sampleSize', 2),
    })
  }

  async score({ values, count, width }: EncodedRows): Promise<Float64Array> {
    return Float64Array.from({ length: count }, (_, row) => this.#scoreAt(values, row * width))
  }

  async contributions({ values, count, width }: EncodedRows): Promise<Float64Array> {
    const result = new Float64Array(values.length)
    const changed = Float32Array.from(values)
    for (let row = 0; row < count; row++) {
      const score = this.#scoreAt(values, row * width)
      for (let k = 0; k < width; k++) {
        const at = row * width + k
        changed[at] = this.#parts.typical[k] ?? 0
        result[at] = Math.max(0, score - this.#scoreAt(changed, row * width))
        changed[at] = values[at] ?? 0
      }
    }
    return result
  }

  store(): StoredScorer {
    const { nodes, roots, typical, sampleSize } = this.#parts
    return {
      kind: this.kind,
      config: { sampleSize },
      arrays: {
        nodes: { shape: [nodes.length / NODE_SIZE, NODE_SIZE], data: nodes },
        roots: { shape: [roots.length], data: roots },
        typical: { shape: [typical.length], data: typical },
      },
      networks: {},
    }
  }

  dispose(): void {}

  #scoreAt(values: Float32Array, start: number): number {
    const { nodes, roots, sampleSize } = this.#parts
    let sum = 0
    for (const root of roots) sum += pathLength(nodes, root, values, start)
    return 2 ** (-sum / (roots.length * averagePath(sampleSize)))
  }
}

function isPlace(value: number, low: number, end: number): boolean {
  return Number.isInteger(value) && value >= low && value < end
}

function brokenTree(expected: string): AeError {
  return new AeError('data', `loadDetector: expected trees with ${expected}. Received: none.`)
}

/**
 * How an {@link IsolationForestScorer} is made.
 *
 * @throws AeError `config`
 */
export function isolationForestRecipe(options: IsolationForestDetectorOptions): ScorerRecipe {
  const subject = 'IsolationForestDetector'
  requireKnownOptions(subject, options, ['trees', 'sampleSize'])
  const trees = requirePositiveInteger(subject, 'trees', options.trees ?? 200)
  const wanted = requirePositiveInteger(subject, 'sampleSize', options.sampleSize ?? 256)
  return {
    kind: 'isolation-forest',
    async fit({ train, seed }) {
      const sampleSize = Math.max(2, Math.min(wanted, train.count))
      const rng = createRng(seed).fork('isolation forest')
      const nodes: number[] = []
      const roots: number[] = []
      for (let tree = 0; tree < trees; tree++) {
        const own = rng.fork(`tree ${tree}`)
        roots.push(nodes.length / NODE_SIZE)
        const sample = own.permutation(train.count).subarray(0, sampleSize)
        growTree(nodes, { rows: train, sample, depth: Math.ceil(Math.log2(sampleSize)), rng: own })
      }
      return new IsolationForestScorer({
        nodes: Float32Array.from(nodes),
        roots: Float32Array.from(roots),
        sampleSize,
        typical: meanRow(train),
      })
    },
  }
}
