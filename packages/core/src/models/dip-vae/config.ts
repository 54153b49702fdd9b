import { requireChoice, requireKnownOptions, requireNumber } from '../../errors/require'
import {
  GAUSSIAN_LATENT_OPTIONS,
  type GaussianLatentConfig,
  type ResolvedGaussianLatentConfig,
  resolveGaussianLatentConfig,
} from '../gaussian-latent'
import { type KlWeight, resolveKlWeight } from '../vae/kl-weight'

/** Configuration of a {@link DIPVAE}. */
export interface DIPVAEConfig extends GaussianLatentConfig {
  /**
   * Whose covariance is drawn to the identity: `means` for that of the posterior means, DIP-VAE-I; `codes` for that of the
   * codes, to which the posteriors' own variances add, DIP-VAE-II. Default `codes`.
   */
  readonly covariance?: 'means' | 'codes'
  /** Weight of the squared covariances of different numbers. ≥ 0. Default 10. */
  readonly offDiagonalWeight?: number
  /** Weight of the squared deviations of variances from 1. ≥ 0. Default 10 times the other for `means`, the same for `codes`. */
  readonly diagonalWeight?: number
  /** Weight of the KL term: a number, or a schedule. Default 1. */
  readonly beta?: KlWeight
}

/** {@link DIPVAEConfig} with every default filled in; networks are in the model. */
export type ResolvedDIPVAEConfig = ResolvedGaussianLatentConfig &
  Required<Omit<DIPVAEConfig, keyof GaussianLatentConfig>>

/** How many times the diagonal outweighs the rest: in the paper's experiments. */
const DIAGONAL_SHARE = { means: 10, codes: 1 } as const

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveDIPVAEConfig(config: DIPVAEConfig): ResolvedDIPVAEConfig {
  const subject = 'DIPVAE'
  requireKnownOptions(subject, config, [
    ...GAUSSIAN_LATENT_OPTIONS,
    'covariance',
    'offDiagonalWeight',
    'diagonalWeight',
    'beta',
  ])
  const covariance = requireChoice(subject, 'covariance', config.covariance ?? 'codes', ['means', 'codes'])
  const offDiagonalWeight = requireNumber(subject, 'offDiagonalWeight', config.offDiagonalWeight ?? 10, {
    min: 0,
  })
  const diagonal = config.diagonalWeight ?? offDiagonalWeight * DIAGONAL_SHARE[covariance]
  return Object.freeze({
    ...resolveGaussianLatentConfig(subject, config),
    covariance,
    offDiagonalWeight,
    diagonalWeight: requireNumber(subject, 'diagonalWeight', diagonal, { min: 0 }),
    beta: resolveKlWeight(subject, config.beta ?? 1),
  })
}
