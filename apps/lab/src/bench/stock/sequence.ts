import * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'
import { call, trained } from './step'

const VOCABULARY = 1000
const LENGTH = 20

/** Embedding, GRU encoder, teacher-forced GRU decoder, softmax. */
export function sequence(): Run {
  const tokens = tf.randomUniform([64, LENGTH], 1, VOCABULARY, 'int32')
  const before = tokens.slice([0, 0], [-1, LENGTH - 1]).pad([
    [0, 0],
    [1, 0],
  ])
  const targets = tf.oneHot(tokens.flatten().toInt(), VOCABULARY)
  // tfjs' own orthogonal start takes seconds at this size.
  const cell = { units: 128, recurrentInitializer: 'glorotUniform', recurrentActivation: 'sigmoid' } as const
  const embedding = tf.layers.embedding({ inputDim: VOCABULARY, outputDim: 64 })
  const encoder = tf.layers.gru(cell)
  const decoder = tf.layers.gru({ ...cell, returnSequences: true })
  const output = tf.layers.dense({ units: VOCABULARY })
  const [input, shifted] = [tf.input({ shape: [LENGTH] }), tf.input({ shape: [LENGTH] })]
  // On symbols, layers give symbols.
  const state = encoder.apply(embedding.apply(input)) as tf.SymbolicTensor
  const decoded = decoder.apply(embedding.apply(shifted), { initialState: [state] })
  const logits = output.apply(decoded) as tf.SymbolicTensor
  const model = tf.model({ inputs: [input, shifted], outputs: logits })
  return trained(() =>
    tf.losses.softmaxCrossEntropy(targets, call(model, [tokens, before]).reshape([-1, VOCABULARY])),
  )
}
