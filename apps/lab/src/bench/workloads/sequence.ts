import {
  asNetwork,
  createRng,
  glorotUniform,
  gruSequence,
  mlp,
  orthogonal,
  type Phase,
  type Rng,
  softmaxCrossEntropy,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Workload } from '../workload'
import { trainingRun } from './training'

const BATCH = 64
const LENGTH = 20
const VOCABULARY = 1000
const EMBEDDING = 64
const UNITS = 128

/** Token sequences: embedding, GRU encoder, teacher-forced GRU decoder (reset-before cells), softmax. */
export const sequence: Workload = {
  name: 'sequence',
  amount: BATCH,
  unit: 'samples',
  must: 0.6,
  goal: 1,
  async start() {
    const tokens = tf.tidy(() =>
      createRng(1)
        .uniform([BATCH, LENGTH])
        .mul(VOCABULARY - 1)
        .floor()
        .add(1)
        .toInt(),
    )
    return trainingRun(sequenceModel(createRng(2)), tokens)
  },
}

function sequenceModel(rng: Rng): Trainable<tf.Tensor> & { dispose(): void } {
  const embedding = tf.tidy(() => rng.fork('embedding').normal([VOCABULARY, EMBEDDING]).variable())
  const [encoder, decoder] = [gruWeights(rng.fork('encoder')), gruWeights(rng.fork('decoder'))]
  const output = asNetwork(mlp({ hiddenUnits: [] }), {
    subject: 'bench',
    inputShape: [UNITS],
    outputShape: [VOCABULARY],
    rng: rng.fork('output'),
  })
  const embed = (tokens: tf.Tensor): tf.Tensor3D =>
    embedding.gather(tokens.reshape<tf.Tensor1D>([-1])).reshape([-1, LENGTH, EMBEDDING])
  const variables = [embedding, ...Object.values(encoder), ...Object.values(decoder), ...output.variables]
  const phase: Phase<tf.Tensor> = {
    name: 'sequence',
    variables,
    objective(tokens, ctx) {
      const last = gruSequence(embed(tokens), encoder).slice([0, LENGTH - 1, 0], [-1, 1, -1])
      const before = tokens.slice([0, 0], [-1, LENGTH - 1]).pad([
        [0, 0],
        [1, 0],
      ])
      const initialState = last.reshape<tf.Tensor2D>([-1, UNITS])
      const states = gruSequence(embed(before), decoder, { initialState })
      const scores = output.apply(states.reshape([-1, UNITS]), ctx)
      const total = softmaxCrossEntropy(tokens.reshape([-1]), scores)
      return { total, terms: { crossEntropy: total } }
    },
  }
  return {
    phases: [phase],
    dispose() {
      tf.dispose(variables)
    },
  }
}

function gruWeights(rng: Rng) {
  const variable = <R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Variable<R> =>
    tf.tidy(() => tf.variable(tf.tensor<R>(values, shape)))
  return {
    kernel: variable<tf.Rank.R2>(glorotUniform(rng.fork('kernel'), [EMBEDDING, 3 * UNITS]), [
      EMBEDDING,
      3 * UNITS,
    ]),
    recurrentKernel: variable<tf.Rank.R2>(orthogonal(rng.fork('recurrent'), [UNITS, 3 * UNITS]), [
      UNITS,
      3 * UNITS,
    ]),
    bias: variable<tf.Rank.R1>(new Float32Array(3 * UNITS), [3 * UNITS]),
  }
}
