import {
  AeError,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  requireShape,
  type Shape,
  show,
} from '@ae/core'

/** Configuration of a {@link LappedAutoencoder}. */
export interface LappedAutoencoderConfig {
  /** Shape of an image in [0, 1], `[H, W, 1]` or `[H, W, 3]`; sides are multiples of `block`. */
  readonly inputShape: Shape
  /** Pixels from one block to the next: 2, 4, 8 or 16. Default 16. */
  readonly block?: number
  /** Scales that a coefficient's values are expected to have. Default 6. */
  readonly scales?: number
  /** Bits a pixel that a mean squared error of 1 weighs as much as: more is a better image and a larger file. > 0. Default 1000. */
  readonly distortionWeight?: number
  /** Where the small noise comes from that initial weights have. Default 0. */
  readonly seed?: number
}

/** {@link LappedAutoencoderConfig} with every default filled in. */
export type ResolvedLappedAutoencoderConfig = Required<LappedAutoencoderConfig>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveLappedAutoencoderConfig(
  config: LappedAutoencoderConfig,
): ResolvedLappedAutoencoderConfig {
  const subject = 'LappedAutoencoder'
  requireKnownOptions(subject, config, ['inputShape', 'block', 'scales', 'distortionWeight', 'seed'])
  const inputShape = requireShape(subject, 'inputShape', config.inputShape)
  const block = config.block ?? 16
  if (![2, 4, 8, 16].includes(block))
    throw new AeError('config', `${subject}: \`block\` must be 2, 4, 8 or 16. Received: ${show(block)}.`)
  const [height = 0, width = 0, channels = 0] = inputShape
  const fits = inputShape.length === 3 && height % block === 0 && width % block === 0
  if (!fits || (channels !== 1 && channels !== 3))
    throw new AeError(
      'config',
      `${subject}: \`inputShape\` must be [H, W, 1] or [H, W, 3] with sides that are multiples of ${block}. Received: ${show(inputShape)}.`,
    )
  return {
    inputShape,
    block,
    scales: requirePositiveInteger(subject, 'scales', config.scales ?? 6),
    distortionWeight: requireNumber(subject, 'distortionWeight', config.distortionWeight ?? 1000, {
      above: 0,
    }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}
