import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up: each is an exponential. */
const LEAST_ELEMENTS = 1 << 13

/** Cross-entropy of labels, row by row, and its gradient: the kernels of @ae/core's `crossEntropyRows`. */
export function registerCrossEntropy(): void {
  accelerate('AeCrossEntropy', ({ inputs, backend }) => {
    const [logits, labels] = Object.values(inputs)
    const [x, l] = [logits, labels].map((info) => floatPointer(backend, info))
    if (logits === undefined || x === undefined || l === undefined) return undefined
    const [rows = 0, classes = 0] = logits.shape
    const [losses, normalizers] = [backend.output([rows]), backend.output([rows])]
    backend.pool.run(
      'crossEntropy',
      shares(backend, logits).map((share) => [x, l, losses.pointer, normalizers.pointer, classes, ...share]),
    )
    return [losses.info, normalizers.info]
  })
  accelerate('AeCrossEntropyBack', ({ inputs, backend }) => {
    const [logits] = Object.values(inputs)
    const [x, l, n, d] = Object.values(inputs).map((info) => floatPointer(backend, info))
    if (logits === undefined || x === undefined || l === undefined || n === undefined || d === undefined)
      return undefined
    const { info, pointer } = backend.output(logits.shape)
    const classes = logits.shape[1] ?? 0
    backend.pool.run(
      'crossEntropyBack',
      shares(backend, logits).map((share) => [x, l, n, d, pointer, classes, ...share]),
    )
    return [info]
  })
}

function shares({ pool }: WasmBackend, { shape }: tf.TensorInfo): readonly (readonly [number, number])[] {
  const threads = sizeOf(shape) < LEAST_ELEMENTS ? 1 : pool.threads
  return split(shape[0] ?? 0, threads, 1).map(({ begin, end }) => [begin, end])
}
