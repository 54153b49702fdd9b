import { split } from '../threads/split'
import { accelerate, type KernelCall, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 13
/** Elements that shares are multiples of: whole cache lines. */
const GRAIN = 1024

/** The random numbers of @ae/core, bit for bit. */
export function registerRandom(): void {
  accelerate('AeUniform', (call) => draw(call, 0))
  accelerate('AeNormal', (call) => draw(call, 1))
}

function draw({ attrs, backend }: KernelCall, normal: 0 | 1) {
  const { key, position, shape } = attrs as unknown as {
    readonly key: readonly [number, number]
    readonly position: number
    readonly shape: readonly number[]
  }
  const { info, pointer } = backend.output(shape)
  const size = sizeOf(shape)
  backend.pool.run(
    'random',
    split(size, size < LEAST_ELEMENTS ? 1 : backend.pool.threads, GRAIN).map(({ begin, end }, i) => [
      normal,
      ...key,
      position + begin,
      pointer + begin * 4,
      end - begin,
      backend.scratches[i] ?? 0,
    ]),
  )
  return [info]
}
