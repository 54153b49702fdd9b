import * as tf from '@tensorflow/tfjs'
import { geometry } from './convolution-geometry'

type Thunks = Record<string, () => tf.Tensor>

/**
 * Gradients that tfjs-core gets wrong, or refuses, on every backend.
 *
 * - `AvgPool` and `AvgPool3D` with `same` padding divide by the whole window also where it is clipped: silently wrong.
 * - `Cumsum` over another axis than the last comes out transposed: silently wrong where sides are equal, else it throws.
 * - `MirrorPad` drops what the mirrored borders contribute: silently wrong.
 * - `SquaredDifference`, `Maximum`, `Minimum` and `BatchMatMul` throw when their inputs are broadcast.
 */
export function repairGradients(): void {
  tf.registerGradient({ kernelName: 'AvgPool', inputsToSave: ['x'], gradFunc: averagePool })
  tf.registerGradient({ kernelName: 'AvgPool3D', inputsToSave: ['x'], gradFunc: averagePool3d })
  tf.registerGradient({ kernelName: 'Cumsum', gradFunc: cumulativeSum })
  tf.registerGradient({ kernelName: 'MirrorPad', gradFunc: mirrorPad })
  binary('SquaredDifference', (a, b, dy) => {
    const half = dy.mul(2)
    return { a: () => a.sub(b).mul(half), b: () => b.sub(a).mul(half) }
  })
  binary('Maximum', (a, b, dy) => pick(dy, () => a.greaterEqual(b)))
  binary('Minimum', (a, b, dy) => pick(dy, () => a.lessEqual(b)))
  tf.registerGradient({ kernelName: 'BatchMatMul', inputsToSave: ['a', 'b'], gradFunc: product })
}

function binary(
  kernelName: string,
  f: (a: tf.Tensor, b: tf.Tensor, dy: tf.Tensor) => Record<'a' | 'b', () => tf.Tensor>,
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc(dy, saved) {
      const [a, b] = saved as [tf.Tensor, tf.Tensor]
      const gradients = f(a, b, dy as tf.Tensor)
      return { a: () => reduceTo(gradients.a(), a.shape), b: () => reduceTo(gradients.b(), b.shape) }
    },
  })
}

function pick(dy: tf.Tensor, first: () => tf.Tensor): Record<'a' | 'b', () => tf.Tensor> {
  const share = (): tf.Tensor => first().cast('float32')
  return { a: () => dy.mul(share()), b: () => dy.mul(tf.sub(1, share())) }
}

/** Sums a broadcast gradient back to the shape of what was broadcast. */
function reduceTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape)
  const summed = axes.length > 0 ? gradient.sum(axes) : gradient
  return summed.shape.length === shape.length ? summed : summed.reshape(shape)
}

const product: tf.GradFunc = (dy, saved, attrs): Thunks => {
  const [a, b] = saved as [tf.Tensor, tf.Tensor]
  const grad = dy as tf.Tensor
  const { transposeA, transposeB } = attrs as unknown as {
    readonly transposeA: boolean
    readonly transposeB: boolean
  }
  return {
    a: () =>
      reduceTo(
        transposeA ? tf.matMul(b, grad, transposeB, true) : tf.matMul(grad, b, false, !transposeB),
        a.shape,
      ),
    b: () =>
      reduceTo(
        transposeB ? tf.matMul(grad, a, true, transposeA) : tf.matMul(a, grad, !transposeA, false),
        b.shape,
      ),
  }
}

const averagePool: tf.GradFunc = (dy, saved, attrs): Thunks => {
  const x = saved[0] as tf.Tensor4D
  return {
    x: () => {
      const filterSize = attrs.filterSize as number | [number, number]
      const [rows, columns] = typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize
      const channels = x.shape[3]
      const { output, strides, padding } = geometry(x.shape, [rows, columns, channels, channels], attrs)
      const down = insideCounts(output[0], strides[0], rows, x.shape[1], padding[0][0])
      const across = insideCounts(output[1], strides[1], columns, x.shape[2], padding[1][0])
      // tfjs' kernel divides by the whole window; this puts the true number of elements in its place.
      const factors = down.flatMap((n) => across.map((m) => (rows * columns) / (n * m)))
      const scaled = tf.mul(dy as tf.Tensor4D, tf.tensor4d(factors, [1, output[0], output[1], 1]))
      return tf.engine().runKernel('AvgPoolGrad', { dy: scaled, input: x }, attrs) as tf.Tensor
    },
  }
}

