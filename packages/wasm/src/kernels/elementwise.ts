import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { type Share, split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'
import { type BroadcastPlan, broadcastPlan } from './broadcast-plan'

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
  'Relu6',
  'LeakyRelu',
  'Elu',
  'Selu',
  'Erf',
  'Floor',
  'Ceil',
  'Round',
  'Sign',
  'Expm1',
  'Sin',
  'Cos',
]
/** Names and operands, likewise. */
const BINARY: readonly (readonly [name: string, first: string, second: string])[] = [
  ['Add', 'a', 'b'],
  ['Sub', 'a', 'b'],
  ['Multiply', 'a', 'b'],
  ['RealDiv', 'a', 'b'],
  ['Maximum', 'a', 'b'],
  ['Minimum', 'a', 'b'],
  ['SquaredDifference', 'a', 'b'],
  ['Prelu', 'x', 'alpha'],
  ['EluGrad', 'dy', 'y'],
  ['Pow', 'a', 'b'],
]

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
  accelerate('ClipByValue', clip)
  BINARY.forEach(([name, first, second], op) => {
    accelerate(name, ({ inputs, backend }) => {
      const { [first]: a, [second]: b } = inputs
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

function clip({ inputs: { x }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  const from = floatPointer(backend, x)
  if (x === undefined || from === undefined) return undefined
  const { info, pointer } = backend.output(x.shape)
  const [low, high] = [Number(attrs.clipValueMin), Number(attrs.clipValueMax)]
  backend.pool.run(
    'clip',
    sharesOf(sizeOf(x.shape), backend).map(({ begin, end }) => [
      from + begin * 4,
      pointer + begin * 4,
      end - begin,
      low,
      high,
    ]),
  )
  return info
}

interface BinaryCall {
  readonly op: number
  readonly a: number
  readonly b: number
  readonly y: number
  readonly plan: BroadcastPlan
}

function runBinary(backend: WasmBackend, { op, a, b, y, plan }: BinaryCall): void {
  const size = plan.rows * plan.width
  plan.blocks.forEach((first, i) => {
    runBlock(backend, { op, a: a + first.a * 4, b: b + first.b * 4, y: y + i * size * 4, plan })
  })
}

function runBlock(backend: WasmBackend, { op, a, b, y, plan }: BinaryCall): void {
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
