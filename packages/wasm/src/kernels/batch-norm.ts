import { split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16

/** Normalization with statistics of each channel, in one pass. */
export function registerBatchNorm(): void {
  accelerate('FusedBatchNorm', batchNorm)
}

function batchNorm({ inputs: { x, mean, variance, scale, offset }, attrs, backend }: KernelCall) {
  const from = floatPointer(backend, x)
  if (x === undefined || mean === undefined || variance === undefined || from === undefined) return undefined
  const width = x.shape.at(-1) ?? 0
  const given = [mean, variance, scale, offset].filter((info) => info !== undefined)
  // Statistics of another form, as for each row, go element by element: tfjs' kernel does that.
  if (
    width === 0 ||
    given.some(({ dtype, shape }) => dtype !== 'float32' || shape.at(-1) !== width || sizeOf(shape) !== width)
  ) {
    return undefined
  }
  const center = backend.pointer(mean)
  if (center === undefined) return undefined
  const { info, pointer } = backend.output(x.shape)
  const bytes = width * 4
  const [factor, shift] = [backend.heap.allocate(bytes), backend.heap.allocate(bytes)]
  const epsilon = Number(attrs.varianceEpsilon ?? 0.001)
  const [spread, gain, bias] = [variance, scale, offset].map((each) => each && backend.numbers(each))
  const factors = backend.heap.floats(factor, width)
  const shifts = backend.heap.floats(shift, width)
  for (let i = 0; i < width; i++) {
    factors[i] = (gain?.[i] ?? 1) / Math.sqrt((spread?.[i] ?? 0) + epsilon)
    shifts[i] = bias?.[i] ?? 0
  }
  const rows = sizeOf(x.shape) / width
  backend.pool.run(
    'normalize',
    split(rows, rows * width < LEAST_ELEMENTS ? 1 : backend.pool.threads, 1).map(({ begin, end }) => [
      from + begin * bytes,
      center,
      factor,
      shift,
      pointer + begin * bytes,
      end - begin,
      width,
    ]),
  )
  backend.heap.free(factor, bytes)
  backend.heap.free(shift, bytes)
  return info
}
