import { deepAndLinear } from '../deep-and-linear'
import type { Experiment } from '../experiment'
import { meanImageSse } from '../images'
import { linearControl } from '../linear-control'

const LATENT = 30

/** A deep auto-encoder against PCA of the same width, the mean image, and a linear one that must become PCA. */
export const aeVsIdentity: Experiment = {
  name: 'ae-vs-identity',
  claim: 'a deep auto-encoder keeps more in 30 numbers than PCA does, and a linear one exactly as much',
  async run(lab) {
    const { train, test } = lab.digits
    lab.report('mean-image-sse', await meanImageSse(train.images, test.images))
    const { model, learned, linear } = await deepAndLinear(lab, LATENT, lab.quick ? 30 : 20)
    model.dispose()
    lab.report('pca-30-sse', linear)
    lab.report('test-sse', learned, { full: { max: 4.1 } })
    lab.report('test-sse-over-pca-30', learned / linear, { full: { max: 0.4 }, quick: { max: 0.85 } })
    await linearControl(lab)
  },
}
