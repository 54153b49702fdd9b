import { createRng, evaluate, fromTensor, importanceWeightedNll, mlp, VAE } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { binarised, resampled } from '../binarised'
import type { Lab } from '../experiment'
import { firstRows } from '../images'
import { trainAsTwin } from '../training'

/** Burda et al.'s network: two layers of tanh, 40 numbers in a code. */
const UNITS = [300, 300]
const LATENT = 40
const EPOCHS = { full: 100, quick: 20 } as const
/** Test images that are measured, and codes drawn for each: 5,000 for all 10,000 would take half an hour. */
const MEASURED = { full: 1000, quick: 100 } as const
const SAMPLES = { full: 5000, quick: 500 } as const
/** The bar; pythae's reproduction gives 89.78. */
const NATS = 91

/** How likely a VAE finds binarised digits: coins thrown anew in training, once and for all in the test set. */
export async function vaeLikelihood(lab: Lab): Promise<void> {
  const rng = createRng(lab.seed)
  const model = new VAE({
    inputShape: [28, 28, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: UNITS, activation: 'tanh' }),
    decoder: mlp({ hiddenUnits: UNITS, activation: 'tanh' }),
    seed: lab.seed,
  })
  const coins = resampled(lab.digits.train.images, rng.fork('coins'))
  await trainAsTwin(lab, 'VAE of binarised digits', model, coins, {
    epochs: lab.quick ? EPOCHS.quick : EPOCHS.full,
  })
  const grey = await firstRows(lab.digits.test.images, lab.quick ? MEASURED.quick : MEASURED.full)
  // The same coins whatever the seed: the test set is one.
  const test = binarised(grey, createRng(0).fork('test-coins'))
  const { bound, nats } = await measured(lab, model, test)
  tf.dispose([grey, test])
  model.dispose()
  lab.report('binarised-bound-nats', bound)
  lab.report('binarised-nats', nats, { full: { max: NATS } })
  // What many samples say is never more than the bound of one, beyond its noise.
  lab.report('binarised-nats-below-bound', bound - nats, { full: { min: 0 }, quick: { min: 0 } })
}

async function measured(
  lab: Lab,
  model: VAE,
  test: tf.Tensor,
): Promise<{ readonly bound: number; readonly nats: number }> {
  const { total: bound = Number.NaN } = await evaluate<tf.Tensor>(
    model,
    fromTensor(test).batch(100),
    lab.seed,
  )
  const samples = lab.quick ? SAMPLES.quick : SAMPLES.full
  const nlls = await importanceWeightedNll(model, test, {
    samples,
    rng: createRng(lab.seed).fork('importance'),
  })
  return { bound, nats: nlls.reduce((sum, nll) => sum + nll / nlls.length, 0) }
}
