import * as tf from '@tensorflow/tfjs'
import { geometry, padded } from './convolution-geometry'
import { type KernelCallArguments, replaceKernel } from './replace-kernel'

/**
 * Convolutions of tfjs' wasm backend.
 *
 * - `Conv2DBackpropFilter` is missing, so no convolution can be trained. Here: patches × output gradient.
 * - With `same` padding and a kernel smaller than the stride, XNNPACK returns zeros or rubbish. Here: the
 *   padding is done by hand, and the kernel runs as `valid`.
 */
export function repairWasmConvolution(): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm') === undefined) {
    replaceKernel('Conv2DBackpropFilter', 'wasm', filterGradient)
  }
  for (const name of ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']) {
    replaceKernel(name, 'wasm', withOwnPadding)
  }
}

/** x [B, H, W, C], dy [B, H', W', F] → [h, w, C, F] */
function filterGradient({ inputs, attrs }: KernelCallArguments): tf.Tensor {
  const x = inputs.x as tf.Tensor4D
  const dy = inputs.dy as tf.Tensor4D
  const filterShape = attrs.filterShape as [number, number, number, number]
  const [windowRows, windowColumns, channels, filters] = filterShape
  const where = geometry(x.shape, filterShape, attrs)
  const [rows, columns] = where.output
  const source = padded(x, where)
  const [batch] = x.shape
  const positions = batch * rows * columns
  const taps: tf.Tensor2D[] = []
  for (let row = 0; row < windowRows; row++) {
    for (let column = 0; column < windowColumns; column++) {
      const end = [
        batch,
        row + (rows - 1) * where.strides[0] + 1,
        column + (columns - 1) * where.strides[1] + 1,
        channels,
      ]
      const tap = source.stridedSlice([0, row, column, 0], end, [1, ...where.strides, 1])
      taps.push(tap.reshape([positions, channels]))
    }
  }
  // The wasm backend's product is ten times faster when neither side is transposed by the product itself.
  const patches = tf.concat(taps, 1).transpose()
  return patches.matMul(dy.reshape([positions, filters])).reshape(filterShape)
}

function withOwnPadding({ inputs, attrs, original }: KernelCallArguments): tf.Tensor {
  const { x, filter } = inputs
  if (attrs.pad !== 'same' || x === undefined || filter === undefined) return original()
  const where = geometry(x.shape, filter.shape, attrs)
  if (where.window[0] >= where.strides[0] && where.window[1] >= where.strides[1]) return original()
  return original({ inputs: { x: padded(x as tf.Tensor4D, where) }, attrs: { pad: 'valid' } })
}
