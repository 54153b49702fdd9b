import { type Corruption, corrupt, createRng, DenoisingAutoencoder, fit, mlp, reconstruct } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { firstRows, sseOver } from '../../lab/images'
import { learningCurves, rowsOfImages } from '../figures'
import type { Sight, Stop } from '../stop'

const MASKING: Corruption = { kind: 'masking', probability: 0.5 }
const SHOWN = 12

/** A de-noising auto-encoder against half of the pixels. */
export const denoising: Stop = {
  name: 'de-noising auto-encoder',
  async visit(tour) {
    const { train, test } = tour.digits
    const model = new DenoisingAutoencoder({
      inputShape: [28, 28, 1],
      latentDim: 256,
      corruption: MASKING,
      encoder: mlp({ hiddenUnits: [], outputActivation: 'sigmoid' }),
      decoder: mlp({ hiddenUnits: [] }),
      reconstruction: 'bernoulli',
      seed: tour.seed,
    })
    const history = await fit(model, train.images, {
      epochs: 15,
      batchSize: 64,
      validation: test.images,
      seed: tour.seed,
      callbacks: [tour.bar('de-noising')],
    })
    const noise = (): ((x: tf.Tensor) => tf.Tensor) => {
      const rng = createRng(tour.seed)
      return (x) => corrupt(x, MASKING, rng)
    }
    const addNoise = noise()
    const denoised = await sseOver(test.images, (x) => reconstruct(model, addNoise(x)))
    const identity = await sseOver(test.images, noise())
    const x = await firstRows(test.images, SHOWN)
    const noisy = noise()(x)
    const figures = [
      await rowsOfImages('Half of the pixels are missing', [
        { label: 'noisy', images: noisy.clone() },
        { label: 'de-noised', images: reconstruct(model, noisy) },
        { label: 'original', images: x.clone() },
      ]),
      learningCurves('Cross-entropy an image, in nats (validation without noise)', history),
    ]
    tf.dispose([x, noisy])
    model.dispose()
    return {
      findings: [
        {
          measure: 'squared error to the clean image',
          value: denoised,
          beside: `doing nothing ${identity.toFixed(1)}`,
        },
      ],
      section: {
        heading: 'De-noising auto-encoder',
        text: 'It is shown digits with half of the pixels set to 0, and asked for the whole ones. To answer, it has to know what digits look like.',
        figures,
      },
    } satisfies Sight
  },
}
