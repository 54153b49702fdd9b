import { reconstruct } from '@ae/core'
import { codeMapDecoder, codeMapEncoder, EmaQuantizer, VQVAE, VQVAE2 } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import { codedDigits } from '../code-maps'
import type { Lab } from '../experiment'
import { nmseOver, varianceOver } from '../images'
import { trainAsTwin } from '../training'

/** Maps of an image of 28 × 28. */
const COARSE = [7, 7]
const FINE = [14, 14]
/** 49 · 4 + 196 · 2 bits at two levels, 196 · 3 at one: 588 an image either way. */
const CODES = { top: 16, bottom: 4, alone: 8 }
const DEPTH = 16
const STEPS = 1000
const QUICK_STEPS = 200
const CHANNELS = 32
const QUICK_CHANNELS = 12

/** Digits as two maps of indices, against one map of as many bits; and each of the two without the other. */
export async function vqLevels(lab: Lab): Promise<void> {
  const images = codedDigits(lab)
  const channels = lab.quick ? QUICK_CHANNELS : CHANNELS
  const half = { channels, blocks: 1, blockChannels: channels / 2, halvings: 1 }
  const shared = {
    inputShape: images.shape,
    dataVariance: await varianceOver(images.train),
    encoder: codeMapEncoder(half),
    decoder: codeMapDecoder(half),
    seed: lab.seed,
  }
  const quantizer = (codebookSize: number): EmaQuantizer =>
    new EmaQuantizer({ codebookSize, codeDim: DEPTH, restart: { every: 20 }, seed: lab.seed })
  const options = { steps: lab.quick ? QUICK_STEPS : STEPS }

  const one = new VQVAE({ ...shared, codeShape: FINE, quantizer: quantizer(CODES.alone) })
  await trainAsTwin(lab, 'one level', one, images.train, options)
  const oneError = await nmseOver(images.test, (x) => reconstruct(one, x))
  one.dispose()
  lab.report('one-level-nmse', oneError)

  const two = new VQVAE2({
    ...shared,
    topShape: COARSE,
    bottomShape: FINE,
    features: channels,
    topQuantizer: quantizer(CODES.top),
    bottomQuantizer: quantizer(CODES.bottom),
    topEncoder: codeMapEncoder(half),
    topDecoder: codeMapDecoder(half),
  })
  await trainAsTwin(lab, 'two levels', two, images.train, options)
  const twoError = await nmseOver(images.test, (x) => reconstruct(two, x))
  lab.report('two-levels-nmse', twoError)
  lab.report('two-levels-over-one', twoError / oneError)
  const none = (indices: tf.Tensor): tf.Tensor => tf.fill(indices.shape, -1, 'int32')
  const withoutTop = await nmseOver(images.test, (x) => {
    const { top, bottom } = two.tokens(x)
    return two.decodeTokens({ top: none(top), bottom })
  })
  lab.report('without-top-over-both', withoutTop / twoError, { full: { min: 1.05 }, quick: { min: 1.05 } })
  const withoutBottom = await nmseOver(images.test, (x) => {
    const { top, bottom } = two.tokens(x)
    return two.decodeTokens({ top, bottom: none(bottom) })
  })
  lab.report('without-bottom-over-both', withoutBottom / twoError, { full: { min: 2 }, quick: { min: 2 } })
  two.dispose()
}
