import * as tf from '@tensorflow/tfjs'
import { type SlopedActivation, slope } from '../kernels/slope'

/**
 * Gradients that are right in tfjs, but wasteful.
 *
 * - `Sum` and `Mean` multiply by a tensor of ones that is made in JavaScript at every step.
 * - `Relu`, `Sigmoid` and `Tanh` take two to four operations for what is one.
 */
export function leanGradients(): void {
  tf.registerGradient({
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as tf.Tensor, x, attrs.axis) }),
  })
  tf.registerGradient({
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const grad = dy as tf.Tensor
        const terms = (x?.size ?? 0) / Math.max(1, grad.size)
        return spread(grad.div(Math.max(1, terms)), x, attrs.axis)
      },
    }),
  })
  activation('Relu', 'relu')
  activation('Sigmoid', 'sigmoid')
  activation('Tanh', 'tanh')
}

/** A sum's gradient: the same for every term. */
function spread(dy: tf.Tensor, x: tf.Tensor | undefined, axis: unknown): tf.Tensor {
  const shape = x?.shape ?? []
  const axes = tf.util.parseAxisParam(axis as number | number[], shape)
  const kept = shape.map((side, i) => (axes.includes(i) ? 1 : side))
  return dy.reshape(kept).broadcastTo(shape)
}

function activation(kernelName: string, name: SlopedActivation): void {
  tf.registerGradient({
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      x: () => (y === undefined ? tf.zerosLike(dy as tf.Tensor) : slope(dy as tf.Tensor, y, name)),
    }),
  })
}
