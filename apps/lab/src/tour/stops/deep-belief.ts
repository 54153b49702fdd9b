import { adam, cosine, DeepBelief, fit, PCA, reconstruct } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { firstRows, meanImageSse, sseOver } from '../../lab/images'
import { learningCurves, rowsOfImages } from '../figures'
import { filtersOfLayer } from '../filters'
import type { Sight, Stop } from '../stop'

const UNITS = [256, 128, 30]
const SHOWN = 12

/** Boltzmann machines on top of each other, unrolled into an auto-encoder. */
export const deepBelief: Stop = {
  name: 'deep auto-encoder of RBMs',
  async visit(tour) {
    const { train, test } = tour.digits
    const stack = new DeepBelief({
      inputShape: [28, 28, 1],
      units: UNITS,
      epochsPerLayer: 10,
      seed: tour.seed,
    })
    await fit(stack, train.images, {
      batchSize: 50,
      seed: tour.seed,
      callbacks: [tour.bar('RBMs, layer by layer')],
    })
    const model = stack.unroll()
    const unrolled = await sseOver(test.images, (x) => reconstruct(model, x))
    const x = await firstRows(test.images, SHOWN)
    const before = reconstruct(model, x)
    const history = await fit(model, train.images, {
      epochs: 8,
      batchSize: 50,
      validation: test.images,
      seed: tour.seed,
      optimizer: adam({ learningRate: cosine({ from: 1e-3, to: 1e-5 }) }),
      callbacks: [tour.bar('tuning')],
    })
    const tuned = await sseOver(test.images, (rows) => reconstruct(model, rows))
    const latentDim = UNITS.at(-1) ?? 0
    const pca = await PCA.fit(train.images, { components: latentDim })
    const linear = await sseOver(test.images, (rows) => pca.inverse(pca.transform(rows)))
    const mean = await meanImageSse(train.images, test.images)
    const figures = [
      await rowsOfImages(
        'What hidden units of each machine look for',
        UNITS.map((_, index) => ({
          label: `machine ${index + 1}`,
          images: filtersOfLayer(stack, index, SHOWN),
        })),
      ),
      await rowsOfImages(`Test images and what ${latentDim} numbers keep of them`, [
        { label: 'original', images: x.clone() },
        { label: 'machines alone', images: before },
        { label: 'tuned', images: reconstruct(model, x) },
        { label: `PCA-${latentDim}`, images: tf.tidy(() => pca.inverse(pca.transform(x)).clipByValue(0, 1)) },
      ]),
      learningCurves('Cross-entropy an image while tuning, in nats', history),
    ]
    x.dispose()
    stack.dispose()
    model.dispose()
    return {
      findings: [
        {
          measure: 'squared error, machines alone',
          value: unrolled,
          beside: `mean image ${mean.toFixed(1)}`,
        },
        { measure: 'squared error, tuned', value: tuned, beside: `PCA-${latentDim} ${linear.toFixed(2)}` },
      ],
      section: {
        heading: 'Deep auto-encoder of Boltzmann machines',
        text: `Layers of ${[784, ...UNITS].join('-')} sigmoid units are trained one at a time, without labels and without back-propagation; turned over, they are an auto-encoder that already works, and is then tuned as a whole.`,
        figures,
      },
    } satisfies Sight
  },
}
