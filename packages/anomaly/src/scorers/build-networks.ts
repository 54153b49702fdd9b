import { createRng, mlp } from '@ae/core'
import type { CodeNetworks } from './code-networks'

/** Sizes of an encoder and a decoder. */
export interface NetworkSizes {
  /** Of the encoder; the decoder has them in reverse. */
  readonly hiddenUnits: readonly number[]
  /** Numbers in a code. */
  readonly latentDim: number
  /** Numbers that the encoder gives for one of a code: 2 for mean and variance. */
  readonly perCode: number
  /** Where the weights come from. */
  readonly seed: number
}

/** Encoder and decoder with tanh units, the caller's. Saturation keeps what is far out from being copied. */
export function buildNetworks(
  width: number,
  { hiddenUnits, latentDim, perCode, seed }: NetworkSizes,
): CodeNetworks {
  const rng = createRng(seed)
  const encoder = mlp({ hiddenUnits, activation: 'tanh' })({
    subject: 'Detector.encoder',
    inputShape: [width],
    outputShape: [latentDim * perCode],
    rng: rng.fork('encoder'),
  })
  const decoder = mlp({ hiddenUnits: [...hiddenUnits].reverse(), activation: 'tanh' })({
    subject: 'Detector.decoder',
    inputShape: [latentDim],
    outputShape: [width],
    rng: rng.fork('decoder'),
  })
  return { encoder, decoder }
}
