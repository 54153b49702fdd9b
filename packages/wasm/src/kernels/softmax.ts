import { split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 14

/** Softmax and its logarithm along the last axis. */
export function registerSoftmax(): void {
  accelerate('Softmax', (call) => softmax(call, call.attrs.dim, 0))
  accelerate('LogSoftmax', (call) => softmax(call, call.attrs.axis, 1))
}

function softmax({ inputs: { logits }, backend }: KernelCall, axis: unknown, logarithm: 0 | 1) {
  const from = floatPointer(backend, logits)
  if (logits === undefined || from === undefined) return undefined
  const last = logits.shape.length - 1
  if (last < 0 || (axis !== -1 && axis !== last)) return undefined
  const width = logits.shape[last] ?? 0
  const size = sizeOf(logits.shape)
  const { info, pointer } = backend.output(logits.shape)
  if (size === 0) return info
  const threads = size < LEAST_ELEMENTS ? 1 : backend.pool.threads
  backend.pool.run(
    'softmax',
    split(size / width, threads, 1).map(({ begin, end }) => [logarithm, from, pointer, width, begin, end]),
  )
  return info
}