const averagePool3d: tf.GradFunc = (dy, saved, attrs): Thunks => {
  const x = saved[0] as tf.Tensor5D
  return {
    x: () => {
      // tfjs wrote these attributes itself; their types are its own.
      type Arguments = Parameters<typeof tf.backend_util.computePool3DInfo>
      const g = tf.backend_util.computePool3DInfo(
        x.shape,
        attrs.filterSize as unknown as Arguments[1],
        attrs.strides as unknown as Arguments[2],
        1,
        attrs.pad as unknown as Arguments[4],
        attrs.dimRoundingMode as Arguments[5],
      )
      const counts = [
        insideCounts(g.outDepth, g.strideDepth, g.filterDepth, g.inDepth, g.padInfo.front),
        insideCounts(g.outHeight, g.strideHeight, g.filterHeight, g.inHeight, g.padInfo.top),
        insideCounts(g.outWidth, g.strideWidth, g.filterWidth, g.inWidth, g.padInfo.left),
      ]
      const whole = g.filterDepth * g.filterHeight * g.filterWidth
      const inside = counts.reduce((all, side) => all.flatMap((n) => side.map((m) => n * m)), [1])
      const factors = tf.tensor5d(
        inside.map((count) => whole / count),
        [1, g.outDepth, g.outHeight, g.outWidth, 1],
      )
      const scaled = tf.mul(dy as tf.Tensor5D, factors)
      return tf.engine().runKernel('AvgPool3DGrad', { dy: scaled, input: x }, attrs) as tf.Tensor
    },
  }
}

/** What is summed up to here counts for all that follows. */
const cumulativeSum: tf.GradFunc = (dy, _saved, attrs): Thunks => {
  const { axis, exclusive, reverse } = attrs as unknown as {
    readonly axis: number
    readonly exclusive: boolean
    readonly reverse: boolean
  }
  return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) }
}

/** How many positions of each window lie inside the input, along one axis. */
function insideCounts(
  windows: number,
  stride: number,
  window: number,
  size: number,
  before: number,
): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before
    return Math.min(size, start + window) - Math.max(0, start)
  })
}

const mirrorPad: tf.GradFunc = (dy, _saved, attrs): Thunks => {
  const { paddings, mode } = attrs as unknown as {
    readonly paddings: [number, number][]
    readonly mode: string
  }
  // A reflection leaves the border element itself out, a symmetric one repeats it.
  const offset = mode === 'reflect' ? 1 : 0
  return {
    x: () =>
      paddings.reduce(
        (gradient, [before, after], axis) => fold(gradient, axis, before, after, offset),
        dy as tf.Tensor,
      ),
  }
}

/** Undoes the padding of one axis: what a mirrored element received goes back to where it was copied from. */
function fold(gradient: tf.Tensor, axis: number, before: number, after: number, offset: number): tf.Tensor {
  const size = (gradient.shape[axis] ?? 0) - before - after
  const part = (start: number, length: number): tf.Tensor => {
    const begin = gradient.shape.map((_, i) => (i === axis ? start : 0))
    return gradient.slice(
      begin,
      gradient.shape.map((side, i) => (i === axis ? length : side)),
    )
  }
  const placed = (mirrored: tf.Tensor, start: number): tf.Tensor => {
    const length = mirrored.shape[axis] ?? 0
    const zeros = gradient.shape.map((_, i): [number, number] =>
      i === axis ? [start, size - start - length] : [0, 0],
    )
    return mirrored.reverse(axis).pad(zeros)
  }
  const parts = [part(before, size)]
  if (before > 0) parts.push(placed(part(0, before), offset))
  if (after > 0) parts.push(placed(part(before + size, after), size - offset - after))
  return tf.addN(parts)
}
