import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 12
/** Bytes of a complex number in float64. */
const COMPLEX = 16

/** Discrete Fourier transforms along the last axis, of any length. */
export function registerFourier(): void {
  accelerate('FFT', (call) => transform(call, -1))
  accelerate('IFFT', (call) => transform(call, 1))
}

function transform({ inputs: { input }, backend }: KernelCall, sign: 1 | -1): tf.TensorInfo | undefined {
  const parts = input && backend.complexParts(input)
  const [real, imaginary] = [floatPointer(backend, parts?.real), floatPointer(backend, parts?.imag)]
  const n = input?.shape.at(-1) ?? 0
  if (input === undefined || real === undefined || imaginary === undefined || n === 0) return undefined
  const rows = sizeOf(input.shape) / n
  const [y, yi] = [backend.output(input.shape), backend.output(input.shape)]
  const call = {
    operands: [real, imaginary, y.pointer, yi.pointer, n],
    n,
    rows,
    sign,
    scale: sign === 1 ? 1 / n : 1,
  }
  if (Number.isInteger(Math.log2(n))) powerOfTwo(backend, call)
  else anyLength(backend, call)
  return backend.makeComplex({ real: y.info, imag: yi.info })
}

interface Call {
  /** Where the real and imaginary parts are and go, and the length. */
  readonly operands: readonly number[]
  readonly n: number
  readonly rows: number
  readonly sign: 1 | -1
  readonly scale: number
}

function powerOfTwo(backend: WasmBackend, { operands, n, rows, sign, scale }: Call): void {
  lend(backend, [Math.max(1, n / 2)], ([roots = 0]) => {
    backend.exports.fourierRoots(roots, Math.max(1, n / 2), n, sign)
    const shares = sharesOf(backend, rows, n)
    lend(
      backend,
      shares.map(() => 2 * n),
      (works) => {
        backend.pool.run(
          'fourier',
          shares.map(({ begin, end }, i) => [...operands, begin, end, scale, roots, works[i] ?? 0]),
        )
      },
    )
  })
}

function anyLength(backend: WasmBackend, { operands, n, rows, sign, scale }: Call): void {
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1))
  lend(backend, [m / 2, n + m], ([roots = 0, plan = 0]) => {
    backend.exports.fourierRoots(roots, m / 2, m, -1)
    const shares = sharesOf(backend, rows, m)
    lend(
      backend,
      shares.map(() => 2 * m),
      (works) => {
        backend.exports.chirpPlan(plan, n, m, sign, roots, works[0] ?? 0)
        backend.pool.run(
          'chirp',
          shares.map(({ begin, end }, i) => [...operands, m, begin, end, scale, roots, plan, works[i] ?? 0]),
        )
      },
    )
  })
}

function sharesOf(backend: WasmBackend, rows: number, length: number) {
  return split(rows, rows * length < LEAST_ELEMENTS ? 1 : backend.pool.threads, 1)
}

/** Lends `f` room for so many complex numbers each. */
function lend(backend: WasmBackend, counts: readonly number[], f: (blocks: readonly number[]) => void): void {
  const blocks = counts.map((count) => backend.heap.allocate(count * COMPLEX))
  f(blocks)
  blocks.forEach((block, i) => {
    backend.heap.free(block, (counts[i] ?? 0) * COMPLEX)
  })
}
