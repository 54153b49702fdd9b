import type { Disposable, Network } from '@ae/core'
import type { EncodedRows } from '../table/rows'

/** Numbers of a {@link StoredScorer}. */
export interface StoredArray {
  /** Sizes of its axes. */
  readonly shape: readonly number[]
  /** Row-major. */
  readonly data: Float32Array
}

/** What a scorer consists of, for a file. */
export interface StoredScorer {
  /** The scorer's kind. */
  readonly kind: string
  /** Plain JSON. */
  readonly config: Readonly<Record<string, unknown>>
  /** Numbers by name. */
  readonly arrays: Readonly<Record<string, StoredArray>>
  /** Networks by name; the scorer's own. */
  readonly networks: Readonly<Record<string, Network>>
}

/**
 * What a detector knows about normal rows: it gives rows of numbers scores, and says which numbers they come from.
 *
 * All inputs are borrowed; the same rows always get the same scores.
 */
export interface RowScorer extends Disposable {
  /** Kebab-case tag: `mahalanobis`. */
  readonly kind: string
  /** Numbers in a row. */
  readonly width: number
  /** Higher = more anomalous; finite, one a row. */
  score(rows: EncodedRows): Promise<Float64Array>
  /** How much of each score each number is to blame for: [count, width], not negative. */
  contributions(rows: EncodedRows): Promise<Float64Array>
  /** What it consists of. */
  store(): StoredScorer
}

/** Normal rows, in two parts, and where randomness comes from. */
export interface ScorerData {
  /** What the scorer learns from. */
  readonly train: EncodedRows
  /** What it measures its own errors on; may be empty where it measures none. */
  readonly heldOut: EncodedRows
  /** Where randomness comes from. */
  readonly seed: number
  /** What an earlier scorer of the kind has learnt, to go on from: a copy at each call, the caller's. Default: a fresh start. */
  readonly from?: () => Promise<StoredScorer>
}

/** A way to come by a scorer: a kind with its options. */
export interface ScorerRecipe {
  /** The kind of what it makes. */
  readonly kind: string
  /** Makes a scorer, the caller's. */
  fit(data: ScorerData): Promise<RowScorer>
}
