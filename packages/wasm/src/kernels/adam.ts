import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16
/** Elements that shares are multiples of: whole cache lines. */
const GRAIN = 1024

/** The optimizer step of @ae/core's trainer, one pass over the memory: into new tensors, or where the old ones lie. */
export function registerAdam(): void {
  accelerate('AeAdam', ({ inputs, attrs, backend }) => {
    const { value, gradient, first, second, largest } = inputs
    if (value === undefined || gradient === undefined || first === undefined || second === undefined)
      return undefined
    const slots = [first, second, ...(largest === undefined ? [] : [largest])]
    const from = pointersOf(backend, [value, gradient, ...slots])
    if (from === undefined) return undefined
    const outputs = [value, ...slots].map(() => backend.output(value.shape))
    const to = outputs.map(({ pointer }) => pointer)
    runAdam(backend, { from, to, count: sizeOf(value.shape), attrs })
    return outputs.map(({ info }) => info)
  })
  accelerate('AeAdamInPlace', ({ inputs, attrs, backend }) => {
    const all = Object.values(inputs)
    const tensors = Number(attrs.tensors)
    for (let i = 0; i < all.length; i += tensors) {
      const [value, ...others] = all.slice(i, i + tensors)
      const from = value === undefined ? undefined : pointersOf(backend, [value, ...others])
      if (value === undefined || from === undefined) continue
      const [v = 0, , ...slots] = from
      runAdam(backend, { from, to: [v, ...slots], count: sizeOf(value.shape), attrs })
    }
    return []
  })
}

function pointersOf(backend: WasmBackend, infos: readonly tf.TensorInfo[]): readonly number[] | undefined {
  const pointers = infos.map((info) => backend.pointer(info))
  const found = pointers.flatMap((pointer) => (pointer === undefined ? [] : [pointer]))
  return found.length === pointers.length ? found : undefined
}

interface AdamCall {
  /** Value, gradient, first and second moment, and the largest second moment if there is one. */
  readonly from: readonly number[]
  /** Where the new ones go, without a gradient. */
  readonly to: readonly number[]
  readonly count: number
  readonly attrs: tf.NamedAttrMap
}

function runAdam(backend: WasmBackend, { from, to, count, attrs }: AdamCall): void {
  const number = (name: string, otherwise: number): number => Number(attrs[name] ?? otherwise)
  const [beta1, beta2] = [number('beta1', 0), number('beta2', 0)]
  const numbers = [
    number('stepSize', 0),
    number('secondCorrection', 1),
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    number('epsilon', 0),
    number('shrink', 1),
  ]
  // 0 stands for a slot that is not there.
  const [value = 0, gradient = 0, first = 0, second = 0, largest = 0] = from
  const [newValue = 0, newFirst = 0, newSecond = 0, newLargest = 0] = to
  const blocks = [value, gradient, first, second, largest, newValue, newFirst, newSecond, newLargest]
  backend.pool.run(
    'adam',
    split(count, count < LEAST_ELEMENTS ? 1 : backend.pool.threads, GRAIN).map(({ begin, end }) => [
      ...blocks.map((block) => (block === 0 ? 0 : block + begin * 4)),
      end - begin,
      ...numbers,
    ]),
  )
}
