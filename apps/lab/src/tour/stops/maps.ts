import { Autoencoder, fit, mlp, PCA, tsne } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { firstRows } from '../../lab/images'
import { codesOf, judgeMap, pictureMap } from '../../lab/maps'
import type { Sight, Stop } from '../stop'

/** Test images that are put on the maps. */
const MAPPED = 1000

/** Two numbers an image, found in three ways. */
export const maps: Stop = {
  name: 'maps',
  async visit(tour) {
    const { train, test } = tour.digits
    const model = new Autoencoder({
      inputShape: [28, 28, 1],
      latentDim: 2,
      encoder: mlp({ hiddenUnits: [256, 64] }),
      decoder: mlp({ hiddenUnits: [64, 256] }),
      seed: tour.seed,
    })
    await fit(model, train.images, {
      epochs: 15,
      batchSize: 64,
      seed: tour.seed,
      callbacks: [tour.bar('auto-encoder of 2 numbers')],
    })
    const pca = await PCA.fit(train.images, { components: 2 })
    const images = await firstRows(test.images, MAPPED)
    const labels = test.labels.subarray(0, images.shape[0])
    const codes = codesOf(model, pca, images)
    model.dispose()
    const { embedding } = await tsne(images, { seed: tour.seed })
    const verdicts = {
      linear: await judgeMap(codes.linear, { images, labels }),
      learned: await judgeMap(codes.learned, { images, labels }),
      tsne: await judgeMap(embedding, { images, labels }),
    }
    const figures = [
      await pictureMap('PCA', codes.linear, labels),
      await pictureMap('Auto-encoder', codes.learned, labels),
      await pictureMap('t-SNE', embedding, labels),
    ]
    tf.dispose([images, codes.linear, codes.learned, embedding])
    const { linear, learned } = verdicts
    return {
      findings: [
        {
          measure: 't-SNE: nearest has the same digit',
          value: verdicts.tsne.nearest,
          beside: `auto-encoder ${learned.nearest.toFixed(2)}, PCA ${linear.nearest.toFixed(2)}`,
        },
        {
          measure: 't-SNE: trustworthiness',
          value: verdicts.tsne.trust,
          beside: `auto-encoder ${learned.trust.toFixed(2)}, PCA ${linear.trust.toFixed(2)}`,
        },
      ],
      section: {
        heading: 'Three maps',
        text: 'The same test images, two numbers each. PCA and the auto-encoder learnt from the training images and can place any other; t-SNE only arranges what it is given, but keeps neighbours together.',
        figures,
      },
    } satisfies Sight
  },
}
