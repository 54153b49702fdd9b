import { activeUnits, evaluate, mlp, VAE } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { allRows } from '../images'
import { trainAsTwin } from '../training'
import { collapseAndRepair } from './vae-collapse'
import { vaeLikelihood } from './vae-likelihood'
import { vaeSamples } from './vae-samples'

const LATENT = 20
const UNITS = 400
const EVALUATION_BATCH = 500

/** The bound, what is drawn from the prior, a collapse and its repair, and how likely data are. */
export const vae: Experiment = {
  name: 'vae',
  claim: 'a variational auto-encoder can be drawn from; a plain one, given the same noise, cannot',
  async run(lab) {
    await bound(lab)
    await vaeSamples(lab)
    await collapseAndRepair(lab)
    await vaeLikelihood(lab)
  },
}

/** As the twin: 784-400-20. */
async function bound(lab: Lab): Promise<void> {
  const { train, test } = lab.digits
  const hiddenUnits = [UNITS]
  const model = new VAE({
    inputShape: [28, 28, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits }),
    decoder: mlp({ hiddenUnits }),
    seed: lab.seed,
  })
  await trainAsTwin(lab, 'VAE', model, train.images, { epochs: lab.quick ? 20 : 15 })
  const losses = await evaluate(model, test.images.batch(EVALUATION_BATCH), lab.seed)
  const { total = Number.NaN, kl = Number.NaN } = losses
  lab.report('test-nats', total, { full: { max: 105 } })
  lab.report('test-kl-nats', kl, { full: { min: 20, max: 30 }, quick: { min: 5 } })
  const rows = await allRows(test.images)
  const mean = model.encode(rows)
  lab.report('active-units', await activeUnits(mean), { full: { min: 12 }, quick: { min: 5 } })
  tf.dispose([rows, mean])
  model.dispose()
}
