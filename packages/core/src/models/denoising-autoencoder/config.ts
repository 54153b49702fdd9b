import { AeError } from '../../errors/ae-error'
import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../../errors/require'
import type { NetworkLike } from '../../interfaces/network'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'
import { type ReconstructionConfig, resolveReconstruction } from '../reconstruction'
import { type Corruption, resolveCorruption } from './corruption'
import type { Emphasis } from './loss'

/** Configuration of a {@link DenoisingAutoencoder}. */
export interface DenoisingAutoencoderConfig extends ReconstructionConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Numbers in a code; may be more than in a row. */
  readonly latentDim: number
  /** How training inputs are made noisy. Default `{ kind: 'masking', probability: 0.5 }`. */
  readonly corruption?: Corruption
  /** How much corrupted and clean numbers count in the loss. Default: all the same, `{ corrupted: 1, clean: 1 }`. */
  readonly emphasis?: Emphasis
  /** `[…inputShape]` → `[latentDim]`. Default `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike
  /** `[latentDim]` → `[…inputShape]`, without output function. Default `mlp({ hiddenUnits: [256, 512] })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link DenoisingAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedDenoisingAutoencoderConfig = Required<
  Omit<DenoisingAutoencoderConfig, 'encoder' | 'decoder' | 'emphasis'>
> & {
  /** Complete. */
  readonly emphasis: Required<Emphasis>
}

/** Half of the pixels: enough that a code has to know what a digit looks like. */
const DEFAULT_CORRUPTION: Corruption = { kind: 'masking', probability: 0.5 }

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveDenoisingAutoencoderConfig(
  config: DenoisingAutoencoderConfig,
): ResolvedDenoisingAutoencoderConfig {
  const subject = 'DenoisingAutoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'latentDim',
    'corruption',
    'emphasis',
    'encoder',
    'decoder',
    'reconstruction',
    'output',
    'seed',
  ])
  const corruption = resolveCorruption(subject, config.corruption ?? DEFAULT_CORRUPTION)
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    latentDim: requirePositiveInteger(subject, 'latentDim', config.latentDim),
    corruption,
    emphasis: resolveEmphasis(subject, config.emphasis ?? {}, corruption),
    ...resolveReconstruction(subject, config),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}

function resolveEmphasis(subject: string, emphasis: Emphasis, corruption: Corruption): Required<Emphasis> {
  requireKnownOptions(`${subject}.emphasis`, emphasis, ['corrupted', 'clean'])
  const corrupted = requireNumber(subject, 'emphasis.corrupted', emphasis.corrupted ?? 1, { min: 0 })
  const clean = requireNumber(subject, 'emphasis.clean', emphasis.clean ?? 1, { min: 0 })
  const gaussian = typeof corruption === 'object' && corruption.kind === 'gaussian'
  if (corrupted !== clean && gaussian) {
    throw new AeError(
      'config',
      `${subject}: \`emphasis\` needs noise that leaves some numbers clean. Received: 'gaussian'.`,
      { hint: 'masking and saltAndPepper do.' },
    )
  }
  return Object.freeze({ corrupted, clean })
}
