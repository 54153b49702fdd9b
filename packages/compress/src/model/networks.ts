import { asNetwork, createRng, type Network, type Shape } from '@ae/core'
import { codeMapDecoder, codeMapEncoder } from '@ae/vq'
import type { CompressiveAutoencoderConfig, ResolvedCompressiveAutoencoderConfig } from './config'

/** Channels of the networks' inner layers. */
const CHANNELS = 64

/** Analysis and synthesis. */
export interface CompressiveNetworks {
  /** `[B, H, W, C]` → `[B, h, w, coefficients]` */
  readonly encoder: Network
  /** `[B, h, w, coefficients]` → `[B, H, W, C]` */
  readonly decoder: Network
}

/** Shape of a row's coefficients. */
export function codeShapeOf({
  inputShape,
  halvings,
  coefficients,
}: ResolvedCompressiveAutoencoderConfig): Shape {
  return [...inputShape.slice(0, 2).map((side) => side / 2 ** halvings), coefficients]
}

/**
 * Builds or adopts both networks. If the second does not fit, a first that was built here is freed.
 *
 * @throws AeError `shape` or `config`, see `asNetwork`
 */
export function compressiveNetworks(
  given: Pick<CompressiveAutoencoderConfig, 'encoder' | 'decoder'>,
  config: ResolvedCompressiveAutoencoderConfig,
): CompressiveNetworks {
  const { inputShape, halvings, seed } = config
  const { encoder: wanted = codeMapEncoder({ channels: CHANNELS, halvings }) } = given
  const codeShape = codeShapeOf(config)
  const rng = createRng(seed)
  const encoder = asNetwork(wanted, {
    subject: 'CompressiveAutoencoder.encoder',
    inputShape,
    outputShape: codeShape,
    rng: rng.fork('encoder'),
  })
  try {
    const decoder = asNetwork(given.decoder ?? codeMapDecoder({ channels: CHANNELS, halvings }), {
      subject: 'CompressiveAutoencoder.decoder',
      inputShape: codeShape,
      outputShape: inputShape,
      rng: rng.fork('decoder'),
    })
    return { encoder, decoder }
  } catch (error) {
    if (typeof wanted === 'function') encoder.dispose()
    throw error
  }
}
