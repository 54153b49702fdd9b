import * as tf from '@tensorflow/tfjs'

/** Where the windows of a 2-D convolution or pooling lie. */
export interface Geometry {
  /** Output rows and columns. */
  readonly output: readonly [number, number]
  /** Rows and columns between windows. */
  readonly strides: readonly [number, number]
  /** Window rows and columns. */
  readonly window: readonly [number, number]
  /** Zeros to put round the input: `[top, bottom]`, `[left, right]`. */
  readonly padding: readonly [readonly [number, number], readonly [number, number]]
}

/** The geometry of a Conv2D or pooling kernel's attributes; tfjs itself computes it. Channels last. */
export function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: Readonly<Record<string, unknown>>,
): Geometry {
  // tfjs wrote these attributes itself; their types are its own.
  type Arguments = Parameters<typeof tf.backend_util.computeConv2DInfo>
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Arguments[0],
    filterShape as Arguments[1],
    attrs.strides as Arguments[2],
    1,
    attrs.pad as Arguments[4],
    attrs.dimRoundingMode as Arguments[5],
  )
  const { top, bottom, left, right } = info.padInfo
  return {
    output: [info.outHeight, info.outWidth],
    strides: [info.strideHeight, info.strideWidth],
    window: [info.filterHeight, info.filterWidth],
    padding: [
      [top, bottom],
      [left, right],
    ],
  }
}

/** `x` with the geometry's zeros round it; `x` itself where there are none. [B, H, W, C] */
export function padded(x: tf.Tensor4D, { padding }: Geometry): tf.Tensor4D {
  const [[top, bottom], [left, right]] = padding
  if (top + bottom + left + right === 0) return x
  return x.pad([
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ])
}
