import { fit, labelEfficiency, mlp, VAE } from '@ae/core'
import { lossCurves } from '@ae/plot'
import * as tf from '@tensorflow/tfjs'
import { allRows } from '../../lab/images'
import type { Sight, Stop, Tour } from '../stop'

const LATENT = 50
const UNITS = [128]
const EPOCHS = 10
/** Labels of each class to learn from. */
const LABELS = [2, 10, 50] as const
/** Passes over the labels. */
const PASSES = 30
const NAMES = {
  'frozen-linear': 'codes as they are',
  'fine-tune': 'fine-tuned',
  scratch: 'from scratch',
  'random-linear': 'codes of random weights',
} as const

/** What an encoder that learnt without labels is worth where labels are few. */
export const fewLabels: Stop = {
  name: 'few labels',
  async visit(tour) {
    const { train } = tour.digits
    const create = (seed: number): VAE =>
      new VAE({
        inputShape: [28, 28, 1],
        latentDim: LATENT,
        encoder: mlp({ hiddenUnits: UNITS }),
        decoder: mlp({ hiddenUnits: UNITS }),
        seed,
      })
    const model = create(tour.seed)
    await fit(model, train.images.batch(64), {
      epochs: EPOCHS,
      seed: tour.seed,
      callbacks: [tour.bar('without labels')],
    })
    const points = await measured(tour, model, create)
    model.dispose()
    const error = (name: keyof typeof NAMES, labels: number): number =>
      points.find(({ mode, labelsPerClass }) => mode === name && labelsPerClass === labels)?.error ??
      Number.NaN
    return {
      findings: [
        {
          measure: '% wrong, 10 labels a class, linear on codes',
          value: 100 * error('frozen-linear', 10),
          beside: `random weights ${(100 * error('random-linear', 10)).toFixed(1)}, from scratch ${(100 * error('scratch', 10)).toFixed(1)}`,
        },
      ],
      claims: [
        {
          text: 'codes that were learnt tell classes better than codes of random weights',
          holds: error('frozen-linear', 10) < error('random-linear', 10),
        },
      ],
      section: {
        heading: 'Few labels',
        text: `A VAE sees ${train.labels.length} images without labels. What its encoder is worth with ${LABELS.join(', ')} labels of each class, beside the same encoder from scratch, and beside random weights.`,
        figures: [
          lossCurves({
            title: 'Wrong answers on test images',
            xLabel: 'labels of each class',
            yLabel: '%',
            series: Object.entries(NAMES).map(([mode, name]) => ({
              name,
              x: [...LABELS],
              y: points.filter((point) => point.mode === mode).map((point) => 100 * point.error),
            })),
          }),
        ],
      },
    } satisfies Sight
  },
}

async function measured(
  { digits: { train, test }, seed }: Tour,
  model: VAE,
  untrained: (seed: number) => VAE,
) {
  const [x, testX] = [await allRows(train.images), await allRows(test.images)]
  // Half of the images lend labels to learn from, half to choose by.
  const half = Math.floor(train.labels.length / 2)
  const [first, second] = [x.slice(0, half), x.slice(half)]
  try {
    return await labelEfficiency(
      model,
      {
        classes: 10,
        train: { x: first, labels: train.labels.subarray(0, half) },
        validation: { x: second, labels: train.labels.subarray(half) },
        test: { x: testX, labels: test.labels },
      },
      {
        untrained,
        labelsPerClass: LABELS,
        modes: ['frozen-linear', 'fine-tune'],
        draws: 1,
        learningRates: [3e-3],
        epochs: PASSES,
        seed,
      },
    )
  } finally {
    tf.dispose([x, first, second, testX])
  }
}
