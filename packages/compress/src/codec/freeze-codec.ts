import { AeError, requireChoice, requireKnownOptions, requireLive, requireNumber, show } from '@ae/core'
import { LappedAutoencoder } from '../lapped'
import { analyseImage, blockRows } from '../transform/analyse-image'
import type { PixelImage } from '../transform/colour'
import { type Basis, blockBasis, lappedBasis } from '../transform/lapped-basis'
import { BASIS_BITS } from '../transform/synthesis'
import { requireImage } from './compress'
import { fitEntropy } from './fit-entropy'
import { GAIN_BITS, ImageCodec, WORTH_BITS } from './image-codec'
import { stepOfQuality } from './steps'
import { requireText } from './write-codec'

const SUBJECT = 'freezeCodec'
/** Squared steps for a bit: a little over (ln 2) / 6, where a finer step costs as many bits as it saves errors. */
const BIT_WORTH = 0.125
/** Fine to coarse, where rates from a tenth of a bit to two a pixel lie. */
const QUALITIES: readonly number[] = [80, 61, 44, 28]
const ROUNDS = 2

/** A codec's transform, without training. */
export interface FixedTransform {
  /** `lapped`: functions that overlap; `blocks`: the cosine transform of JPEG, blocks by themselves. */
  readonly basis: 'lapped' | 'blocks'
  /** Pixels from one block to the next: 2, 4, 8 or 16. */
  readonly block: 2 | 4 | 8 | 16
  /** 1: for grey images only; 3: for grey and coloured ones. */
  readonly planes: 1 | 3
}

/** Options of {@link freezeCodec}. */
export interface FreezeCodecOptions {
  /** Qualities at which expectations are counted, each 0 … 100. Default 80, 61, 44, 28. */
  readonly qualities?: readonly number[]
  /** Squared steps of error that the encoder takes to save a bit, 0 … .99; 0 rounds to the nearest. Default .125. */
  readonly bitWorth?: number
  /** Where it comes from, for people: a sentence. Default empty. */
  readonly about?: string
}

/**
 * A codec of integers, from a trained model or a fixed transform, and images to count over.
 *
 * The transform is rounded to 16-bit integers. What coefficients are to be expected among their neighbours is fitted to the
 * images as they will be rounded, then once more with what was fitted. The model is left as it is.
 *
 * @param source borrowed
 * @param images of the kind that will be coded, at least one; of as many channels as the codec is for. Borrowed
 * @throws AeError `config` on a bad option; `data` if there are no images, or of another number of channels, `shape` if one is not
 * what its sides say; `state` if the model was disposed
 * @example
 * const model = new LappedAutoencoder({ inputShape: [64, 64, 3] })
 * const codec = await freezeCodec(model, photographs, { about: 'dead leaves, seed 1' })
 */
export async function freezeCodec(
  source: LappedAutoencoder | FixedTransform,
  images: readonly PixelImage[],
  options: FreezeCodecOptions = {},
): Promise<ImageCodec> {
  requireKnownOptions(SUBJECT, options, ['qualities', 'bitWorth', 'about'])
  const qualities = options.qualities ?? QUALITIES
  if (!Array.isArray(qualities) || qualities.length === 0)
    throw new AeError(
      'config',
      `${SUBJECT}: \`qualities\` must name at least one. Received: ${show(qualities)}.`,
    )
  for (const quality of qualities) requireNumber(SUBJECT, 'qualities', quality, { min: 0, max: 100 })
  const bitWorth = requireNumber(SUBJECT, 'bitWorth', options.bitWorth ?? BIT_WORTH, { min: 0, max: 0.99 })
  const about = requireText(options.about ?? '')
  const { block, planes, analysis, synthesis, gains } = await transformOf(source)
  const odd = images.find(({ channels }) => channels !== planes)
  if (images.length === 0 || odd !== undefined)
    throw new AeError(
      'data',
      `${SUBJECT}: expected images of ${planes} channels. Received: ${odd === undefined ? 'none' : odd.channels}.`,
    )
  for (const image of images) requireImage(SUBJECT, planes, image)
  const bases = [basisOf(analysis, block, 0), basisOf(analysis, block, 1)] as const
  const analysed = images.map((image) => ({
    layout: { block, planes, columns: Math.ceil(image.width / block) },
    rows: analyseImage(image, bases, { first: 0, end: blockRows(image, block) }),
  }))
  const wholeGains = Uint16Array.from(gains, (gain) =>
    Math.max(1, Math.min(65_535, Math.round(gain * 2 ** GAIN_BITS))),
  )
  const entropy = fitEntropy(analysed, {
    gains: Float64Array.from(wholeGains, (gain) => gain / 2 ** GAIN_BITS),
    steps: qualities.map(stepOfQuality),
    bitWorth,
    rounds: ROUNDS,
  })
  return new ImageCodec({
    block,
    planes,
    analysis,
    synthesis,
    gains: wholeGains,
    bitWorth: Math.round(bitWorth * 2 ** WORTH_BITS),
    entropy,
    about,
  })
}

interface Transform {
  readonly block: number
  readonly planes: 1 | 3
  readonly analysis: Int16Array
  readonly synthesis: Int16Array
  readonly gains: Float64Array
}

async function transformOf(source: LappedAutoencoder | FixedTransform): Promise<Transform> {
  if (source instanceof LappedAutoencoder) return trainedTransform(source)
  const subject = `${SUBJECT}: \`source\``
  requireKnownOptions(subject, source, ['basis', 'block', 'planes'])
  const { block, planes } = source
  requireChoice(subject, 'basis', source.basis, ['lapped', 'blocks'])
  if (![2, 4, 8, 16].includes(block) || (planes !== 1 && planes !== 3))
    throw new AeError(
      'config',
      `${SUBJECT}: expected blocks of 2, 4, 8 or 16, and 1 or 3 planes. Received: ${show(block)} and ${show(planes)}.`,
    )
  const { halves } = source.basis === 'lapped' ? lappedBasis(block) : blockBasis(block)
  const both = integersOf([...halves, ...halves])
  return {
    block,
    planes,
    analysis: both,
    synthesis: both,
    gains: new Float64Array(planes * block * block).fill(1),
  }
}

/** Functions as they were trained, and steps round 1. */
async function trainedTransform(model: LappedAutoencoder): Promise<Transform> {
  const { analysis, synthesis, gains } = model.weights()
  requireLive(SUBJECT, analysis?.isDisposed ?? true)
  const [forward, back, logGains] = await Promise.all(
    [analysis, synthesis, gains].map(async (weights) => (await weights?.data()) ?? new Float32Array(0)),
  )
  const logs = [...(logGains ?? [])]
  // Steps relative to that of brightness at large, as steps of a quality are those of an orthogonal transform.
  const channels = model.config.block ** 2
  const mean = logs.slice(0, channels).reduce((sum, log) => sum + log, 0) / channels
  return {
    block: model.config.block,
    planes: model.config.inputShape[2] === 1 ? 1 : 3,
    analysis: integersOf(forward ?? []),
    synthesis: integersOf(back ?? []),
    gains: Float64Array.from(logs, (log) => Math.exp(mean - log)),
  }
}

function integersOf(values: ArrayLike<number>): Int16Array {
  return Int16Array.from(values, (a) => Math.max(-32_767, Math.min(32_767, Math.round(a * 2 ** BASIS_BITS))))
}

function basisOf(all: Int16Array, block: number, set: number): Basis {
  const own = all.subarray(set * block * block, (set + 1) * block * block)
  return { block, halves: Float64Array.from(own, (a) => a / 2 ** BASIS_BITS) }
}
