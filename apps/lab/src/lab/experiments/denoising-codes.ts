import { Autoencoder, type LabelledCodes, type LatentModel, trainProbe } from '@ae/core'
import type { ImageSplit } from '@ae/datasets'
import * as tf from '@tensorflow/tfjs'
import { rowsOfImages } from '../../tour/figures'
import { filterImages } from '../../tour/filters'
import type { Lab } from '../experiment'
import { firstRows } from '../images'
import { trainAsTwin } from '../training'
import { sigmoidUnits } from './denoising-networks'

/** Labelled rows that a probe learns from and chooses by. */
const ROWS = { train: 8000, validation: 2000 }
const QUICK_ROWS = { train: 1500, validation: 500 }
const SHOWN = 12

/** What noise does for codes: a linear probe on them, beside one on the codes of the same network trained without. */
export async function probeCodes(lab: Lab, noisy: LatentModel, epochs: number): Promise<void> {
  const { train } = lab.digits
  const plain = new Autoencoder(sigmoidUnits(lab))
  await trainAsTwin(lab, 'without noise', plain, train.images, { epochs })
  const withNoise = await probeAccuracy(lab, noisy)
  const without = await probeAccuracy(lab, plain)
  lab.report('codes-probe-accuracy', withNoise, { quick: { min: 0.85 } })
  lab.report('codes-probe-accuracy-without-noise', without)
  // The embedded digits are read from either code as well; only real ones tell the two apart.
  lab.report('codes-probe-gain', withNoise - without, { full: { min: 0.01 } })
  const seen = await rowsOfImages('What hidden units look for', [
    { label: 'no noise', images: filters(plain) },
    { label: 'half masked', images: filters(noisy) },
  ])
  lab.picture({ heading: 'Filters', figures: [seen] })
  plain.dispose()
}

async function probeAccuracy(lab: Lab, model: LatentModel): Promise<number> {
  const { train, test } = lab.digits
  const rows = lab.quick ? QUICK_ROWS : ROWS
  const all = await codesOf(model, train, rows.train + rows.validation)
  const [first, second] = tf.tidy(() => [
    all.codes.slice(0, rows.train),
    all.codes.slice(rows.train, rows.validation),
  ])
  if (first === undefined || second === undefined) return Number.NaN
  const labels = Array.from(all.labels)
  const held = await codesOf(model, test, test.images.size)
  const { accuracy } = await trainProbe({
    classes: 10,
    train: { codes: first, labels: labels.slice(0, rows.train) },
    validation: { codes: second, labels: labels.slice(rows.train) },
    test: held,
    seed: lab.seed,
  })
  tf.dispose([all.codes, first, second, held.codes])
  return accuracy.estimate
}

async function codesOf(
  model: LatentModel,
  { images, labels }: ImageSplit,
  count: number,
): Promise<LabelledCodes> {
  const x = await firstRows(images, count)
  const codes = model.encode(x)
  x.dispose()
  return { codes, labels: labels.subarray(0, count) }
}

function filters(model: LatentModel): tf.Tensor {
  const kernel = model.weights()['encoder/1-dense/kernel']
  return kernel === undefined ? tf.zeros([SHOWN, 28, 28, 1]) : filterImages(kernel, SHOWN)
}
