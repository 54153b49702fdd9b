import { requireKnownOptions, requireNumber } from '../../errors/require'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'

/** Configuration of {@link RAE}. */
export interface RAEConfig extends PointLatentConfig {
  /** Weight of `½ ‖z‖²`, which keeps codes together. ≥ 0. Default 1e-2. */
  readonly codeWeight?: number
  /** Weight of the decoder's squared weights (biases left out), which keeps it smooth. ≥ 0. Default 1e-4. */
  readonly decoderWeight?: number
}

/** {@link RAEConfig} with every default filled in; networks are in the model. */
export type ResolvedRAEConfig = ResolvedPointLatentConfig & Required<Omit<RAEConfig, keyof PointLatentConfig>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveRAEConfig(config: RAEConfig): ResolvedRAEConfig {
  const subject = 'RAE'
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'codeWeight', 'decoderWeight'])
  return Object.freeze({
    ...resolvePointLatentConfig(subject, config),
    codeWeight: requireNumber(subject, 'codeWeight', config.codeWeight ?? 1e-2, { min: 0 }),
    decoderWeight: requireNumber(subject, 'decoderWeight', config.decoderWeight ?? 1e-4, { min: 0 }),
  })
}
