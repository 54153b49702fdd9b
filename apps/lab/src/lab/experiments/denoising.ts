import {
  Autoencoder,
  type Corruption,
  corrupt,
  createRng,
  DenoisingAutoencoder,
  PCA,
  type Rng,
  reconstruct,
} from '@ae/core'
import type { Tensor } from '@tensorflow/tfjs'
import type { Experiment, Lab } from '../experiment'
import { sseOver } from '../images'
import { trainAsTwin } from '../training'
import { probeCodes } from './denoising-codes'
import { sigmoidUnits } from './denoising-networks'
import { scoreOfSpiral } from './denoising-score'
import { stackedErrorCut } from './denoising-stack'

const MASKING: Corruption = { kind: 'masking', probability: 0.5 }
/** Widths among which the linear rival takes its best, on the test set: an advantage that we grant it. */
const PCA_WIDTHS = [10, 20, 40, 80, 160]
const QUICK_PCA_WIDTHS = [20, 40]

/**
 * De-noising against doing nothing, against the best PCA, and against a twin that is shown no clean image; what it
 * does for codes, for the score of a density, and for a classifier with few labels.
 */
export const denoising: Experiment = {
  name: 'denoising',
  claim:
    'an over-complete de-noising auto-encoder undoes masking noise, and learns nothing without clean targets',
  async run(lab) {
    const { train, test } = lab.digits
    const noisy = (rng: Rng) => (x: Tensor) => corrupt(x, MASKING, rng)
    // The same test noise for all.
    const identity = await sseOver(test.images, noisy(createRng(lab.seed)))
    lab.report('identity-sse', identity)
    const epochs = lab.quick ? 20 : 15
    const model = new DenoisingAutoencoder({ ...sigmoidUnits(lab), corruption: MASKING })
    await trainAsTwin(lab, 'de-noising', model, train.images, { epochs })
    const testSse = await denoisedSse(lab, (x) => reconstruct(model, x))
    lab.report('test-sse', testSse, { full: { max: 9 } })
    lab.report('test-sse-over-identity', testSse / identity, { full: { max: 0.35 }, quick: { max: 0.6 } })

    await probeCodes(lab, model, epochs)
    model.dispose()

    let rival = Number.POSITIVE_INFINITY
    for (const components of lab.quick ? QUICK_PCA_WIDTHS : PCA_WIDTHS) {
      // Fitted on clean images. Those it is to mend are half as bright, and are doubled first.
      const pca = await PCA.fit(train.images, { components })
      rival = Math.min(rival, await denoisedSse(lab, (x) => pca.inverse(pca.transform(x.mul(2)))))
    }
    lab.report('pca-denoise-sse', rival)
    lab.report('test-sse-over-pca-denoise', testSse / rival, { full: { max: 1 }, quick: { max: 1 } })

    const corruptedTargets = train.images.map(withOwnNoise(createRng(lab.seed).fork('control')))
    const control = new Autoencoder(sigmoidUnits(lab))
    await trainAsTwin(lab, 'control: noisy targets', control, corruptedTargets, { epochs, shuffle: false })
    const gain = 1 - (await denoisedSse(lab, (x) => reconstruct(control, x))) / identity
    control.dispose()
    lab.report('control-noisy-target-gain', gain, { full: { max: 0.05 }, quick: { max: 0.35 } })
    await scoreOfSpiral(lab)
    await stackedErrorCut(lab)
  },
}

/** Squared error between clean test images and what `f` makes of noisy ones. */
function denoisedSse(lab: Lab, f: (noisy: Tensor) => Tensor): Promise<number> {
  const rng = createRng(lab.seed)
  return sseOver(lab.digits.test.images, (x) => f(corrupt(x, MASKING, rng)))
}

/** Images that are noisy once and for all, as far as the model can know. */
function withOwnNoise(rng: Rng): (x: Tensor) => Tensor {
  return (x) => {
    const noisy = corrupt(x, MASKING, rng)
    x.dispose()
    return noisy
  }
}
