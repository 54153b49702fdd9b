import * as tf from '@tensorflow/tfjs'

/** Bytes of an image in [0, 1]. */
const BYTES = 255
const MIDDLE = 128
/** Brightness and the differences of blue and red from red, green and blue: JFIF's, by columns. */
const TO_PLANES = [
  [0.299, -0.299 / 1.772, 0.701 / 1.402],
  [0.587, -0.587 / 1.772, -0.587 / 1.402],
  [0.114, 0.886 / 1.772, -0.114 / 1.402],
]
const FROM_PLANES = [
  [1, 1, 1],
  [0, -0.344136, 1.772],
  [1.402, -0.714136, 0],
]

/** `[B, H, W, C]` in [0, 1] → `[C, B, H, W]`, grey values round 0. */
export function planesOf(x: tf.Tensor): tf.Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
  const rows = x.mul(BYTES).reshape([-1, channels])
  const mixed = channels === 1 ? rows : rows.matMul(tf.tensor2d(TO_PLANES))
  const middle = tf.tensor1d(channels === 1 ? [MIDDLE] : [MIDDLE, 0, 0])
  return mixed.sub(middle).transpose().reshape([channels, batch, height, width])
}

/** `[C, B, H, W]` → `[B, H, W, C]`, about [0, 1]. */
export function imagesOf(planes: tf.Tensor): tf.Tensor {
  const [channels = 0, batch = 0, height = 0, width = 0] = planes.shape
  const rows = planes.reshape([channels, -1]).transpose()
  const middle = tf.tensor1d(channels === 1 ? [MIDDLE] : [MIDDLE, 0, 0])
  const moved = rows.add(middle)
  const mixed = channels === 1 ? moved : moved.matMul(tf.tensor2d(FROM_PLANES))
  return mixed.div(BYTES).reshape([batch, height, width, channels])
}
