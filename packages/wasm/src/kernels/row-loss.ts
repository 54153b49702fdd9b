import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer, sizeOf } from './accelerate'

/** Kinds of losses as `rowLoss` in assembly/ counts them, each with the elements from which a second thread pays. */
const KINDS: Readonly<Record<string, { readonly number: number; readonly leastElements: number }>> = {
  squaredError: { number: 0, leastElements: 1 << 17 },
  bernoulli: { number: 1, leastElements: 1 << 14 },
}

/** Losses summed over each row, and their gradients: the kernels of @ae/core's `rowLoss`. */
export function registerRowLoss(): void {
  accelerate('AeRowLoss', ({ inputs, attrs, backend }) => {
    const [prediction, target] = Object.values(inputs)
    const [p, x] = [prediction, target].map((info) => floatPointer(backend, info))
    const kind = KINDS[String(attrs.kind)]
    if (prediction === undefined || p === undefined || x === undefined || kind === undefined) return undefined
    const { rows, width } = matrix(prediction)
    const { info, pointer } = backend.output([rows])
    backend.pool.run(
      'rowLoss',
      shares(backend, prediction, kind.leastElements).map((share) => [
        kind.number,
        Number(attrs.scale),
        p,
        x,
        pointer,
        width,
        ...share,
      ]),
    )
    return info
  })
  accelerate('AeRowLossBack', ({ inputs, attrs, backend }) => {
    const [prediction] = Object.values(inputs)
    const [p, x, d] = Object.values(inputs).map((info) => floatPointer(backend, info))
    const kind = KINDS[String(attrs.kind)]
    if (
      prediction === undefined ||
      p === undefined ||
      x === undefined ||
      d === undefined ||
      kind === undefined
    )
      return undefined
    const { width } = matrix(prediction)
    const { info, pointer } = backend.output(prediction.shape)
    backend.pool.run(
      'rowLossBack',
      shares(backend, prediction, kind.leastElements).map((share) => [
        kind.number,
        Number(attrs.scale),
        p,
        x,
        d,
        pointer,
        width,
        ...share,
      ]),
    )
    return info
  })
}

/** The first axis, and all others as one. */
function matrix({ shape }: tf.TensorInfo): { readonly rows: number; readonly width: number } {
  return { rows: shape[0] ?? 1, width: sizeOf(shape.slice(1)) }
}

function shares(
  { pool }: WasmBackend,
  info: tf.TensorInfo,
  leastElements: number,
): readonly (readonly [number, number])[] {
  const threads = sizeOf(info.shape) < leastElements ? 1 : pool.threads
  return split(matrix(info).rows, threads, 1).map(({ begin, end }) => [begin, end])
}
