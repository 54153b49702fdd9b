import { requireChoice, requireKnownOptions, requireNumber } from '../../errors/require'
import type { MmdKernel } from '../../losses/maximum-mean-discrepancy'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'

/** Configuration of {@link WAE}. */
export interface WAEConfig extends PointLatentConfig {
  /** Weight of the discrepancy between codes and N(0, I). ≥ 0. Default 100. */
  readonly mmdWeight?: number
  /** How alike two codes count as. Default `imq`. */
  readonly kernel?: MmdKernel
}

/** {@link WAEConfig} with every default filled in; networks are in the model. */
export type ResolvedWAEConfig = ResolvedPointLatentConfig & Required<Omit<WAEConfig, keyof PointLatentConfig>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveWAEConfig(config: WAEConfig): ResolvedWAEConfig {
  const subject = 'WAE'
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'mmdWeight', 'kernel'])
  return Object.freeze({
    ...resolvePointLatentConfig(subject, config),
    mmdWeight: requireNumber(subject, 'mmdWeight', config.mmdWeight ?? 100, { min: 0 }),
    kernel: requireChoice(subject, 'kernel', config.kernel ?? 'imq', ['imq', 'rbf']),
  })
}
