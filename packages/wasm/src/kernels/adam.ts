import { split } from '../threads/split'
import { accelerate, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16
/** Elements that shares are multiples of: whole cache lines. */
const GRAIN = 1024

/** The optimizer step of @ae/core's trainer in one pass over the memory. */
export function registerAdam(): void {
  accelerate('AeAdam', ({ inputs, attrs, backend }) => {
    const { value, gradient, first, second, largest } = inputs
    if (value === undefined || gradient === undefined || first === undefined || second === undefined)
      return undefined
    const pointers = [value, gradient, first, second].map((info) => backend.pointer(info))
    const [pv, pg, pm, ps] = pointers
    const pl = largest === undefined ? 0 : backend.pointer(largest)
    if (pv === undefined || pg === undefined || pm === undefined || ps === undefined || pl === undefined)
      return undefined
    const outputs = [value, first, second, ...(largest === undefined ? [] : [largest])].map(() =>
      backend.output(value.shape),
    )
    const [v, m, s, l] = outputs.map(({ pointer }) => pointer)
    const { stepSize, secondCorrection, beta1, beta2, epsilon, shrink } = attrs as unknown as Record<
      string,
      number
    >
    const [b1, b2] = [beta1 ?? 0, beta2 ?? 0]
    const numbers = [stepSize ?? 0, secondCorrection ?? 1, b1, 1 - b1, b2, 1 - b2, epsilon ?? 0, shrink ?? 1]
    const blocks = [pv, pg, pm, ps, pl, v ?? 0, m ?? 0, s ?? 0, l ?? 0]
    const size = sizeOf(value.shape)
    backend.pool.run(
      'adam',
      split(size, size < LEAST_ELEMENTS ? 1 : backend.pool.threads, GRAIN).map(({ begin, end }) => [
        // 0 stands for a slot that is not there.
        ...blocks.map((block) => (block === 0 ? 0 : block + begin * 4)),
        end - begin,
        ...numbers,
      ]),
    )
    return outputs.map(({ info }) => info)
  })
}
