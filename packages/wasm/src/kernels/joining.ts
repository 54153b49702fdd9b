import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, sizeOf } from './accelerate'

/** Tensors one after the other along an axis, in runs that lie together in memory. */
export function registerJoining(): void {
  accelerate('Concat', ({ inputs, attrs, backend }) => {
    const parts = Object.values(inputs)
    const [first] = parts
    if (first === undefined || parts.some(({ dtype }) => dtype !== 'float32')) return undefined
    const [axis = 0] = tf.util.parseAxisParam(Number(attrs.axis ?? 0), first.shape)
    // tfjs' own kernel says which shapes do not fit.
    tf.backend_util.assertParamsConsistent(
      parts.map(({ shape }) => shape),
      axis,
    )
    return joined(backend, parts, axis)
  })
}

function joined(
  backend: WasmBackend,
  parts: readonly tf.TensorInfo[],
  axis: number,
): tf.TensorInfo | undefined {
  const pointers = parts.map((part) => backend.pointer(part))
  if (pointers.includes(undefined)) return undefined
  const shape = tf.backend_util.computeOutShape(
    parts.map((part) => part.shape),
    axis,
  )
  const { info, pointer } = backend.output(shape)
  const size = sizeOf(shape)
  // Only now are views safe: an allocation may have moved memory that is not shared.
  const target = backend.heap.floats(pointer, size)
  const rows = sizeOf(shape.slice(0, axis))
  const width = rows === 0 ? 0 : size / rows
  let offset = 0
  parts.forEach((part, i) => {
    const run = rows === 0 ? 0 : sizeOf(part.shape) / rows
    const source = backend.heap.floats(pointers[i] ?? 0, rows * run)
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * run, row * width + offset]
      // A copy of a few numbers takes less time than a call that copies them.
      if (run < 16) for (let k = 0; k < run; k++) target[to + k] = source[from + k] ?? 0
      else target.set(source.subarray(from, from + run), to)
    }
    offset += run
  })
  return info
}
