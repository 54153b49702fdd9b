import { AeError, type Disposable, type Network, requireKnownOptions, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { NORMAL_SCORES } from '../file/stored-detector'
import { meanRow } from '../scorers/mean-row'
import { occluded } from '../scorers/occluded'
import { toTensor } from '../scorers/principal-parts'
import type { RowScorer, ScorerRecipe, StoredArray, StoredScorer } from '../scorers/row-scorer'
import { overBlocks } from '../scorers/row-sums'
import type { EncodedRows } from '../table/rows'
import { type DetectorKind, detectorKind } from './detector-kind'

/** Scores of rows: float32 [B, width] → [B], higher = more anomalous, the same for the same row. Borrows `x`. */
export type Scorer = (x: tf.Tensor2D) => tf.Tensor1D

/** A {@link Scorer} with what it keeps. */
export interface OwnScorer {
  /** Scores of rows; runs within a tidy. */
  readonly score: Scorer
  /** Numbers for a file, by name; `loadDetector` hands them to a reader of yours. Default: none. */
  readonly arrays?: Readonly<Record<string, StoredArray>>
  /** Networks for a file, by name. Default: none. */
  readonly networks?: Readonly<Record<string, Network>>
  /** Plain JSON for a file. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Frees what it keeps. Default: nothing. */
  dispose?(): void
}

/** What a scorer of one's own is made from. Tensors are borrowed, and freed afterwards. */
export interface OwnScorerData {
  /** Normal rows to learn from, [n, width]. */
  readonly train: tf.Tensor2D
  /** Others to measure on; [0, width] where none are held out. */
  readonly heldOut: tf.Tensor2D
  /** Where randomness comes from. */
  readonly seed: number
}

/** Kinds that are here already: their files, and `compileDetector`, know what is in them. */
const BUILT_IN_KINDS: readonly string[] = [
  'autoencoder',
  'deep-svdd',
  'ensemble',
  'input-norm',
  'isolation-forest',
  'knn',
  'mahalanobis',
  'pca',
  'rapp',
  'vae',
]

/** Name of the array that contributions need. */
const TYPICAL = 'typical'

/**
 * A kind of detector around any function that scores rows: how rare a row's code is under a VQ model, say. Front end, thresholds,
 * probabilities, streams, ensembles and files are those of every other kind.
 *
 * A column contributes what the score loses with the mean of normal rows in its place, or nothing.
 *
 * @param kind kebab-case tag, none of those that are here already
 * @param make learns from normal rows; what it returns is the detector's
 * @throws AeError `config` for a tag that is none or taken; `fit` throws `config` for arrays that no file can hold, `data` if a score is not finite, `shape` unless there is one a row
 * @example
 * const Farthest = scorerDetector('farthest', async () => ({ score: (x) => x.abs().max(1) }))
 * const detector = await Farthest.fit([[1, 2], [1.1, 2.2], [0.9, 1.8], [1, 2.1], [1.2, 2.3], [0.8, 1.7], [1, 1.9], [1.1, 2]])
 */
export function scorerDetector(
  kind: string,
  make: (data: OwnScorerData) => Promise<OwnScorer>,
): DetectorKind<object> {
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9-]*$/.test(kind) || BUILT_IN_KINDS.includes(kind)) {
    throw new AeError(
      'config',
      `scorerDetector: \`kind\` must be a kebab-case tag that no other kind has. Received: ${show(kind)}.`,
    )
  }
  const recipe: ScorerRecipe = {
    kind,
    async fit({ train, heldOut, seed }) {
      const rows = { train: toTensor(train), heldOut: toTensor(heldOut) }
      try {
        return new FunctionScorer({
          kind,
          own: requireArrays(kind, await make({ ...rows, seed })),
          typical: meanRow(train),
        })
      } finally {
        tf.dispose([rows.train, rows.heldOut])
      }
    },
  }
  return detectorKind(kind, (options: object) => {
    requireKnownOptions(kind, options, [])
    return recipe
  })
}

/**
 * A scorer of one's own out of a file: for the `readers` of `loadDetector`.
 *
 * @param own what `stored` makes; the scorer's
 * @throws AeError `data` unless the file is that of a `scorerDetector`
 * @example
 * const detector = await loadDetector(bytes, {
 *   readers: { farthest: (stored) => readScorer(stored, { score: (x) => x.abs().max(1) }) },
 * })
 */
export function readScorer(stored: StoredScorer, own: OwnScorer): RowScorer {
  const typical = Object.hasOwn(stored.arrays, TYPICAL) ? stored.arrays[TYPICAL] : undefined
  if (typical?.shape.length === 1 && typical.data.every(Number.isFinite)) {
    return new FunctionScorer({ kind: stored.kind, own, typical: typical.data })
  }
  own.dispose?.()
  throw new AeError(
    'data',
    `loadDetector: expected '${TYPICAL}' of one row in '${stored.kind}'. Received: ${show(typical?.shape)}.`,
  )
}

interface FunctionScorerParts {
  readonly kind: string
  readonly own: OwnScorer
  readonly typical: Float32Array
}

class FunctionScorer implements RowScorer, Disposable {
  readonly kind: string
  readonly width: number
  readonly #parts: FunctionScorerParts

  constructor(parts: FunctionScorerParts) {
    this.#parts = parts
    this.kind = parts.kind
    this.width = parts.typical.length
  }

  score(rows: EncodedRows): Promise<Float64Array> {
    return overBlocks(rows, 1, async (block) => {
      const scores = tf.tidy(() => this.#parts.own.score(toTensor(block)))
      try {
        return requireScores(this.kind, scores.shape, await scores.data(), block.count)
      } finally {
        scores.dispose()
      }
    })
  }

  contributions(rows: EncodedRows): Promise<Float64Array> {
    return occluded((changed) => this.score(changed), rows, this.#parts.typical)
  }

  store(): StoredScorer {
    const { own, typical } = this.#parts
    const arrays = { ...own.arrays, [TYPICAL]: { shape: [typical.length], data: typical } }
    return { kind: this.kind, config: own.config ?? {}, arrays, networks: own.networks ?? {} }
  }

  dispose(): void {
    this.#parts.own.dispose?.()
  }
}

/** What could not be written to a file is found at once; then what was made is freed. */
function requireArrays(kind: string, own: OwnScorer): OwnScorer {
  for (const [name, { shape, data }] of Object.entries(own.arrays ?? {})) {
    const size = shape.reduce((product, side) => product * side, 1)
    if (name !== TYPICAL && name !== NORMAL_SCORES && size === data.length) continue
    own.dispose?.()
    throw new AeError(
      'config',
      `${kind}: expected \`arrays\` of the shapes they say, none called '${TYPICAL}' or '${NORMAL_SCORES}'. Received: '${name}' of ${data.length} numbers, ${show(shape)}.`,
    )
  }
  return own
}

function requireScores(
  kind: string,
  shape: readonly number[],
  scores: ArrayLike<number>,
  count: number,
): ArrayLike<number> {
  if (shape.length !== 1 || shape[0] !== count) {
    throw new AeError('shape', `${kind}: expected scores of shape [${count}]. Received: ${show(shape)}.`)
  }
  const stranger = Array.from(scores).findIndex((score) => !Number.isFinite(score))
  if (stranger < 0) return scores
  throw new AeError(
    'data',
    `${kind}: expected finite scores. Received: ${show(scores[stranger])} at ${stranger}.`,
  )
}
