import * as tf from '@tensorflow/tfjs'
import { accelerate, floatPointer, sizeOf } from './accelerate'

/** Rows looked up by number, and rows summed by number: embeddings, codebooks, and their gradients. */
export function registerGathering(): void {
  accelerate('GatherV2', ({ inputs: { x, indices }, attrs, backend }) => {
    const [axis] = tf.util.parseAxisParam(Number(attrs.axis ?? 0), x?.shape ?? [])
    if (x === undefined || indices?.dtype !== 'int32' || axis !== 0 || Number(attrs.batchDims ?? 0) !== 0) {
      return undefined
    }
    const [rows = 0, ...rest] = x.shape
    const numbers = backend.numbers(indices)
    // tfjs' own kernel says which number is out of range.
    if (numbers === undefined || numbers.some((row) => row < 0 || row >= rows)) return undefined
    const from = floatPointer(backend, x)
    if (from === undefined) return undefined
    const width = sizeOf(rest)
    const { info, pointer } = backend.output([...indices.shape, ...rest])
    const [source, target] = [
      backend.heap.floats(from, rows * width),
      backend.heap.floats(pointer, numbers.length * width),
    ]
    numbers.forEach((row, i) => {
      target.set(source.subarray(row * width, (row + 1) * width), i * width)
    })
    return info
  })
  accelerate('UnsortedSegmentSum', ({ inputs: { x, segmentIds }, attrs, backend }) => {
    const from = floatPointer(backend, x)
    if (x === undefined || segmentIds === undefined || from === undefined) return undefined
    const ids = backend.numbers(segmentIds)
    const groups = Number(attrs.numSegments)
    if (ids === undefined || segmentIds.shape.length !== 1 || ids.length !== x.shape[0]) return undefined
    const width = sizeOf(x.shape.slice(1))
    const { info, pointer } = backend.output([groups, ...x.shape.slice(1)])
    const [source, target] = [
      backend.heap.floats(from, ids.length * width),
      backend.heap.floats(pointer, groups * width).fill(0),
    ]
    ids.forEach((id, row) => {
      // As in tfjs, a number that is no segment's is left out.
      if (id < 0 || id >= groups) return
      for (let k = 0; k < width; k++) {
        target[id * width + k] = (target[id * width + k] ?? 0) + (source[row * width + k] ?? 0)
      }
    })
    return info
  })
}
