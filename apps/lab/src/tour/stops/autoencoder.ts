import { Autoencoder, fit, interpolate, mlp, PCA, reconstruct } from '@ae/core'
import { latentScatter } from '@ae/plot'
import * as tf from '@tensorflow/tfjs'
import { firstRows, meanImageSse, sseOver } from '../../lab/images'
import { learningCurves, rowsOfImages } from '../figures'
import type { Sight, Stop, Tour } from '../stop'

const LATENT = 16
const SHOWN = 12
/** Rows whose codes are put on the map. */
const MAPPED = 1000

/** A plain auto-encoder, and PCA of the same width beside it. */
export const autoencoder: Stop = {
  name: 'auto-encoder',
  async visit(tour) {
    const { train, test } = tour.digits
    const model = new Autoencoder({
      inputShape: [28, 28, 1],
      latentDim: LATENT,
      encoder: mlp({ hiddenUnits: [256, 64] }),
      decoder: mlp({ hiddenUnits: [64, 256] }),
      seed: tour.seed,
    })
    const history = await fit(model, train.images, {
      epochs: 12,
      batchSize: 64,
      validation: test.images,
      seed: tour.seed,
      callbacks: [tour.bar('auto-encoder')],
    })
    const pca = await PCA.fit(train.images, { components: LATENT })
    const learned = await sseOver(test.images, (x) => reconstruct(model, x))
    const linear = await sseOver(test.images, (x) => pca.inverse(pca.transform(x)))
    const mean = await meanImageSse(train.images, test.images)
    const x = await firstRows(test.images, SHOWN)
    const figures = [
      await rowsOfImages(`Test images and what ${LATENT} numbers keep of them`, [
        { label: 'original', images: x.clone() },
        { label: 'auto-encoder', images: reconstruct(model, x) },
        { label: `PCA-${LATENT}`, images: tf.tidy(() => pca.inverse(pca.transform(x)).clipByValue(0, 1)) },
      ]),
      await rowsOfImages('Between two codes', await paths(model, x)),
      await latentMap(tour, model),
      learningCurves('Squared error an image', history),
    ]
    x.dispose()
    model.dispose()
    return {
      findings: [{ measure: 'test squared error / image', value: learned, beside: beside({ linear, mean }) }],
      section: {
        heading: 'Auto-encoder',
        text: `A network of 784-256-64-${LATENT} units and its mirror learn to copy digits through ${LATENT} numbers. PCA of the same width is the best that a linear one could do.`,
        figures,
      },
    } satisfies Sight
  },
}

function beside({ linear, mean }: { readonly linear: number; readonly mean: number }): string {
  return `PCA-${LATENT} ${linear.toFixed(2)}, mean image ${mean.toFixed(1)}`
}

async function paths(model: Autoencoder, x: tf.Tensor): Promise<{ label: string; images: tf.Tensor }[]> {
  return [0, 2, 4].map((row) => ({
    label: 'path',
    images: tf.tidy(() => interpolate(model, x.slice(row, 1), x.slice(row + 1, 1), { steps: SHOWN })),
  }))
}

/** The codes' two directions of largest variance. */
async function latentMap({ digits }: Tour, model: Autoencoder): Promise<string> {
  const { test } = digits
  const x = await firstRows(test.images, MAPPED)
  const codes = model.encode(x)
  const plane = await PCA.fit(codes, { components: 2 })
  const points = plane.transform(codes)
  const values = Float32Array.from(await points.data())
  tf.dispose([x, codes, points])
  return latentScatter({
    points: values,
    labels: Array.from(test.labels.subarray(0, values.length / 2)),
    title: 'Codes of test images, by digit (two principal components)',
  })
}
