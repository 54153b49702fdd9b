import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, sizeOf } from './accelerate'

/** Sums, means and maxima over the first or the last axes. */
export function registerReduction(): void {
  for (const name of ['Sum', 'Mean', 'Max'] as const) {
    accelerate(name, ({ inputs: { x }, attrs, backend }) => {
      if (x === undefined || x.dtype !== 'float32') return undefined
      const given = name === 'Max' ? attrs.reductionIndices : attrs.axis
      const axes = tf.util.parseAxisParam(given as number | number[], x.shape).sort((p, q) => p - q)
      const rank = x.shape.length
      const trailing = axes.every((axis, i) => axis === rank - axes.length + i)
      const leading = axes.every((axis, i) => axis === i)
      if (axes.length === 0 || sizeOf(x.shape) === 0 || (!trailing && !(leading && name !== 'Max')))
        return undefined
      const from = backend.pointer(x)
      if (from === undefined) return undefined
      const kept = x.shape.filter((_, axis) => !axes.includes(axis))
      const shape =
        attrs.keepDims === true ? x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side)) : kept
      const reduced = sizeOf(x.shape) / sizeOf(kept)
      const { info, pointer } = backend.output(shape)
      const scale = name === 'Mean' ? 1 / reduced : 1
      if (name === 'Max') backend.exports.maxRows(from, pointer, sizeOf(kept), reduced)
      else if (trailing) backend.exports.sumRows(from, pointer, sizeOf(kept), reduced, scale)
      else sumColumns(backend, { x: from, y: pointer, outer: reduced, inner: sizeOf(kept), scale })
      return info
    })
  }
}

interface ColumnSums {
  readonly x: number
  readonly y: number
  readonly outer: number
  readonly inner: number
  readonly scale: number
}

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16
/** Columns that shares are multiples of: whole cache lines. */
const GRAIN = 16

function sumColumns(backend: WasmBackend, { x, y, outer, inner, scale }: ColumnSums): void {
  const threads = outer * inner < LEAST_ELEMENTS ? 1 : backend.pool.threads
  backend.pool.run(
    'sumColumns',
    split(inner, threads, GRAIN).map(({ begin, end }) => [x, y, outer, inner, begin, end, scale]),
  )
}
