import * as tf from '@tensorflow/tfjs'

/** Which places a kernel covers: rows above this one (and this), or columns to the left (and this). */
export type CausalReach = 'rows-above' | 'rows-to-here' | 'columns-left' | 'columns-to-here'

/**
 * A convolution that sees only what comes before: [B, H, W, C] → [B, H, W, D].
 *
 * It is the masked convolution of the paper, of which the kernel holds only what a mask lets through; the map is padded on the
 * side it looks to. Only the place itself is masked by zeros, where it must not be seen.
 *
 * @param x      borrowed
 * @param kernel [rows, columns, C, D]; for rows, the columns are odd and centred; for columns, one row
 * @returns owned by the caller
 * @see van den Oord et al. 2016, Conditional Image Generation with PixelCNN Decoders, §2.2, arXiv:1606.05328
 */
export function causalConv(x: tf.Tensor4D, kernel: tf.Tensor, reach: CausalReach): tf.Tensor4D {
  const [rows = 1, columns = 1] = kernel.shape
  const side = (columns - 1) / 2
  const none: [number, number] = [0, 0]
  const conv = (up: number, left: number, right: number, masked: tf.Tensor): tf.Tensor4D =>
    tf.conv2d(tf.pad(x, [none, [up, 0], [left, right], none]), masked as tf.Tensor4D, 1, 'valid')
  return tf.tidy(() => {
    switch (reach) {
      case 'rows-above':
        return conv(rows, side, side, tf.pad(kernel, [[0, 1], none, none, none]))
      case 'rows-to-here':
        return conv(rows - 1, side, side, kernel)
      case 'columns-left':
        return conv(0, columns, 0, tf.pad(kernel, [none, [0, 1], none, none]))
      case 'columns-to-here':
        return conv(0, columns - 1, 0, kernel)
    }
  })
}
