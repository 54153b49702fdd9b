import {
  AeError,
  conv1dDecoder,
  conv1dEncoder,
  conv2dDecoder,
  conv2dEncoder,
  createRng,
  mlp,
  type NetworkBuilder,
  type Shape,
  show,
} from '@ae/core'
import { type CodeNetworks, type ShapedNetworkOptions, sizeOf } from './code-networks'

/** Sizes of an encoder and a decoder. */
export interface NetworkSizes extends Pick<ShapedNetworkOptions, 'inputShape' | 'encoder' | 'decoder'> {
  /** Of the encoder; the decoder has them in reverse. */
  readonly hiddenUnits: readonly number[]
  /** Numbers in a code. */
  readonly latentDim: number
  /** Numbers that the encoder gives for one of a code: 2 for mean and variance. */
  readonly perCode: number
  /** Where the weights come from. */
  readonly seed: number
}

/**
 * Encoder and decoder, the caller's: dense layers for rows, convolutions for windows and images, unless builders are given. Their
 * units are tanh: saturation keeps what is far out from being copied.
 *
 * @throws AeError `shape` if `inputShape` is not that of a row
 */
export function buildNetworks(width: number, sizes: NetworkSizes): CodeNetworks {
  const { latentDim, perCode, seed, inputShape = [width] } = sizes
  requireRow(width, inputShape)
  const rng = createRng(seed)
  const builders = buildersFor(inputShape, sizes)
  const encoder = (sizes.encoder ?? builders.encoder)({
    subject: 'Detector.encoder',
    inputShape,
    outputShape: [latentDim * perCode],
    rng: rng.fork('encoder'),
  })
  try {
    const decoder = (sizes.decoder ?? builders.decoder)({
      subject: 'Detector.decoder',
      inputShape: [latentDim],
      outputShape: inputShape,
      rng: rng.fork('decoder'),
    })
    return { encoder, decoder }
  } catch (error) {
    encoder.dispose()
    throw error
  }
}

function requireRow(width: number, inputShape: Shape): void {
  if (sizeOf(inputShape) === width) return
  throw new AeError(
    'shape',
    `Detector.fit: \`inputShape\` must be that of a row of ${width} numbers. Received: ${show(inputShape)}.`,
    { hint: 'columns of words, and columns in which values may be missing, are several numbers each.' },
  )
}

function buildersFor(
  inputShape: Shape,
  { hiddenUnits }: NetworkSizes,
): { readonly encoder: NetworkBuilder; readonly decoder: NetworkBuilder } {
  const activation = 'tanh'
  if (inputShape.length === 2)
    return { encoder: conv1dEncoder({ activation }), decoder: conv1dDecoder({ activation }) }
  if (inputShape.length === 3)
    return { encoder: conv2dEncoder({ activation }), decoder: conv2dDecoder({ activation }) }
  return {
    encoder: mlp({ hiddenUnits, activation }),
    decoder: mlp({ hiddenUnits: [...hiddenUnits].reverse(), activation }),
  }
}
