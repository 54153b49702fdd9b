import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { FIRST_WORD } from '../../tokens/vocabulary'

/** Configuration of a {@link MaskedLM}. */
export interface MaskedLMConfig {
  /** V: numbers of tokens are below it. */
  readonly vocabularySize: number
  /** Most tokens in a row. Default 64. */
  readonly length?: number
  /** D: numbers that stand for a token. Default 128. */
  readonly width?: number
  /** Parts of D that look at a row by themselves. Default 4. */
  readonly heads?: number
  /** Layers, one on the other. Default 2. */
  readonly layers?: number
  /** Hidden units of the perceptron at each place. Default 4 × `width`. */
  readonly hiddenUnits?: number
  /** Share of values that are left out in training. In [0, 1). Default .1. */
  readonly dropout?: number
  /** Share of the words that are to be told. In (0, 1]. Default .15. */
  readonly maskRate?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link MaskedLMConfig} with every default filled in. */
export type ResolvedMaskedLMConfig = Required<MaskedLMConfig>

const OPTIONS = [
  'vocabularySize',
  'length',
  'width',
  'heads',
  'layers',
  'hiddenUnits',
  'dropout',
  'maskRate',
  'seed',
] as const

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveMaskedLMConfig(config: MaskedLMConfig): ResolvedMaskedLMConfig {
  const subject = 'MaskedLM'
  requireKnownOptions(subject, config, OPTIONS)
  const whole = (option: keyof MaskedLMConfig, value: unknown): number =>
    requirePositiveInteger(subject, option, value)
  const width = whole('width', config.width ?? 128)
  const heads = whole('heads', config.heads ?? 4)
  if (width % heads !== 0) {
    throw new AeError(
      'config',
      `${subject}: \`width\` must be a multiple of \`heads\`. Received: ${width} and ${heads}.`,
    )
  }
  const vocabularySize = whole('vocabularySize', config.vocabularySize)
  if (vocabularySize <= FIRST_WORD) {
    throw new AeError(
      'config',
      `${subject}: \`vocabularySize\` must be above ${FIRST_WORD}, the number of special tokens. Received: ${vocabularySize}.`,
    )
  }
  return Object.freeze({
    vocabularySize,
    length: whole('length', config.length ?? 64),
    width,
    heads,
    layers: whole('layers', config.layers ?? 2),
    hiddenUnits: whole('hiddenUnits', config.hiddenUnits ?? 4 * width),
    dropout: requireNumber(subject, 'dropout', config.dropout ?? 0.1, { min: 0, below: 1 }),
    maskRate: requireNumber(subject, 'maskRate', config.maskRate ?? 0.15, { above: 0, max: 1 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
