import { type Dataset, progress, reconstruct } from '@ae/core'
import { cifar10 } from '@ae/datasets'
import { imageGrid } from '@ae/plot'
import {
  type CodeUsage,
  codebookDiagnostics,
  codeMapDecoder,
  codeMapEncoder,
  codeUsage,
  type EpochUsage,
  type Quantizer,
  VQVAE,
} from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from './experiment'
import { firstRows, nmseOver, varianceOver } from './images'
import { trainAsTwin } from './training'

/** Inner channels, as the twins have them. */
const CHANNELS = 64
/** Those of a quick run. */
const QUICK_CHANNELS = 16

/** Rows that are given tokens at a time. */
const BATCH = 250

/** Images to learn from and to measure with. */
export interface CodedImages {
  /** Of one image, height and width multiples of 4. */
  readonly shape: readonly [number, number, number]
  /** In [0, 1]. */
  readonly train: Dataset<tf.Tensor>
  /** As `train`. */
  readonly test: Dataset<tf.Tensor>
}

/** The lab's digits. */
export function codedDigits({ digits }: Lab): CodedImages {
  return { shape: [28, 28, 1], train: digits.train.images, test: digits.test.images }
}

/** Small colour photographs in a full run; the digits in a quick one. */
export async function codedPhotographs(lab: Lab): Promise<CodedImages> {
  if (lab.dataDir === undefined) return codedDigits(lab)
  const { train, test } = await cifar10({ dataDir: lab.dataDir, offline: true })
  return { shape: [32, 32, 3], train: train.images, test: test.images }
}

/** An auto-encoder with a map of codes a quarter of the image's size, as the twins were built. */
export async function codeMapModel(
  lab: Lab,
  images: CodedImages,
  quantizer: Quantizer,
  dataMean = 0,
): Promise<VQVAE> {
  const channels = lab.quick ? QUICK_CHANNELS : CHANNELS
  const options = { channels, blocks: 1, blockChannels: channels / 2 }
  return new VQVAE({
    inputShape: images.shape,
    quantizer,
    dataMean,
    dataVariance: await varianceOver(images.train),
    encoder: codeMapEncoder(options),
    decoder: codeMapDecoder(options),
    seed: lab.seed,
  })
}

/** What a training has told of its codes. */
export interface TrainedCodes {
  /** Usage in each pass, for each index of a vector. */
  readonly epochs: readonly (readonly CodeUsage[])[]
  /** What the callback has said. */
  readonly messages: readonly string[]
}

/** Trains for so many steps, with an eye on the codes. */
export async function trainCodeMap(
  lab: Lab,
  name: string,
  { model, images, steps }: { readonly model: VQVAE; readonly images: CodedImages; readonly steps: number },
): Promise<TrainedCodes> {
  const epochs: (readonly CodeUsage[])[] = []
  const onUsage = ({ usage }: EpochUsage): void => {
    epochs.push(usage)
  }
  const { diagnostics } = await trainAsTwin(lab, name, model, images.train, {
    steps,
    callbacks: [
      progress({ write: (line) => lab.progress(`${name}  ${line}`), every: 1000 }),
      codebookDiagnostics({ onUsage }),
    ],
  })
  return { epochs, messages: diagnostics.map(({ message }) => message) }
}

/** How well a model does on images it was not trained on. */
export interface CodeMapFigures {
  /** Squared error relative to the variance of all numbers. */
  readonly nmse: number
  /** How its codes are used, for each index of a vector. */
  readonly usage: readonly CodeUsage[]
}

/** Measures on all test images. */
export async function measureCodeMap(model: VQVAE, { test }: CodedImages): Promise<CodeMapFigures> {
  const { codebookSize, indexShape } = model.quantizer
  const places = indexShape.reduce((product, side) => product * side, 1)
  const counts = Array.from({ length: places }, () => new Float64Array(codebookSize))
  for await (const batch of test.batch(BATCH)) {
    const tokens = model.tokens(batch)
    const indices = await tokens.data()
    indices.forEach((index, i) => {
      const place = counts[i % places]
      if (place !== undefined) place[index] = (place[index] ?? 0) + 1
    })
    tokens.dispose()
    batch.dispose()
  }
  return { nmse: await nmseOver(test, (x) => reconstruct(model, x)), usage: counts.map(codeUsage) }
}

/** The mean of a figure over all indices of a vector. */
export function meanOverPlaces(usage: readonly CodeUsage[], figure: (usage: CodeUsage) => number): number {
  return usage.reduce((sum, each) => sum + figure(each), 0) / usage.length
}

/** The first test images above what a model makes of them. */
export async function originalsAndCopies(
  model: VQVAE,
  { test, shape }: CodedImages,
  { title, count }: { readonly title: string; readonly count: number },
): Promise<string> {
  const x = await firstRows(test, count)
  const both = tf.tidy(() => tf.concat([x, reconstruct(model, x)]))
  const images = Float32Array.from(await both.data())
  tf.dispose([x, both])
  return imageGrid({ title, images, shape, columns: count, rowLabels: ['original', 'reconstruction'] })
}
