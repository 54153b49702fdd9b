import {
  AeError,
  type NetworkLike,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  requireShape,
  type Shape,
  show,
} from '@ae/core'

/** Configuration of a {@link CompressiveAutoencoder}. */
export interface CompressiveAutoencoderConfig {
  /** Shape of an image in [0, 1], `[H, W, C]`; sides are multiples of `2 ** halvings`. */
  readonly inputShape: Shape
  /** Coefficients at each place of the code. Default 16. */
  readonly coefficients?: number
  /** How often the code's sides are half of the image's. Default 2. */
  readonly halvings?: number
  /** Scales that a coefficient's values are expected to have. Default 6. */
  readonly scales?: number
  /** Bits a pixel that a mean squared error of 1 weighs as much as: more is a better image and a larger file. > 0. Default 1000. */
  readonly distortionWeight?: number
  /** `[H, W, C]` → `[h, w, coefficients]`. Default `codeMapEncoder({ channels: 64, halvings })`. */
  readonly encoder?: NetworkLike
  /** `[h, w, coefficients]` → `[H, W, C]`, without output function. Default `codeMapDecoder({ channels: 64, halvings })`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link CompressiveAutoencoderConfig} with every default filled in; networks are in the model. */
export type ResolvedCompressiveAutoencoderConfig = Required<
  Omit<CompressiveAutoencoderConfig, 'encoder' | 'decoder'>
>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveCompressiveAutoencoderConfig(
  config: CompressiveAutoencoderConfig,
): ResolvedCompressiveAutoencoderConfig {
  const subject = 'CompressiveAutoencoder'
  requireKnownOptions(subject, config, [
    'inputShape',
    'coefficients',
    'halvings',
    'scales',
    'distortionWeight',
    'encoder',
    'decoder',
    'seed',
  ])
  const inputShape = requireShape(subject, 'inputShape', config.inputShape)
  const halvings = requirePositiveInteger(subject, 'halvings', config.halvings ?? 2)
  const [height = 0, width = 0] = inputShape
  if (inputShape.length !== 3 || height % 2 ** halvings !== 0 || width % 2 ** halvings !== 0) {
    throw new AeError(
      'config',
      `${subject}: \`inputShape\` must be [H, W, C] with sides that are multiples of ${2 ** halvings}. Received: ${show(inputShape)}.`,
    )
  }
  return {
    inputShape,
    halvings,
    coefficients: requirePositiveInteger(subject, 'coefficients', config.coefficients ?? 16),
    scales: requirePositiveInteger(subject, 'scales', config.scales ?? 6),
    distortionWeight: requireNumber(subject, 'distortionWeight', config.distortionWeight ?? 1000, {
      above: 0,
    }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}
