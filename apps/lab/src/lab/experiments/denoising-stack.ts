import {
  adam,
  Classifier,
  createRng,
  type Dataset,
  earlyStopping,
  fit,
  type LabelledBatch,
  mlp,
  StackedDenoisingAutoencoder,
} from '@ae/core'
import type { Lab } from '../experiment'
import { labelledRows } from '../images'
import { trainAsTwin } from '../training'

const UNITS = [1000, 1000]
const QUICK_UNITS = [300, 300]
/** Labelled rows to learn from, and as many others to stop early and to choose by. */
const LABELS = 1000
const QUICK_LABELS = 100
/** Draws of labelled rows and of first weights that errors are averaged over. */
const DRAWS = 3
const QUICK_DRAWS = 1
const RATES = [1e-3, 3e-4]
const QUICK_RATES = [1e-3]
const PATIENCE = 10
const QUICK_PATIENCE = 5
const MOST_EPOCHS = 100
const TEST_BATCH = 500

/**
 * Layers that learnt from all images without labels, tuned with a few labels, against the same network from random
 * weights. All get the same rows, steps and choice of rates; the rivals may also be of ReLU.
 */
export async function stackedErrorCut(lab: Lab): Promise<void> {
  const { train } = lab.digits
  const units = lab.quick ? QUICK_UNITS : UNITS
  const epochsPerLayer = lab.quick ? 8 : 15
  const stack = new StackedDenoisingAutoencoder({
    inputShape: [28, 28, 1],
    units,
    epochsPerLayer,
    seed: lab.seed,
  })
  await trainAsTwin(lab, 'stacked', stack, train.images, {})
  const errors = { pretrained: 0, sigmoid: 0, relu: 0 }
  const draws = lab.quick ? QUICK_DRAWS : DRAWS
  for (let draw = 0; draw < draws; draw++) {
    const seed = lab.seed + draw
    const scratch = (activation: 'sigmoid' | 'relu') => () =>
      new Classifier({
        inputShape: [28, 28, 1],
        classes: 10,
        network: mlp({ hiddenUnits: units, activation }),
        seed,
      })
    const start = () => stack.classifier({ classes: 10, seed })
    errors.pretrained += (await tunedError(lab, seed, start)) / draws
    errors.sigmoid += (await tunedError(lab, seed, scratch('sigmoid'))) / draws
    errors.relu += (await tunedError(lab, seed, scratch('relu'))) / draws
  }
  stack.dispose()
  lab.report('stacked-few-labels-error', errors.pretrained, { quick: { max: 0.35 } })
  lab.report('stacked-random-start-error', errors.sigmoid)
  lab.report('stacked-random-relu-error', errors.relu)
  const cut = (rival: number): number => 1 - errors.pretrained / rival
  // As with codes: on the embedded digits there is nothing to gain.
  lab.report('stacked-error-cut', cut(errors.sigmoid), { full: { min: 0.15 } })
  lab.report('stacked-error-cut-over-relu', cut(errors.relu))
}

/** Test error of the rate that does best on the rows to choose by. */
async function tunedError(lab: Lab, seed: number, create: () => Classifier): Promise<number> {
  const { train, test } = lab.digits
  const count = lab.quick ? QUICK_LABELS : LABELS
  const drawn = labelledRows(train).shuffle(createRng(seed).fork('labels'))
  const [both] = drawn.split((2 * count) / train.labels.length)
  const [few, choosing] = both.split(0.5)
  let best = { chosen: Number.POSITIVE_INFINITY, error: Number.NaN }
  for (const learningRate of lab.quick ? QUICK_RATES : RATES) {
    const classifier = create()
    await fit(classifier, few, {
      epochs: MOST_EPOCHS,
      batchSize: lab.quick ? 20 : 100,
      seed,
      optimizer: adam({ learningRate }),
      validation: choosing.batch(TEST_BATCH),
      callbacks: [earlyStopping({ patience: lab.quick ? QUICK_PATIENCE : PATIENCE })],
    })
    const chosen = await errorOn(classifier, choosing)
    if (chosen < best.chosen) best = { chosen, error: await errorOn(classifier, labelledRows(test)) }
    classifier.dispose()
  }
  return best.error
}

async function errorOn(classifier: Classifier, rows: Dataset<LabelledBatch>): Promise<number> {
  const hits = await classifier.hits(rows.batch(TEST_BATCH))
  return 1 - hits.reduce((sum, hit) => sum + hit, 0) / hits.length
}
