import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, floatPointer, sizeOf } from './accelerate'
import { stridedCopy, stridesOf } from './strided-copy'

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
    const strides = stridesOf(x.shape)
    const size = sizeOf(x.shape)
    stridedCopy(backend.heap.floats(from, size), backend.heap.floats(pointer, size), {
      size: info.shape,
      from: perm.map((axis) => strides[axis] ?? 0),
      to: stridesOf(info.shape),
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
  const strides = stridesOf(x.shape)
  stridedCopy(backend.heap.floats(from, sizeOf(x.shape)), backend.heap.floats(pointer, count), {
    size,
    from: strides,
    to: stridesOf(size),
    fromStart: begin.reduce((sum, first, axis) => sum + first * (strides[axis] ?? 0), 0),
  })
  return info
}
