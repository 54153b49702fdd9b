import { Autoencoder, activeUnits, createRng, evaluate, mlp, VAE } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Experiment } from '../experiment'
import { allRows } from '../images'
import { trainJudge, verdict } from '../judge'
import { trainAsTwin } from '../training'
import { collapseAndRepair } from './vae-collapse'
import { vaeLikelihood } from './vae-likelihood'

const LATENT = 20
const UNITS = 400
const SAMPLES = 1000
/**
 * How sure the judge has to be of samples; the control must miss it. The lead of .15 over the control is missed so far, at
 * .10; at the same size and budget PyTorch's is .073 (.760 against .687, twins/vae_samples.py).
 */
const CONFIDENT = 0.75
const EVALUATION_BATCH = 500

/** The bound and what is drawn from the prior, against a plain auto-encoder asked to do the same. */
export const vae: Experiment = {
  name: 'vae',
  claim: 'a variational auto-encoder can be drawn from; a plain one, given the same noise, cannot',
  async run(lab) {
    const { train, test } = lab.digits
    const epochs = lab.quick ? 20 : 15
    const model = new VAE({ inputShape: [28, 28, 1], latentDim: LATENT, ...networks(), seed: lab.seed })
    await trainAsTwin(lab, 'VAE', model, train.images, { epochs })
    const { total = Number.NaN, kl = Number.NaN } = await evaluate(
      model,
      test.images.batch(EVALUATION_BATCH),
      lab.seed,
    )
    lab.report('test-nats', total, { full: { max: 105 } })
    lab.report('test-kl-nats', kl, { full: { min: 20, max: 30 }, quick: { min: 5 } })
    const rows = await allRows(test.images)
    const { mean, logVar } = model.posterior(rows)
    lab.report('active-units', await activeUnits(mean), { full: { min: 12 }, quick: { min: 5 } })
    tf.dispose([rows, mean, logVar])

    const judge = await trainJudge(lab)
    const drawn = await verdict(judge, model.sample(SAMPLES, createRng(lab.seed).fork('samples')))
    lab.report('sample-confidence', drawn.confidence, { full: { min: CONFIDENT }, quick: { min: 0.6 } })
    lab.report('sample-class-entropy-bits', drawn.classEntropy, { full: { min: 3 }, quick: { min: 2.5 } })
    model.dispose()

    const plain = new Autoencoder({
      inputShape: [28, 28, 1],
      latentDim: LATENT,
      ...networks(),
      seed: lab.seed,
    })
    await trainAsTwin(lab, 'plain auto-encoder', plain, train.images, { epochs })
    const noise = createRng(lab.seed).fork('samples').normal([SAMPLES, LATENT])
    const control = await verdict(judge, plain.decode(noise))
    tf.dispose(noise)
    plain.dispose()
    judge.dispose()
    lab.report('control-plain-sample-confidence', control.confidence, { full: { max: CONFIDENT } })
    const lead = drawn.confidence - control.confidence
    lab.report('sample-confidence-lead', lead, { full: { min: 0.15 } })
    await collapseAndRepair(lab)
    await vaeLikelihood(lab)
  },
}

function networks() {
  return { encoder: mlp({ hiddenUnits: [UNITS] }), decoder: mlp({ hiddenUnits: [UNITS] }) }
}
