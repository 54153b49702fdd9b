import * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'

/** Whole training steps as one writes them with tfjs: Adam, the loss read back. */
export function trained(loss: () => tf.Tensor): Run {
  const optimizer = tf.train.adam(1e-3)
  return {
    async step() {
      const cost = optimizer.minimize(() => loss().asScalar(), true)
      const [value = Number.NaN] = (await cost?.data()) ?? []
      cost?.dispose()
      return value
    },
    dispose: () => optimizer.dispose(),
  }
}

/** A forward pass whose sum is read back. */
export function applied(f: () => tf.Tensor): Run {
  return {
    async step() {
      const total = tf.tidy(() => f().sum())
      const [value = Number.NaN] = await total.data()
      total.dispose()
      return value
    },
    dispose() {},
  }
}

/** Mean squared error. */
export function squaredError(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return x.sub(y).square().mean()
}

/** A layer or a model on a tensor; the types of tfjs allow for lists. */
export function call(layer: tf.layers.Layer | tf.LayersModel, x: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return layer.apply(x) as tf.Tensor
}
