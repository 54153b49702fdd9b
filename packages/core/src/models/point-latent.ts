import { requireNumber, requirePositiveInteger } from '../errors/require'
import type { NetworkLike } from '../interfaces/network'
import type { Shape } from '../interfaces/shape'
import { codeNetworks, type FurtherNetwork } from './code-networks'
import { LatentNetworks } from './latent-networks'
import { requireShape } from './live'
import { type ReconstructionConfig, resolveReconstruction, toDataSpace } from './reconstruction'

/** The part of a configuration that all models have whose codes are points. */
export interface PointLatentConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link PointLatentConfig} with every default filled in; networks are in the model. */
export type ResolvedPointLatentConfig = Required<Omit<PointLatentConfig, 'encoder' | 'decoder'>>

/** The options of {@link PointLatentConfig}. */
export const POINT_LATENT_OPTIONS: readonly string[] = [
  'inputShape',
  'latentDim',
  'encoder',
  'decoder',
  'reconstruction',
  'output',
  'seed',
]

/**
 * Fills in and checks a {@link PointLatentConfig}.
 *
 * @throws AeError `config`
 */
export function resolvePointLatentConfig(
  subject: string,
  config: Omit<PointLatentConfig, 'encoder' | 'decoder'>,
): ResolvedPointLatentConfig {
  return {
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}

/** What a user gave a model for its networks, and what the model wants beside them. */
export interface GivenNetworks<K extends string> extends Pick<PointLatentConfig, 'encoder' | 'decoder'> {
  /** Default: none. */
  readonly further?: Readonly<Record<K, FurtherNetwork>>
}

/**
 * Encoder and decoder of a model whose codes are points.
 *
 * @param subject who asks, for error messages: `RAE`
 * @throws AeError `shape` or `config` if a network does not fit
 */
export function pointLatent<K extends string = never>(
  subject: string,
  { inputShape, latentDim, output, seed }: Omit<ResolvedPointLatentConfig, 'reconstruction'>,
  { encoder, decoder, further }: GivenNetworks<K>,
): LatentNetworks<K> {
  const networks = codeNetworks({
    subject,
    inputShape,
    encoderOutput: latentDim,
    latentDim,
    encoder,
    decoder,
    further,
    sigmoidOutput: output === 'unit',
    seed,
  })
  return new LatentNetworks({
    subject,
    inputShape,
    latentDim,
    networks,
    toData: (raw) => toDataSpace(raw, output),
  })
}
