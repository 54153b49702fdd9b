import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
} from '../../errors/require'
import {
  GAUSSIAN_LATENT_OPTIONS,
  type GaussianLatentConfig,
  type ResolvedGaussianLatentConfig,
  resolveGaussianLatentConfig,
} from '../gaussian-latent'
import { type KlWeight, resolveKlWeight } from '../vae/kl-weight'

/** Configuration of a {@link BetaTCVAE}. */
export interface BetaTCVAEConfig extends GaussianLatentConfig {
  /** Rows in the training set, N of the estimate; a batch must not have more. */
  readonly rows: number
  /** Weight of the total correlation: a number, or a schedule. Default 6. */
  readonly beta?: KlWeight
  /** Weight of the mutual information of data and code, α in the paper. Default 1. */
  readonly informationWeight?: number
  /** Weight of each dimension's own divergence from N(0, 1), γ in the paper. Default 1. */
  readonly dimensionWeight?: number
  /**
   * How the density of all codes together is estimated from those of a batch: `stratified`, a row's own counting as the one
   * row in N that it is and the others for all the rest, which is unbiased; or `weighted`, all alike, as `1 / (N · B)`.
   * Default `stratified`.
   */
  readonly estimator?: 'stratified' | 'weighted'
}

/** {@link BetaTCVAEConfig} with every default filled in; networks are in the model. */
export type ResolvedBetaTCVAEConfig = ResolvedGaussianLatentConfig &
  Required<Omit<BetaTCVAEConfig, keyof GaussianLatentConfig>>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveBetaTCVAEConfig(config: BetaTCVAEConfig): ResolvedBetaTCVAEConfig {
  const subject = 'BetaTCVAE'
  requireKnownOptions(subject, config, [
    ...GAUSSIAN_LATENT_OPTIONS,
    'rows',
    'beta',
    'informationWeight',
    'dimensionWeight',
    'estimator',
  ])
  const weight = (option: 'informationWeight' | 'dimensionWeight'): number =>
    requireNumber(subject, option, config[option] ?? 1, { min: 0 })
  return Object.freeze({
    ...resolveGaussianLatentConfig(subject, config),
    rows: requirePositiveInteger(subject, 'rows', config.rows),
    beta: resolveKlWeight(subject, config.beta ?? 6),
    informationWeight: weight('informationWeight'),
    dimensionWeight: weight('dimensionWeight'),
    estimator: requireChoice(subject, 'estimator', config.estimator ?? 'stratified', [
      'stratified',
      'weighted',
    ]),
  })
}
