import { AeError } from '../../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'

/** Every derivative of the code is computed: exact, and for one layer cheap. */
export interface ExactJacobian {
  /** Tag. */
  readonly kind: 'exact'
}

/** Derivatives along random directions of the code: right on average, and cheap for any number of layers. */
export interface SampledJacobian {
  /** Tag. */
  readonly kind: 'sampled'
  /** Directions a row and step. Default 1. */
  readonly directions?: number
}

/** How the derivatives of a code are found. */
export type JacobianEstimate = ExactJacobian | SampledJacobian

/** Configuration of a {@link ContractiveAutoencoder}. */
export interface ContractiveAutoencoderConfig extends Omit<PointLatentConfig, 'decoder'> {
  /** Numbers in a code; may be more than in a row. */
  readonly latentDim: number
  /** λ: how much the squares of the code's derivatives count beside the reconstruction. ≥ 0. Default .1. */
  readonly weight?: number
  /** How these derivatives are found. Default `{ kind: 'exact' }`. */
  readonly jacobian?: JacobianEstimate
  /**
   * `[…inputShape]` → `[latentDim]`: dense layers with linear, relu, elu, tanh, sigmoid or softplus. Default
   * `mlp({ hiddenUnits: [], outputActivation: 'sigmoid' })`.
   */
  readonly encoder?: NetworkLike
  /**
   * `[latentDim]` → `[…inputShape]`, without output function; or `tied`: the encoder's kernels transposed, with biases
   * of its own. Default `tied`.
   */
  readonly decoder?: NetworkLike | 'tied'
}

/** {@link ContractiveAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedContractiveAutoencoderConfig = ResolvedPointLatentConfig & {
  /** λ. */
  readonly weight: number
  /** Complete. */
  readonly jacobian: ExactJacobian | Required<SampledJacobian>
}

/** Rifai et al. 2011 choose λ on validation data; this order of magnitude suits digits and cross-entropy in nats. */
const DEFAULT_WEIGHT = 0.1

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveContractiveAutoencoderConfig(
  config: ContractiveAutoencoderConfig,
): ResolvedContractiveAutoencoderConfig {
  const subject = 'ContractiveAutoencoder'
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'weight', 'jacobian'])
  if (typeof config.decoder === 'string' && config.decoder !== 'tied') {
    throw new AeError(
      'config',
      `${subject}: \`decoder\` must be a network or 'tied'. Received: ${show(config.decoder)}.`,
    )
  }
  return Object.freeze({
    ...resolvePointLatentConfig(subject, config),
    weight: requireNumber(subject, 'weight', config.weight ?? DEFAULT_WEIGHT, { min: 0 }),
    jacobian: resolveJacobian(subject, config.jacobian ?? { kind: 'exact' }),
  })
}

function resolveJacobian(
  subject: string,
  jacobian: JacobianEstimate,
): ResolvedContractiveAutoencoderConfig['jacobian'] {
  requireChoice(subject, 'jacobian.kind', jacobian?.kind, ['exact', 'sampled'])
  const inside = `${subject}.jacobian`
  if (jacobian.kind === 'exact') {
    requireKnownOptions(inside, jacobian, ['kind'])
    return Object.freeze({ kind: 'exact' })
  }
  requireKnownOptions(inside, jacobian, ['kind', 'directions'])
  const directions = requirePositiveInteger(subject, 'jacobian.directions', jacobian.directions ?? 1)
  return Object.freeze({ kind: 'sampled', directions })
}
