import { type NetworkLike, requireKnownOptions, type Shape } from '@ae/core'
import type { QuantizerSpec } from '../../composite/create-basic-quantizer'
import type { Quantizer } from '../../quantizer'
import { CODED_ROWS_OPTIONS, type CodedRowsConfig, resolveCodedRows, resolveMapShape } from '../coded-rows'

/** Configuration of a {@link VQVAE}. */
export interface VQVAEConfig extends CodedRowsConfig {
  /** What stands between the networks; the model owns it from here on. */
  readonly quantizer: Quantizer | QuantizerSpec
  /** Shape of the vectors of a row, without their size: `[7, 7]`. Default: a quarter of an image's height and width. */
  readonly codeShape?: Shape
  /** `[…inputShape]` → `[…codeShape, codeDim]`. Default `codeMapEncoder()`. */
  readonly encoder?: NetworkLike
  /** `[…codeShape, codeDim]` → `[…inputShape]`, without output function. Default `codeMapDecoder()`. */
  readonly decoder?: NetworkLike
}

/** {@link VQVAEConfig} with every default filled in; networks are in the model, and the quantizer is described. */
export interface ResolvedVQVAEConfig
  extends Required<Omit<VQVAEConfig, 'quantizer' | 'encoder' | 'decoder'>> {
  /** Kind and configuration. */
  readonly quantizer: QuantizerSpec
}

/** How much smaller than an image its map of vectors is, in height and width. */
const REDUCTION = 4

/**
 * Fills in and checks a configuration, all but the quantizer.
 *
 * @throws AeError `config`
 */
export function resolveVQVAEConfig(config: VQVAEConfig): Omit<ResolvedVQVAEConfig, 'quantizer'> {
  const subject = 'VQVAE'
  const own = ['quantizer', 'codeShape', 'encoder', 'decoder'] as const
  requireKnownOptions(subject, config, [...CODED_ROWS_OPTIONS, ...own])
  const rows = resolveCodedRows(subject, config)
  return {
    ...rows,
    codeShape: resolveMapShape(subject, config, { option: 'codeShape', reduction: REDUCTION }),
  }
}
