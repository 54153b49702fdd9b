import { AeError } from '../../errors/ae-error'
import { requireKnownOptions, requireNumber } from '../../errors/require'
import {
  POINT_LATENT_OPTIONS,
  type PointLatentConfig,
  type ResolvedPointLatentConfig,
  resolvePointLatentConfig,
} from '../point-latent'
import { type Corruption, resolveCorruption } from './corruption'
import type { Emphasis } from './loss'

/** Configuration of a {@link DenoisingAutoencoder}. */
export interface DenoisingAutoencoderConfig extends PointLatentConfig {
  /** Numbers in a code; may be more than in a row. */
  readonly latentDim: number
  /** How training inputs are made noisy. Default `{ kind: 'masking', probability: 0.5 }`. */
  readonly corruption?: Corruption
  /** How much corrupted and clean numbers count in the loss. Default: all the same, `{ corrupted: 1, clean: 1 }`. */
  readonly emphasis?: Emphasis
}

/** {@link DenoisingAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedDenoisingAutoencoderConfig = ResolvedPointLatentConfig & {
  /** How training inputs are made noisy. */
  readonly corruption: Corruption
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
  requireKnownOptions(subject, config, [...POINT_LATENT_OPTIONS, 'corruption', 'emphasis'])
  const corruption = resolveCorruption(subject, config.corruption ?? DEFAULT_CORRUPTION)
  return Object.freeze({
    ...resolvePointLatentConfig(subject, config),
    corruption,
    emphasis: resolveEmphasis(subject, config.emphasis ?? {}, corruption),
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
