import { AeError, type Rng, requireKnownOptions, requireNumber, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { FIRST_WORD, SPECIAL_TOKENS } from '../tokens/vocabulary'

/** Options of {@link maskTokens}. */
export interface MaskTokensOptions {
  /** V: tokens that replace others are drawn from the numbers from 5 to below it. */
  readonly vocabularySize: number
  /** Share of the words that are chosen. In (0, 1]. Default .15. */
  readonly rate?: number
  /** Where chance comes from. */
  readonly rng: Rng
}

/** What {@link maskTokens} makes of rows. */
export interface MaskedTokens {
  /** int32 [B, T], as the network sees them: of those chosen, 80 % are the mask, 10 % another token, 10 % unchanged. */
  readonly inputs: tf.Tensor2D
  /** float32 [B, T]: 1 where the token is to be told, else 0. */
  readonly chosen: tf.Tensor2D
}

/** Of those chosen. */
const HIDDEN = 0.8
/** Of those chosen; the rest stays. */
const REPLACED = 0.1
/** What a place draws that must not be chosen: above every chance. */
const NEVER = 2

/**
 * The noise that BERT is a de-noising auto-encoder of. Each word is chosen by itself, and where chance chooses none of a
 * row, one is. Special tokens are never chosen.
 *
 * @param tokens int32 [B, T], borrowed
 * @returns the caller's
 * @throws AeError `config`, `shape`
 * @see Devlin et al. 2019, BERT, §3.1, arXiv:1810.04805
 */
export function maskTokens(tokens: tf.Tensor, options: MaskTokensOptions): MaskedTokens {
  requireKnownOptions('maskTokens', options, ['vocabularySize', 'rate', 'rng'])
  const { vocabularySize, rng } = options
  const rate = requireNumber('maskTokens', 'rate', options.rate ?? 0.15, { above: 0, max: 1 })
  if (!Number.isSafeInteger(vocabularySize) || vocabularySize <= FIRST_WORD) {
    throw new AeError(
      'config',
      `maskTokens: \`vocabularySize\` must be an integer above ${FIRST_WORD}, the number of special tokens. Received: ${vocabularySize}.`,
    )
  }
  if (tokens.rank !== 2 || tokens.dtype !== 'int32') {
    throw new AeError(
      'shape',
      `maskTokens: expected int32 tokens [B, T]. Received: ${tokens.dtype} ${show(tokens.shape)}.`,
    )
  }
  return tf.tidy(() => {
    const word = tokens.greaterEqual(tf.scalar(FIRST_WORD, 'int32'))
    const draws = tf.where(word, rng.fork('choice').uniform(tokens.shape), tf.fill(tokens.shape, NEVER))
    const first = draws.equal(draws.min(-1, true)).logicalAnd(word)
    const chosen = draws.less(rate).logicalOr(first)
    const change = rng.fork('change').uniform(tokens.shape)
    const hidden = chosen.logicalAnd(change.less(HIDDEN))
    const replaced = chosen.logicalAnd(change.greaterEqual(HIDDEN)).logicalAnd(change.less(HIDDEN + REPLACED))
    const words = vocabularySize - FIRST_WORD
    // A number just below 1 may be rounded up to 1.
    const others = rng
      .fork('word')
      .uniform(tokens.shape)
      .mul(words)
      .floor()
      .minimum(words - 1)
      .add(FIRST_WORD)
    const mask = tf.fill(tokens.shape, SPECIAL_TOKENS.mask, 'int32')
    const inputs = tf.where(hidden, mask, tf.where(replaced, others.toInt(), tokens))
    return { inputs: inputs as tf.Tensor2D, chosen: chosen.toFloat() as tf.Tensor2D }
  })
}
