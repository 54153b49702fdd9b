import { lstmSequence, type NamedWeights, orthogonal } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { FrameLayer } from './frame-layers'

/** Of an LSTM's bias: the forget gate begins open, as is usual. */
const openGates = (units: number): Float32Array =>
  Float32Array.from({ length: 4 * units }, (_, i) => (i >= units && i < 2 * units ? 1 : 0))

/** A long short-term memory, `[B, T, inputs]` → `[B, T, units]`. */
export function lstmLayer(
  weights: NamedWeights,
  name: string,
  { inputs, units }: { readonly inputs: number; readonly units: number },
): FrameLayer {
  const kernel = weights.create(`${name}/kernel`, { shape: [inputs, 4 * units] })
  const recurrent = weights.create(`${name}/recurrent-kernel`, {
    shape: [units, 4 * units],
    start: orthogonal,
  })
  const bias = weights.create(`${name}/bias`, { shape: [4 * units], start: () => openGates(units) })
  return (x) =>
    lstmSequence(x, {
      kernel: kernel as tf.Tensor2D,
      recurrentKernel: recurrent as tf.Tensor2D,
      bias: bias as tf.Tensor1D,
    }).states
}

/** The same frames, the last first. */
export function reversed(x: tf.Tensor3D): tf.Tensor3D {
  return tf.reverse(x, 1)
}
