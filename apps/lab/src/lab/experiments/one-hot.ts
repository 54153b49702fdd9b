import {
  adam,
  clusterAccuracy,
  cosine,
  type Dataset,
  type FitOptions,
  inferenceContext,
  normalizedMutualInformation,
  quantile,
  reconstruct,
} from '@ae/core'
import { imageGrid } from '@ae/plot'
import { OneHotAutoencoder, type OneHotAutoencoderConfig } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import { affineImages } from '../augment'
import type { Experiment, Lab } from '../experiment'
import { allRows, firstRows, sseOver } from '../images'
import { kMeans } from '../k-means'
import { trainAsTwin } from '../training'

const CLASSES = 10
/** Rows in a batch: enough that a class has some fifty, for the balance of their mean. */
const BATCH = 512
const EPOCHS = 12
/** The control has lost its classes long before. */
const CONTROL_EPOCHS = 5
/** Of what changes tell a network learns more the more steps it takes; its classes are even enough in half a batch. */
const BOUND = { batchSize: 256, epochs: 7, rate: 2e-3 }
/** A quick run has few images, and takes larger steps. */
const QUICK = { batchSize: 50, epochs: 12, rate: 3e-3 }
/** Training images whose pixels k-means sees: ten means need no more. */
const CLUSTERED = 20_000
/** Runs of a full run, of which the median counts. */
const RUNS = 3
/** Starts of each of them, as k-means has some: the one with the least error on training images, which knows no label, is the run. */
const STARTS = 3
/** Images are changed by at most this: little enough that a 6 stays one, and a 4 no 9. */
const RANGE = { rotation: 0.4, shear: 0.3, scale: 0.2, shift: 2 }
/** So much that the squared error only chooses among classes that changes leave alone. */
const INVARIANCE = 400
/** More classes than this in use, and the control has not failed. */
const CONTROL_CLASSES = 7

/** Ten classes without a label: what prototypes find, what changes that leave a digit a digit add, and the collapse. */
export const oneHot: Experiment = {
  name: 'one-hot',
  claim:
    'ten prototypes find half of the digits without a label, as k-means does; told which changes leave a digit alone, a network finds most; without balance, classes die',
  async run(lab) {
    const baseline = await pixelClusters(lab)
    for (const [name, value] of Object.entries(baseline)) lab.report(`k-means-${name}`, value)

    const plain = lab.quick ? quickly() : { batchSize: BATCH, epochs: EPOCHS }
    const runs: Found[] = []
    for (let i = 0; i < (lab.quick ? 1 : RUNS); i++) {
      const model = await bestOfStarts(lab, i, plain)
      runs.push(await found(lab, model))
      if (i === 0) await picture(lab, 'Prototypes', model)
      model.dispose()
    }
    const middle = (figure: (run: Found) => number): number =>
      quantile(
        runs.map(figure).sort((a, b) => a - b),
        0.5,
      )
    lab.report(
      'accuracy',
      middle((run) => run.accuracy),
      { full: { min: 0.52 }, quick: { min: 0.33 } },
    )
    lab.report(
      'nmi',
      middle((run) => run.nmi),
      { full: { min: 0.45 }, quick: { min: 0.25 } },
    )
    lab.report(
      'sse',
      middle((run) => run.sse),
    )
    const bars = { full: { max: 1.02 }, quick: { max: 1.1 } }
    lab.report('sse-over-k-means', middle((run) => run.sse) / baseline.sse, bars)
    lab.report(
      'classes',
      middle((run) => run.classes),
      { full: { min: CLASSES }, quick: { min: CLASSES } },
    )

    const bound = create(lab, {
      invariance: { augment: (x, rng) => affineImages(x, RANGE, rng), weight: INVARIANCE },
    })
    await trained(lab, 'invariant', bound, {
      ...(lab.quick ? quickly() : { batchSize: BOUND.batchSize, epochs: BOUND.epochs }),
      optimizer: adam({ learningRate: cosine({ from: lab.quick ? QUICK.rate : BOUND.rate }) }),
    })
    const invariant = await found(lab, bound)
    await picture(lab, 'What images of a class have in common, told which changes do not matter', bound)
    bound.dispose()
    lab.report('invariant-accuracy', invariant.accuracy, { full: { min: 0.7 }, quick: { min: 0.4 } })
    lab.report('invariant-nmi', invariant.nmi)
    lab.report('invariant-sse', invariant.sse)

    const control = create(lab, { balanceWeight: 0, temperature: 0.1 })
    await trained(lab, 'control', control, { ...plain, epochs: CONTROL_EPOCHS })
    const left = await found(lab, control)
    control.dispose()
    const most = { max: CONTROL_CLASSES }
    lab.report('control-classes', left.classes, { full: most, quick: most })
    lab.report('control-accuracy', left.accuracy)
    lab.report('control-nmi', left.nmi)
    lab.report('control-sse-over-k-means', left.sse / baseline.sse)
  },
}

