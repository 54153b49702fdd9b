import { type NetworkLike, requireKnownOptions, requirePositiveInteger, type Shape } from '@ae/core'
import type { QuantizerSpec } from '../../composite/create-basic-quantizer'
import type { Quantizer } from '../../quantizer'
import { CODED_ROWS_OPTIONS, type CodedRowsConfig, resolveCodedRows, resolveMapShape } from '../coded-rows'

/** Configuration of a {@link VQVAE2}. */
export interface VQVAE2Config extends CodedRowsConfig {
  /** What makes the codes of the upper, coarser map; the model owns it from here on. */
  readonly topQuantizer: Quantizer | QuantizerSpec
  /** What makes those of the lower, finer map; the model owns it from here on. */
  readonly bottomQuantizer: Quantizer | QuantizerSpec
  /** Shape of the upper map. Default: an eighth of an image's height and width. */
  readonly topShape?: Shape
  /** Shape of the lower map. Default: a quarter of an image's height and width. */
  readonly bottomShape?: Shape
  /** F: numbers at each place of the lower map before it has codes, and in what the upper codes say of it. Default 128. */
  readonly features?: number
  /** `[…inputShape]` → `[…bottomShape, F]`. Default `codeMapEncoder()`. */
  readonly encoder?: NetworkLike
  /** `[…bottomShape, F]` → `[…topShape, D]`, D the upper `codeDim`. Default `codeMapEncoder({ halvings: 1 })`. */
  readonly topEncoder?: NetworkLike
  /** `[…topShape, D]` → `[…bottomShape, F]`: what the upper codes say of the lower map. Default `codeMapDecoder({ halvings: 1 })`. */
  readonly topDecoder?: NetworkLike
  /** `[…bottomShape, 2 F]`, features and what is known of them, → `[…bottomShape, D]`. Default: a linear layer at each place. */
  readonly bottomEncoder?: NetworkLike
  /** `[…bottomShape, F + D]`, both levels, → `[…inputShape]`, without output function. Default `codeMapDecoder()`. */
  readonly decoder?: NetworkLike
}

/** The options that are networks. */
const NETWORKS = ['encoder', 'topEncoder', 'topDecoder', 'bottomEncoder', 'decoder'] as const

/** {@link VQVAE2Config} with every default filled in; networks are in the model, and quantizers are described. */
export interface ResolvedVQVAE2Config
  extends Required<Omit<VQVAE2Config, 'topQuantizer' | 'bottomQuantizer' | (typeof NETWORKS)[number]>> {
  /** Kind and configuration. */
  readonly topQuantizer: QuantizerSpec
  /** Kind and configuration. */
  readonly bottomQuantizer: QuantizerSpec
}

/** How much smaller than an image its maps are, in height and width. */
const TOP_REDUCTION = 8
const BOTTOM_REDUCTION = 4

/**
 * Fills in and checks a configuration, all but the quantizers.
 *
 * @throws AeError `config`
 */
export function resolveVQVAE2Config(
  config: VQVAE2Config,
): Omit<ResolvedVQVAE2Config, 'topQuantizer' | 'bottomQuantizer'> {
  const subject = 'VQVAE2'
  const own = ['topQuantizer', 'bottomQuantizer', 'topShape', 'bottomShape', 'features'] as const
  requireKnownOptions(subject, config, [...CODED_ROWS_OPTIONS, ...own, ...NETWORKS])
  const rows = resolveCodedRows(subject, config)
  return {
    ...rows,
    topShape: resolveMapShape(subject, config, { option: 'topShape', reduction: TOP_REDUCTION }),
    bottomShape: resolveMapShape(subject, config, { option: 'bottomShape', reduction: BOTTOM_REDUCTION }),
    features: requirePositiveInteger(subject, 'features', config.features ?? 128),
  }
}
