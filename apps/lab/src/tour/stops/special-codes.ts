import {
  adam,
  ContractiveAutoencoder,
  cosine,
  createRng,
  fit,
  type LatentModel,
  mlp,
  PCA,
  reconstruct,
  SparseAutoencoder,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { firstRows, sseOver } from '../../lab/images'
import { rowsOfImages } from '../figures'
import { filterImages } from '../filters'
import type { Sight, Stop, Tour } from '../stop'

const UNITS = 256
/** Units of the sparse code that are on for an image. */
const ON = 20
/** λ of the contractive code. */
const WEIGHT = 1
const EPOCHS = 10
/** One layer each way bears a larger step than deep networks do. */
const RATE = 3e-3
const SHOWN = 12
/** Images whose codes are moved, and the deviation of the noise that moves them. */
const MOVED = 500
const NOISE = 0.1

/** Codes that are told how to be: few units at a time, or still where images do not differ. */
export const specialCodes: Stop = {
  name: 'sparse and contractive codes',
  async visit(tour) {
    const { train, test } = tour.digits
    const sparse = new SparseAutoencoder({
      inputShape: [28, 28, 1],
      latentDim: UNITS,
      sparsity: { kind: 'topK', k: ON },
      encoder: mlp({ hiddenUnits: [] }),
      decoder: mlp({ hiddenUnits: [] }),
      seed: tour.seed,
    })
    await trained(tour, 'sparse', sparse)
    const few = await sseOver(test.images, (x) => reconstruct(sparse, x))
    const pca = await PCA.fit(train.images, { components: ON })
    const linear = await sseOver(test.images, (x) => pca.inverse(pca.transform(x)))
    const [still, free] = [contractive(tour, WEIGHT), contractive(tour, 0)]
    await trained(tour, 'contractive', still)
    await trained(tour, 'the same without contraction', free)
    const [moved, movedFreely] = [await movement(tour, still), await movement(tour, free)]
    const x = await firstRows(test.images, SHOWN)
    const figures = [
      await rowsOfImages('What units look for', [
        { label: 'sparse', images: filters(sparse) },
        { label: 'contractive', images: filters(still) },
        { label: 'neither', images: filters(free) },
      ]),
      await rowsOfImages('Test images and what codes keep of them', [
        { label: 'original', images: x.clone() },
        { label: `${ON} of ${UNITS}`, images: reconstruct(sparse, x) },
        { label: 'contractive', images: reconstruct(still, x) },
      ]),
    ]
    x.dispose()
    for (const model of [sparse, still, free]) model.dispose()
    return {
      findings: [
        {
          measure: `squared error, ${ON} of ${UNITS} units`,
          value: few,
          beside: `PCA-${ON} ${linear.toFixed(2)}`,
        },
        {
          measure: 'contractive: % of a code that noise moves',
          value: 100 * moved,
          beside: `without contraction ${(100 * movedFreely).toFixed(2)}`,
        },
      ],
      section: {
        heading: 'Sparse and contractive codes',
        text: `A sparse code has ${UNITS} units, of which an image may use ${ON}: each comes to stand for a part of a stroke. A contractive one is drawn to stay where it is when an image changes a little, and can afford to move only where images differ.`,
        figures,
      },
    } satisfies Sight
  },
}

function contractive({ seed }: Tour, weight: number): ContractiveAutoencoder {
  return new ContractiveAutoencoder({
    inputShape: [28, 28, 1],
    latentDim: UNITS,
    weight,
    reconstruction: 'bernoulli',
    seed,
  })
}

async function trained(tour: Tour, label: string, model: LatentModel): Promise<void> {
  await fit(model, tour.digits.train.images, {
    epochs: EPOCHS,
    batchSize: 64,
    seed: tour.seed,
    optimizer: adam({ learningRate: cosine({ from: RATE }) }),
    callbacks: [tour.bar(label)],
  })
}

/** Squared distance that noise moves codes, as a share of the variance between images. */
async function movement({ digits, seed }: Tour, model: LatentModel): Promise<number> {
  const x = await firstRows(digits.test.images, MOVED)
  const share = tf.tidy(() => {
    const code = model.encode(x)
    const noisy = model.encode(x.add(createRng(seed).fork('movement').normal(x.shape).mul(NOISE)))
    return noisy
      .sub(code)
      .square()
      .sum()
      .div(code.sub(code.mean(0)).square().sum())
  })
  const [value = Number.NaN] = await share.data()
  tf.dispose([x, share])
  return value
}

function filters(model: LatentModel): tf.Tensor {
  const kernel = model.weights()['encoder/1-dense/kernel']
  return kernel === undefined ? tf.zeros([SHOWN, 28, 28, 1]) : filterImages(kernel, SHOWN)
}
