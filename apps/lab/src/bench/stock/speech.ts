import * as tf from '@tensorflow/tfjs'
import type { Run } from '../workload'
import { call, trained } from './step'

/** Spectra through strided convolutions with instance norm, and back with a speaker's scale and shift. */
export function speech(): Run {
  const x = tf.randomUniform([32, 128, 80])
  const speakers = tf.randomUniform([32], 0, 6, 'int32') as tf.Tensor1D
  const table = tf.variable(tf.randomNormal([6, 64]))
  const convolution = (filters: number, strides = 1): tf.layers.Layer =>
    tf.layers.conv1d({ filters, strides, kernelSize: 5, padding: 'same', activation: 'relu' })
  const encoder = [convolution(128), convolution(128, 2), convolution(128, 2)]
  const toContent = tf.layers.conv1d({ filters: 64, kernelSize: 1 })
  const decoder = [convolution(128), convolution(128), convolution(128)]
  const styles = decoder.map(() => tf.layers.dense({ units: 256 }))
  const toMels = tf.layers.conv1d({ filters: 80, kernelSize: 1 })
  return trained(() => {
    let hidden: tf.Tensor = x
    for (const layer of encoder) hidden = normalized(call(layer, hidden))
    hidden = call(toContent, hidden)
    const voice = table.gather(speakers)
    decoder.forEach((layer, i) => {
      hidden = normalized(call(layer, i === 0 ? hidden : twiceAsLong(hidden)))
      const style = styles[i]
      const [shift, scale] = style === undefined ? [] : tf.split(call(style, voice).expandDims(1), 2, 2)
      if (shift !== undefined && scale !== undefined) hidden = hidden.mul(scale.add(1)).add(shift)
    })
    return call(toMels, hidden).sub(x).abs().mean()
  })
}

function normalized(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, 1, true)
  return x.sub(mean).div(variance.add(1e-5).sqrt())
}

function twiceAsLong(x: tf.Tensor): tf.Tensor {
  const [batch = 1, length = 1, channels = 1] = x.shape
  return tf.stack([x, x], 2).reshape([batch, 2 * length, channels])
}
