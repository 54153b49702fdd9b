import * as tf from '@tensorflow/tfjs'
import { fromTensors } from '../data/from-tensor'
import type { LatentModel } from '../interfaces/model'
import type { Phase } from '../interfaces/phase'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy'
import { inferenceContext } from '../models/live'
import { asNetwork } from '../networks/as-network'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { adam } from '../train/adam'
import { earlyStopping } from '../train/callbacks/early-stopping'
import { fit } from '../train/fit'
import { assignVariables, copyVariables, trainedVariables } from '../train/variable-copies'
import type { LabelledBatch } from './classifier'
import { encodeRows, type LabelledRows, type ProbeData } from './labelled-rows'

/** What can be tuned: a code, and the variables behind it. */
export type TunableEncoder = Pick<LatentModel, 'encode' | 'phases'>

/** How it is tuned. */
export interface TuningOptions {
  /** Whether the head is trained alone first, on frozen codes. */
  readonly headFirst: boolean
  /** Rate of the encoder as a share of the head's. */
  readonly encoderRate: number
  /** Rate of the head. */
  readonly learningRate: number
  /** Most passes, of the head alone and of both together. */
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
 * What cross-entropy weighs beside the share of errors when training is to stop. Alone it rises, of being too sure, long
 * before errors do; without it few rows, which have the same errors for many passes, would stop training at once.
 */
const BETWEEN_EQUALS = 0.01
/** Of the head on frozen codes: logistic regression, where a large step does no harm. */
const HEAD_RATE = 1e-2

/**
 * Trains a linear layer on an encoder's code and the encoder together, to classify, and puts the encoder's weights back
 * as they were, whatever happens.
 *
 * Where the encoder has learnt something the head comes first: gradients of one that knows nothing would spoil it.
 *
 * @see Kumar et al. 2022, Fine-Tuning can Distort Pretrained Features, §4, arXiv:2202.10054
 */
export async function tuneEncoder(
  encoder: TunableEncoder,
  { classes, train, validation, test }: ProbeData,
  options: TuningOptions,
): Promise<TunedHits> {
  const { seed, learningRate, encoderRate } = options
  const width = codeWidth(encoder, train)
  const head = asNetwork(mlp({ hiddenUnits: [] }), {
    subject: 'probe.head',
    inputShape: [width],
    outputShape: [classes],
    rng: createRng(seed).fork('head'),
  })
  const own = trainedVariables(encoder)
  const before = await copyVariables(own)
  const code = (x: tf.Tensor): tf.Tensor => encoder.encode(x).reshape([-1, width])
  const onCode = (z: tf.Tensor): tf.Tensor => head.apply(z, inferenceContext())
  const logits = (x: tf.Tensor): tf.Tensor => onCode(code(x))
  try {
    if (options.headFirst) {
      const made: tf.Tensor[] = []
      const frozenRows = ({ x, labels }: LabelledRows): LabelledRows => {
        const codes = encodeRows(code, x)
        made.push(codes)
        return { x: codes, labels }
      }
      try {
        const frozen = { train: frozenRows(train), validation: frozenRows(validation) }
        const alone = { variables: head.variables, optimizer: adam({ learningRate: HEAD_RATE }) }
        await fitLogits(alone, onCode, frozen, options)
      } finally {
        tf.dispose(made)
      }
    }
    const together = {
      variables: [...own, ...head.variables],
      groups: { encoder: own, head: head.variables },
      optimizer: {
        encoder: adam({ learningRate: encoderRate * learningRate }),
        head: adam({ learningRate }),
      },
    }
    await fitLogits(together, logits, { train, validation }, options)
    return { validation: await hitsOf(logits, validation), test: await hitsOf(logits, test) }
  } finally {
    assignVariables(own, before)
    head.dispose()
  }
}

type Moved = Pick<Phase<LabelledBatch>, 'variables' | 'groups' | 'optimizer'>

/** Fits what gives logits of rows, stopping by the validation rows. */
async function fitLogits(
  moved: Moved,
  logits: (x: tf.Tensor) => tf.Tensor,
  sets: Pick<ProbeData, 'train' | 'validation'>,
  { epochs, patience, seed }: TuningOptions,
): Promise<void> {
  const [train, validation] = [columns(sets.train), columns(sets.validation)]
  const batchSize = Math.ceil(sets.train.labels.length / STEPS_PER_PASS)
  const phase: Phase<LabelledBatch> = {
    ...moved,
    name: 'tuning',
    objective: ({ x, label }) => {
      const guesses = logits(x)
      const crossEntropy = softmaxCrossEntropy(label, guesses)
      const error = guesses.argMax(1).notEqual(label).toFloat().mean().asScalar()
      const stopping = error.add(crossEntropy.mul(BETWEEN_EQUALS)).asScalar()
      return { total: crossEntropy, terms: { crossEntropy, error, stopping } }
    },
  }
  try {
    await fit({ phases: [phase] }, fromTensors(train), {
      epochs,
      seed,
      batchSize: Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, batchSize)),
      validation: fromTensors(validation).batch(TEST_BATCH),
      callbacks: [earlyStopping({ monitor: 'stopping', patience })],
    })
  } finally {
    tf.dispose([train.label, validation.label])
  }
}

function codeWidth(encoder: TunableEncoder, { x }: LabelledRows): number {
  const code = tf.tidy(() => encoder.encode(x.slice(0, 1)))
  const { size } = code
  code.dispose()
  return size
}

/** The labels are the caller's. */
function columns({ x, labels }: LabelledRows): { readonly x: tf.Tensor; readonly label: tf.Tensor } {
  return { x, label: tf.tensor1d(Array.from(labels), 'int32') }
}

async function hitsOf(logits: (x: tf.Tensor) => tf.Tensor, rows: LabelledRows): Promise<Uint8Array> {
  const { x, label } = columns(rows)
  const right = tf.tidy(() => encodeRows(logits, x, TEST_BATCH).argMax(1).equal(label))
  try {
    return Uint8Array.from(await right.data())
  } finally {
    tf.dispose([label, right])
  }
}
