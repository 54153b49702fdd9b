import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '../../errors/require'
import { withoutGradient } from '../../ops/without-gradient'

/** Units between 0 and 1 that are on for a share of the rows: each unit's mean is drawn to a rate. */
export interface KlSparsity {
  /** Tag. */
  readonly kind: 'kl'
  /** Share of rows for which a unit should be on, in (0, 1). Default .05. */
  readonly rate?: number
  /** How much the divergence from that rate counts beside the reconstruction. ≥ 0. Default 1. */
  readonly weight?: number
}

/** Units of 0 and more whose sum should be small: most are exactly 0. */
export interface L1Sparsity {
  /** Tag. */
  readonly kind: 'l1'
  /** How much a row's sum counts beside the reconstruction. ≥ 0. Default .1. */
  readonly weight?: number
}

/** The largest units of each row stay, all others are 0; nothing is weighed against the reconstruction. */
export interface TopKSparsity {
  /** Tag. */
  readonly kind: 'topK'
  /** Units that stay; at most `latentDim`. */
  readonly k: number
}

/** How few units of a code are used at a time. */
export type Sparsity = KlSparsity | L1Sparsity | TopKSparsity

/** {@link Sparsity} with every default filled in. */
export type ResolvedSparsity = Required<KlSparsity> | Required<L1Sparsity> | TopKSparsity

/** Ng 2011, Sparse autoencoder, §2: "say ρ = 0.05". */
const DEFAULT_RATE = 0.05

/**
 * Checks a sparsity, fills it in and returns it frozen.
 *
 * @throws AeError `config`
 */
export function resolveSparsity(subject: string, sparsity: Sparsity, latentDim: number): ResolvedSparsity {
  const kind = requireChoice(subject, 'sparsity.kind', sparsity?.kind, ['kl', 'l1', 'topK'])
  const inside = `${subject}.sparsity`
  if (sparsity.kind === 'topK') {
    requireKnownOptions(inside, sparsity, ['kind', 'k'])
    const k = requirePositiveInteger(subject, 'sparsity.k', sparsity.k)
    if (k <= latentDim) return Object.freeze({ kind: 'topK', k })
    throw new AeError(
      'config',
      `${subject}: \`sparsity.k\` must be at most \`latentDim\`, ${latentDim}. Received: ${k}.`,
    )
  }
  requireKnownOptions(inside, sparsity, kind === 'kl' ? ['kind', 'rate', 'weight'] : ['kind', 'weight'])
  const weight = requireNumber(subject, 'sparsity.weight', sparsity.weight ?? (kind === 'kl' ? 1 : 0.1), {
    min: 0,
  })
  if (sparsity.kind === 'l1') return Object.freeze({ kind: 'l1', weight })
  const rate = requireNumber(subject, 'sparsity.rate', sparsity.rate ?? DEFAULT_RATE, { above: 0, below: 1 })
  return Object.freeze({ kind: 'kl', rate, weight })
}

/** An encoder's raw output as a code: between 0 and 1 for `kl`, 0 and more for `l1`, mostly 0 for `topK`. [B, D] */
export function toSparseCode(raw: tf.Tensor, sparsity: ResolvedSparsity): tf.Tensor {
  if (sparsity.kind === 'kl') return raw.sigmoid()
  return sparsity.kind === 'l1' ? raw.relu() : keepLargest(raw, sparsity.k)
}

/**
 * The `k` largest numbers of each row, all others 0. Of equal ones the first are kept, so that there are never more.
 *
 * The gradient reaches what was kept, and nothing else.
 *
 * @param z [B, D]
 * @see Makhzani & Frey 2014, k-Sparse Autoencoders, §2.1, arXiv:1312.5663
 */
export function keepLargest(z: tf.Tensor, k: number): tf.Tensor {
  return tf.tidy(() => {
    // tfjs' topk has no gradient: which ones are kept is a constant, as it is for the method.
    const kept = withoutGradient(() => {
      const [rows = 0, units = 0] = z.shape
      const { indices } = tf.topk(z, k) // [B, k]
      const row = tf.range(0, rows, 1, 'int32').expandDims(1).tile([1, k])
      const places = tf.stack([row, indices], 2).reshape([rows * k, 2])
      return tf.scatterND(places.toInt(), tf.ones([rows * k]), [rows, units])
    })
    return tf.where(kept.cast('bool'), z, tf.zerosLike(z))
  })
}