function create(lab: Lab, config: Partial<OneHotAutoencoderConfig>): OneHotAutoencoder {
  return new OneHotAutoencoder({ inputShape: [28, 28, 1], classes: CLASSES, seed: lab.seed, ...config })
}

function quickly(): FitOptions<tf.Tensor> {
  const { batchSize, epochs, rate } = QUICK
  return { batchSize, epochs, optimizer: adam({ learningRate: cosine({ from: rate }) }) }
}

/** Prototypes from several starts; all but the best are freed. */
async function bestOfStarts(
  lab: Lab,
  run: number,
  options: FitOptions<tf.Tensor>,
): Promise<OneHotAutoencoder> {
  const starts = lab.quick ? 1 : STARTS
  const begin = async (start: number) => {
    const model = create(lab, { seed: lab.seed + run * starts + start })
    await trained(lab, `prototypes ${run + 1}, start ${start + 1}`, model, options)
    return { model, error: await sseOver(lab.digits.train.images, (x) => reconstruct(model, x)) }
  }
  let best = await begin(0)
  for (let start = 1; start < starts; start++) {
    const next = await begin(start)
    const worse = next.error < best.error ? best : next
    best = worse === best ? next : best
    worse.model.dispose()
  }
  return best.model
}

async function trained(
  lab: Lab,
  name: string,
  model: OneHotAutoencoder,
  options: FitOptions<tf.Tensor>,
): Promise<void> {
  await trainAsTwin(lab, name, model, lab.digits.train.images, { seed: model.config.seed, ...options })
}

/** How well classes of test images are those of people, and what they keep of the images. */
interface Found {
  readonly accuracy: number
  readonly nmi: number
  readonly sse: number
  /** Classes that some image is in. */
  readonly classes: number
}

function found({ digits }: Lab, model: OneHotAutoencoder): Promise<Found> {
  return compare(digits.test, {
    classes: (x) => model.classes(x),
    copies: (x) => reconstruct(model, x),
  })
}

/** What k-means of the pixels finds. */
async function pixelClusters(lab: Lab): Promise<Found> {
  const rows = await firstRows(lab.digits.train.images, CLUSTERED)
  const flat = (x: tf.Tensor): tf.Tensor => x.reshape([-1, 28 * 28])
  const vectors = flat(rows)
  const means = kMeans(lab, { vectors, clusters: CLASSES })
  tf.dispose([rows, vectors])
  const clusters = await compare(lab.digits.test, {
    classes: (x) => tf.tidy(() => means.quantize(flat(x), inferenceContext()).indices),
    copies: (x) => means.quantize(flat(x), inferenceContext()).codes.reshape(x.shape),
  })
  means.dispose()
  return clusters
}

interface Clusters {
  readonly classes: (x: tf.Tensor) => tf.Tensor
  readonly copies: (x: tf.Tensor) => tf.Tensor
}

interface LabelledImages {
  readonly images: Dataset<tf.Tensor>
  readonly labels: ArrayLike<number>
}

async function compare({ images, labels }: LabelledImages, { classes, copies }: Clusters): Promise<Found> {
  const x = await allRows(images)
  const given = classes(x)
  const clusters = await given.data()
  tf.dispose([x, given])
  return {
    accuracy: clusterAccuracy(labels, clusters),
    nmi: normalizedMutualInformation(labels, clusters),
    sse: await sseOver(images, copies),
    classes: new Set(clusters).size,
  }
}

async function picture(lab: Lab, heading: string, model: OneHotAutoencoder): Promise<void> {
  const prototypes = model.prototypes()
  lab.picture({
    heading,
    text: 'What each of the classes decodes to; they are numbered by chance.',
    figures: [
      imageGrid({
        title: heading,
        images: Float32Array.from(await prototypes.data()),
        shape: [28, 28, 1],
        columns: CLASSES,
      }),
    ],
  })
  prototypes.dispose()
}
