import * as tf from '@tensorflow/tfjs'

/** What a recurrent layer's gates may do to their sums. */
export type GateActivation = 'sigmoid' | 'hardSigmoid'

/** What a recurrent layer's candidate may do to its sums. */
export type StateActivation = 'tanh' | 'relu' | 'linear'

type OfMatrix = (x: tf.Tensor2D) => tf.Tensor2D

/** A gate's activation in tfjs operations, as tfjs' layers compute it. */
export function gateFunction(activation: GateActivation): OfMatrix {
  if (activation === 'sigmoid') return (x) => tf.sigmoid(x)
  return (x) => tf.clipByValue(x.mul<tf.Tensor2D>(0.2).add<tf.Tensor2D>(0.5), 0, 1)
}

/** A candidate's activation in tfjs operations. */
export function stateFunction(activation: StateActivation): OfMatrix {
  if (activation === 'tanh') return (x) => tf.tanh(x)
  return activation === 'relu' ? (x) => tf.relu(x) : (x) => x
}
