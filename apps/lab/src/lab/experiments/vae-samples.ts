import { Autoencoder, createRng, mlp, VAE } from '@ae/core'
import type { Lab } from '../experiment'
import { trainJudge, verdict } from '../judge'
import { trainAsTwin } from '../training'

const SAMPLES = 1000
/** How sure the judge has to be of samples; the control must miss it. */
const CONFIDENT = 0.75
/** More sure by this than of the control's. */
const LEAD = 0.15
/**
 * The wider a code, the less of it a plain auto-encoder's images fill. With one layer of 400 and 20 numbers the lead is .10, and
 * PyTorch's .073 (.760 against .687, twins/vae_samples.py).
 */
const SETUP = {
  full: { hiddenUnits: [512, 256], latentDim: 40, epochs: 15 },
  quick: { hiddenUnits: [400], latentDim: 20, epochs: 20 },
} as const

/** What is drawn from the prior, against a plain auto-encoder of the same networks that is given the same noise. */
export async function vaeSamples(lab: Lab): Promise<void> {
  const { hiddenUnits, latentDim, epochs } = lab.quick ? SETUP.quick : SETUP.full
  const shapes = {
    inputShape: [28, 28, 1],
    latentDim,
    encoder: mlp({ hiddenUnits }),
    decoder: mlp({ hiddenUnits: [...hiddenUnits].reverse() }),
    seed: lab.seed,
  }
  const { images } = lab.digits.train
  const judge = await trainJudge(lab)
  const model = new VAE(shapes)
  await trainAsTwin(lab, 'VAE to draw from', model, images, { epochs })
  const drawn = await verdict(judge, model.sample(SAMPLES, createRng(lab.seed).fork('samples')))
  model.dispose()
  lab.report('sample-confidence', drawn.confidence, { full: { min: CONFIDENT }, quick: { min: 0.6 } })
  lab.report('sample-class-entropy-bits', drawn.classEntropy, { full: { min: 3 }, quick: { min: 2.5 } })

  const plain = new Autoencoder(shapes)
  await trainAsTwin(lab, 'plain auto-encoder', plain, images, { epochs })
  const noise = createRng(lab.seed).fork('samples').normal([SAMPLES, latentDim])
  const control = await verdict(judge, plain.decode(noise))
  noise.dispose()
  plain.dispose()
  judge.dispose()
  lab.report('control-plain-sample-confidence', control.confidence, { full: { max: CONFIDENT } })
  lab.report('sample-confidence-lead', drawn.confidence - control.confidence, { full: { min: LEAD } })
}
