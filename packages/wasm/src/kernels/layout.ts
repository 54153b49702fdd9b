import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, floatPointer, sizeOf } from './accelerate'

/** Parts of tensors, and tensors whose axes change places. */
export function registerLayout(): void {
  accelerate('Slice', ({ inputs: { x }, attrs, backend }) => {
    if (x === undefined || x.dtype !== 'float32') return undefined
    const [begin = [], size = []] = tf.slice_util.parseSliceParams(
      { shape: x.shape } as tf.Tensor,
      attrs.begin as number | number[],
      attrs.size as number | number[],
    )
    tf.slice_util.assertParamsValid({ shape: x.shape } as tf.Tensor, begin, size)
    return block(backend, x, { begin, size })
  })
  accelerate('SplitV', ({ inputs: { x }, attrs, backend }) => {
    if (x === undefined || x.dtype !== 'float32') return undefined
    const [axis = 0] = tf.util.parseAxisParam(Number(attrs.axis ?? 0), x.shape)
    const sizes = tf.backend_util.prepareSplitSize(
      { shape: x.shape } as tf.Tensor,
      attrs.numOrSizeSplits as number | number[],
      axis,
    )
    return parts(backend, x, { axis, sizes })
  })
  accelerate('Unpack', ({ inputs: { value }, attrs, backend }) => {
    if (value === undefined || value.dtype !== 'float32') return undefined
    const [axis = 0] = tf.util.parseAxisParam(Number(attrs.axis ?? 0), value.shape)
    const sizes = Array.from({ length: value.shape[axis] ?? 0 }, () => 1)
    const shape = value.shape.filter((_, i) => i !== axis)
    return parts(backend, value, { axis, sizes })?.map((part) => ({ ...part, shape }))
  })
  accelerate('Transpose', ({ inputs: { x }, attrs, backend }) => {
    const perm = attrs.perm as unknown as number[]
    const from = floatPointer(backend, x)
    if (x === undefined || from === undefined) return undefined
    const { info, pointer } = backend.output(perm.map((axis) => x.shape[axis] ?? 0))
    if (x.shape.length === 2 && perm[0] === 1) {
      const [rows = 0, columns = 0] = x.shape
      backend.exports.transpose2(from, pointer, rows, columns, 0, rows)
      return info
    }
    permute(backend.heap.floats(from, sizeOf(x.shape)), backend.heap.floats(pointer, sizeOf(x.shape)), {
      shape: x.shape,
      perm,
    })
    return info
  })
}

interface Cut {
  readonly axis: number
  readonly sizes: readonly number[]
}

function parts(
  backend: WasmBackend,
  x: tf.TensorInfo,
  { axis, sizes }: Cut,
): readonly tf.TensorInfo[] | undefined {
  let start = 0
  const found: tf.TensorInfo[] = []
  for (const length of sizes) {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0))
    const size = x.shape.map((side, i) => (i === axis ? length : side))
    const part = block(backend, x, { begin, size })
    if (part === undefined) return undefined
    found.push(part)
    start += length
  }
  return found
}

interface Block {
  readonly begin: readonly number[]
  readonly size: readonly number[]
}

/** Copies a block out of a tensor, in runs that lie together in memory. */
function block(backend: WasmBackend, x: tf.TensorInfo, { begin, size }: Block): tf.TensorInfo | undefined {
  const from = floatPointer(backend, x)
  if (from === undefined) return undefined
  const { info, pointer } = backend.output(size)
  const count = sizeOf(size)
  if (count === 0) return info
  const [source, target] = [backend.heap.floats(from, sizeOf(x.shape)), backend.heap.floats(pointer, count)]
  // Trailing axes that are taken whole, and the one before them, are one run.
  let inner = x.shape.length
  while (inner > 0 && size[inner - 1] === x.shape[inner - 1]) inner--
  const run = sizeOf(size.slice(Math.max(0, inner - 1)))
  const outer = size.slice(0, Math.max(0, inner - 1))
  const strides = stridesOf(x.shape)
  const offset = begin.reduce((sum, first, axis) => sum + first * (strides[axis] ?? 0), 0)
  const index = outer.map(() => 0)
  for (let written = 0; written < count; written += run) {
    const start = index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), offset)
    target.set(source.subarray(start, start + run), written)
    advance(index, outer)
  }
  return info
}

interface Permutation {
  readonly shape: readonly number[]
  readonly perm: readonly number[]
}

/** Axes of a copy in another order; the innermost axis of the result is the inner loop. */
function permute(source: Float32Array, target: Float32Array, { shape, perm }: Permutation): void {
  const strides = stridesOf(shape)
  const moved = perm.map((axis) => strides[axis] ?? 0)
  const size = perm.map((axis) => shape[axis] ?? 0)
  const [step, width] = [moved.at(-1) ?? 1, size.at(-1) ?? 1]
  const outer = size.slice(0, -1)
  const index = outer.map(() => 0)
  for (let written = 0; written < target.length; written += width) {
    const start = index.reduce((sum, i, axis) => sum + i * (moved[axis] ?? 0), 0)
    for (let k = 0; k < width; k++) target[written + k] = source[start + k * step] ?? 0
    advance(index, outer)
  }
}

/** The next index in row-major order. */
function advance(index: number[], size: readonly number[]): void {
  for (let axis = index.length - 1; axis >= 0; axis--) {
    const next = (index[axis] ?? 0) + 1
    if (next < (size[axis] ?? 0)) {
      index[axis] = next
      return
    }
    index[axis] = 0
  }
}

function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  }
  return strides
}
