import { AeError, type Rng, requireKnownOptions, requireNumber } from '@ae/core'
import { SPECIAL_TOKENS } from '../tokens/vocabulary'

/** Options of {@link maskTokens}. */
export interface MaskTokensOptions {
  /** V: tokens that replace others are drawn from the numbers from 5 to below it. */
  readonly vocabularySize: number
  /** Share of tokens that are chosen. In (0, 1]. Default .15. */
  readonly rate?: number
  /** Where chance comes from. */
  readonly rng: Rng
}

/** What {@link maskTokens} makes of rows. */
export interface MaskedTokens {
  /** As the network sees them: of those chosen, 80 % are the mask, 10 % another token, 10 % unchanged. */
  readonly inputs: Int32Array
  /** 1 where the token is to be told, else 0. */
  readonly chosen: Uint8Array
}

/** Of those chosen. */
const HIDDEN = 0.8
/** Of those chosen; the rest stays. */
const REPLACED = 0.1
/** Numbers below it are special: never chosen, never drawn. */
const FIRST_WORD = Object.keys(SPECIAL_TOKENS).length

/**
 * The noise that BERT is a de-noising auto-encoder of. Special tokens are never chosen.
 *
 * @param tokens numbers of tokens, row after row; not changed
 * @throws AeError `config`
 * @see Devlin et al. 2019, BERT, §3.1, arXiv:1810.04805
 */
export function maskTokens(tokens: Int32Array, options: MaskTokensOptions): MaskedTokens {
  requireKnownOptions('maskTokens', options, ['vocabularySize', 'rate', 'rng'])
  const { vocabularySize, rng } = options
  const rate = requireNumber('maskTokens', 'rate', options.rate ?? 0.15, { above: 0, max: 1 })
  if (!Number.isSafeInteger(vocabularySize) || vocabularySize <= FIRST_WORD) {
    throw new AeError(
      'config',
      `maskTokens: \`vocabularySize\` must be an integer above ${FIRST_WORD}, the number of special tokens. Received: ${vocabularySize}.`,
    )
  }
  const draws = rng.uniformArray(tokens.length * 3)
  const inputs = Int32Array.from(tokens)
  const chosen = new Uint8Array(tokens.length)
  for (const [i, token] of tokens.entries()) {
    const [choice = 1, change = 1, word = 0] = draws.subarray(3 * i, 3 * i + 3)
    if (token < FIRST_WORD || choice >= rate) continue
    chosen[i] = 1
    if (change < HIDDEN) inputs[i] = SPECIAL_TOKENS.mask
    else if (change < HIDDEN + REPLACED)
      inputs[i] = FIRST_WORD + Math.floor(word * (vocabularySize - FIRST_WORD))
  }
  return { inputs, chosen }
}
