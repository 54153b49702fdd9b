import * as tf from '@tensorflow/tfjs'
import { fromTensors } from '../data/from-tensor'
import { disposeBatch } from '../data/row-dataset'
import type { Dataset } from '../interfaces/dataset'
import type { LatentModel } from '../interfaces/model'
import type { Trainable } from '../interfaces/phase'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy'
import { asNetwork } from '../networks/as-network'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { adam } from '../train/adam'
import { earlyStopping } from '../train/callbacks/early-stopping'
import { fit } from '../train/fit'
import { assignVariables, copyVariables, trainedVariables } from '../train/variable-copies'
import type { LabelledBatch } from './classifier'
import type { LabelledRows, ProbeData } from './labelled-rows'

/** What can be tuned: a code, and the variables behind it. */
export type TunableEncoder = Pick<LatentModel, 'encode' | 'phases'>

/** How it is tuned. */
export interface TuningOptions {
  /** Rate of the encoder as a share of the head's. */
  readonly encoderRate: number
  /** Rate of the head. */
  readonly learningRate: number
  /** Most passes. */
  readonly epochs: number
  /** Passes without improvement on the validation rows before training stops. */
  readonly patience: number
  /** Where all randomness comes from. */
  readonly seed: number
}

/** What a tuned encoder with its head gets right, row by row: 1 or 0. */
export interface TunedHits {
  /** Of the validation rows. */
  readonly validation: Uint8Array
  /** Of the test rows. */
  readonly test: Uint8Array
}

/** Steps in a pass over few rows; so many that some passes are enough to learn. */
const STEPS_PER_PASS = 20
const SMALLEST_BATCH = 16
const LARGEST_BATCH = 128
const TEST_BATCH = 500

/**
 * Trains an encoder and a linear layer on its code to classify, and puts the encoder's weights back as they were,
 * whatever happens.
 */
export async function tuneEncoder(
  encoder: TunableEncoder,
  { classes, train, validation, test }: ProbeData,
  options: TuningOptions,
): Promise<TunedHits> {
  const { seed, learningRate, encoderRate, epochs, patience } = options
  const width = codeWidth(encoder, train)
  const head = asNetwork(mlp({ hiddenUnits: [] }), {
    subject: 'probe.head',
    inputShape: [width],
    outputShape: [classes],
    rng: createRng(seed).fork('head'),
  })
  const own = trainedVariables(encoder)
  const before = await copyVariables(own)
  const logits = (x: tf.Tensor): tf.Tensor => {
    const code = encoder.encode(x)
    return head.apply(code.reshape([code.shape[0] ?? 0, width]), {
      training: false,
      rng: createRng(0),
      step: 0,
      totalSteps: 0,
    })
  }
  const model: Trainable<LabelledBatch> = {
    phases: [
      {
        name: 'tuning',
        variables: [...own, ...head.variables],
        groups: { encoder: own, head: head.variables },
        optimizer: {
          encoder: adam({ learningRate: encoderRate * learningRate }),
          head: adam({ learningRate }),
        },
        objective: ({ x, label }) => {
          const crossEntropy = softmaxCrossEntropy(label, logits(x))
          return { total: crossEntropy, terms: { crossEntropy } }
        },
      },
    ],
  }
  const sets = { rows: datasetOf(train), choosing: datasetOf(validation), held: datasetOf(test) }
  try {
    const batchSize = Math.ceil(train.labels.length / STEPS_PER_PASS)
    await fit(model, sets.rows.dataset, {
      epochs,
      seed,
      batchSize: Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, batchSize)),
      validation: sets.choosing.dataset.batch(TEST_BATCH),
      callbacks: [earlyStopping({ patience })],
    })
    return {
      validation: await hitsOf(logits, sets.choosing.dataset),
      test: await hitsOf(logits, sets.held.dataset),
    }
  } finally {
    assignVariables(own, before)
    head.dispose()
    tf.dispose(Object.values(sets).map(({ label }) => label))
  }
}

function codeWidth(encoder: TunableEncoder, { x }: LabelledRows): number {
  const code = tf.tidy(() => encoder.encode(x.slice(0, 1)))
  const { size } = code
  code.dispose()
  return size
}

function datasetOf({ x, labels }: LabelledRows): { dataset: Dataset<LabelledBatch>; label: tf.Tensor } {
  const label = tf.tensor1d(Array.from(labels), 'int32')
  return { dataset: fromTensors({ x, label }), label }
}

async function hitsOf(
  logits: (x: tf.Tensor) => tf.Tensor,
  data: Dataset<LabelledBatch>,
): Promise<Uint8Array> {
  const hits: number[] = []
  for await (const batch of data.batch(TEST_BATCH)) {
    const right = tf.tidy(() => logits(batch.x).argMax(1).equal(batch.label))
    hits.push(...(await right.data()))
    right.dispose()
    disposeBatch(batch)
  }
  return Uint8Array.from(hits)
}
