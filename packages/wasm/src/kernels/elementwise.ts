import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { type Share, split } from '../threads/split'
import { accelerate, floatPointer, sizeOf } from './accelerate'

/** tfjs' names in the order of assembly/elementwise.ts. */
const UNARY = [
  'Relu',
  'Sigmoid',
  'Tanh',
  'Exp',
  'Log',
  'Log1p',
  'Sqrt',
  'Square',
  'Neg',
  'Abs',
  'Rsqrt',
  'Reciprocal',
  'Step',
  'Softplus',
]
const BINARY = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference']

/** Fused activations by their position among the unary functions; −1 for none. */
export const ACTIVATIONS: Readonly<Record<string, number>> = { linear: -1, relu: 0, sigmoid: 1, tanh: 2 }

/** Functions of one and of two tensors, element by element. */
export function registerElementwise(): void {
  UNARY.forEach((name, op) => {
    accelerate(name, ({ inputs: { x }, attrs, backend }) => {
      const from = floatPointer(backend, x)
      if (x === undefined || from === undefined) return undefined
      const { info, pointer } = backend.output(x.shape)
      const parameter = Number(attrs.alpha ?? 0)
      backend.pool.run(
        'unary',
        sharesOf(sizeOf(x.shape), backend).map(({ begin, end }) => [
          op,
          from + begin * 4,
          pointer + begin * 4,
          end - begin,
          parameter,
        ]),
      )
      return info
    })
  })
  BINARY.forEach((name, op) => {
    accelerate(name, ({ inputs: { a, b }, backend }) => {
      if (a === undefined || b === undefined || a.dtype !== 'float32' || b.dtype !== 'float32')
        return undefined
      const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
      const plan = broadcastPlan(a.shape, b.shape, shape)
      if (plan === undefined) return undefined
      const [pa, pb] = [backend.pointer(a), backend.pointer(b)]
      if (pa === undefined || pb === undefined) return undefined
      const { info, pointer } = backend.output(shape)
      runBinary(backend, { op, a: pa, b: pb, y: pointer, plan })
      return info
    })
  })
}

interface BinaryCall {
  readonly op: number
  readonly a: number
  readonly b: number
  readonly y: number
  readonly plan: BroadcastPlan
}

function runBinary(backend: WasmBackend, { op, a, b, y, plan }: BinaryCall): void {
  const { rows, width, stepA, fixedA, stepB, fixedB } = plan
  if (rows * width === 0) return
  const shares =
    rows === 1
      ? sharesOf(width, backend).map(({ begin, end }) => {
          const [offsetA, offsetB] = [fixedA ? 0 : begin * 4, fixedB ? 0 : begin * 4]
          return [op, a + offsetA, stepA, fixedA, b + offsetB, stepB, fixedB, y + begin * 4, 1, end - begin]
        })
      : split(rows, rows * width < LEAST_ELEMENTS ? 1 : backend.pool.threads, 1).map(({ begin, end }) => {
          const [fromA, fromB] = [a + begin * stepA * 4, b + begin * stepB * 4]
          return [op, fromA, stepA, fixedA, fromB, stepB, fixedB, y + begin * width * 4, end - begin, width]
        })
  backend.pool.run('binary', shares)
}

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16
/** Elements that shares are multiples of: whole cache lines. */
const GRAIN = 1024

function sharesOf(count: number, backend: WasmBackend): readonly Share[] {
  return split(count, count < LEAST_ELEMENTS ? 1 : backend.pool.threads, GRAIN)
}

interface BroadcastPlan {
  readonly rows: number
  readonly width: number
  readonly stepA: number
  readonly fixedA: number
  readonly stepB: number
  readonly fixedB: number
}

/** How two shapes combine as rows and columns; undefined for patterns that need more than two loops. */
function broadcastPlan(
  a: readonly number[],
  b: readonly number[],
  out: readonly number[],
): BroadcastPlan | undefined {
  const total = sizeOf(out)
  const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)]
  const whole = { rows: 1, width: total, stepA: 0, fixedA: 0, stepB: 0, fixedB: 0 }
  if (sizeA === total && sizeB === total) return whole
  if (sizeA === total && sizeB === 1) return { ...whole, fixedB: 1 }
  if (sizeB === total && sizeA === 1) return { ...whole, fixedA: 1 }
  if (sizeA === total) {
    const inner = suffixOf(b, out)
    if (inner !== undefined) return { ...whole, rows: total / inner, width: inner, stepA: inner }
    const outer = prefixOf(b, out)
    if (outer !== undefined) {
      const width = total / outer
      return { rows: outer, width, stepA: width, fixedA: 0, stepB: 1, fixedB: 1 }
    }
  }
  if (sizeB === total) {
    const inner = suffixOf(a, out)
    if (inner !== undefined) return { ...whole, rows: total / inner, width: inner, stepB: inner }
    const outer = prefixOf(a, out)
    if (outer !== undefined) {
      const width = total / outer
      return { rows: outer, width, stepB: width, fixedB: 0, stepA: 1, fixedA: 1 }
    }
  }
  return undefined
}

/** Size of a shape that is 1 … 1 followed by the last sides of `out`. */
function suffixOf(shape: readonly number[], out: readonly number[]): number | undefined {
  const padded = [...Array.from({ length: out.length - shape.length }, () => 1), ...shape]
  const first = padded.findIndex((side) => side !== 1)
  if (first < 0) return undefined
  return padded.slice(first).every((side, i) => side === out[first + i]) ? sizeOf(shape) : undefined
}

/** Size of a shape that is the first sides of `out` followed by 1 … 1. */
function prefixOf(shape: readonly number[], out: readonly number[]): number | undefined {
  const padded = [...Array.from({ length: out.length - shape.length }, () => 1), ...shape]
  const last = padded.length - [...padded].reverse().findIndex((side) => side !== 1)
  return padded.slice(0, last).every((side, i) => side === out[i]) ? sizeOf(shape) : undefined
}
