import { createRng, type Phase, softmaxCrossEntropy, type Trainable } from '@ae/core'
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
        .add(1),
    )
    return trainingRun(sequenceModel(), tokens)
  },
}

function sequenceModel(): Trainable<tf.Tensor> & { dispose(): void } {
  const kernelInitializer = 'glorotUniform'
  const recurrentInitializer = kernelInitializer
  const cell = {
    units: UNITS,
    kernelInitializer,
    recurrentInitializer,
    recurrentActivation: 'sigmoid',
  } as const
  const embedding = tf.layers.embedding({ inputDim: VOCABULARY, outputDim: EMBEDDING })
  const [input, shifted] = [tf.input({ shape: [LENGTH] }), tf.input({ shape: [LENGTH] })]
  const state = tf.layers.gru(cell).apply(embedding.apply(input)) as tf.SymbolicTensor
  const decoder = tf.layers.gru({ ...cell, returnSequences: true })
  const decoded = decoder.apply(embedding.apply(shifted), { initialState: [state] })
  const logits = tf.layers.dense({ units: VOCABULARY }).apply(decoded) as tf.SymbolicTensor
  const model = tf.model({ inputs: [input, shifted], outputs: logits })
  const variables = model.trainableWeights.map((weight) => weight.read() as unknown as tf.Variable)
  const phase: Phase<tf.Tensor> = {
    name: 'sequence',
    variables,
    objective(tokens) {
      const before = tokens.slice([0, 0], [-1, LENGTH - 1]).pad([
        [0, 0],
        [1, 0],
      ])
      const scores = model.apply([tokens, before]) as tf.Tensor
      const total = softmaxCrossEntropy(tokens.reshape([-1]), scores.reshape([-1, VOCABULARY]))
      return { total, terms: { crossEntropy: total } }
    },
  }
  return { phases: [phase], dispose: () => void model.dispose() }
}
