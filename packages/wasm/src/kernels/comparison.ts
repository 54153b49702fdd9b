import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, sizeOf } from './accelerate'
import type { Numbers } from './strided-copy'

type Compare = (a: number, b: number) => boolean

/** tfjs' names; comparisons have no vectors to gain from that loops over typed arrays do not have too. */
const COMPARISONS: Readonly<Record<string, Compare>> = {
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  LogicalAnd: (a, b) => a !== 0 && b !== 0,
  LogicalOr: (a, b) => a !== 0 || b !== 0,
}

/** Comparisons, logic, choices and the casts that follow them, where shapes are the same or one operand is a number. */
export function registerComparison(): void {
  for (const [name, compare] of Object.entries(COMPARISONS)) {
    // A loop of its own for each, so that the engine compiles each for its own comparison.
    const loop = loopOf(compare)
    accelerate(name, ({ inputs: { a, b }, backend }) => {
      const [va, vb] = [numbersOf(backend, a), numbersOf(backend, b)]
      if (a === undefined || b === undefined || va === undefined || vb === undefined) return undefined
      const shape = commonShape(a, b)
      return shape === undefined
        ? undefined
        : backend.makeTensorInfo(shape, 'bool', loop(va, vb, sizeOf(shape)))
    })
  }
  accelerate('LogicalNot', ({ inputs: { x }, backend }) => {
    const values = numbersOf(backend, x)
    return x && values && backend.makeTensorInfo(x.shape, 'bool', flags(values, 1))
  })
  accelerate('Cast', ({ inputs: { x }, attrs, backend }) => {
    const given = numbersOf(backend, x)
    if (x !== undefined && given !== undefined && x.dtype !== attrs.dtype) {
      if (attrs.dtype === 'bool') return backend.makeTensorInfo(x.shape, 'bool', flags(given, 0))
      if (attrs.dtype === 'int32') return backend.makeTensorInfo(x.shape, 'int32', new Int32Array(given))
    }
    // tfjs lets a float tensor share the integers it was cast from; kernels need floats.
    const values = attrs.dtype === 'float32' && x?.dtype !== 'float32' ? numbersOf(backend, x) : undefined
    if (x === undefined || values === undefined) return undefined
    const { info, pointer } = backend.output(x.shape)
    backend.heap.floats(pointer, values.length).set(values)
    return info
  })
  accelerate('Select', ({ inputs: { condition, t, e }, backend }) => {
    const [chosen, yes, no] = [numbersOf(backend, condition), numbersOf(backend, t), numbersOf(backend, e)]
    if (t?.dtype !== 'float32' || e?.dtype !== 'float32' || String(condition?.shape) !== String(t.shape))
      return undefined
    if (
      chosen === undefined ||
      yes === undefined ||
      no === undefined ||
      String(t.shape) !== String(e.shape)
    ) {
      return undefined
    }
    const { info, pointer } = backend.output(t.shape)
    // Only now are views safe: the allocation may have moved memory that is not shared, and a dead view has no length.
    const y = backend.heap.floats(pointer, sizeOf(t.shape))
    const [a, b] = [numbersOf(backend, t), numbersOf(backend, e)]
    for (let i = 0; i < y.length; i++) y[i] = (chosen[i] === 0 ? b?.[i] : a?.[i]) ?? 0
    return info
  })
}

/** 1 where a value is not 0, or the other way about. */
function flags(values: Numbers, zero: 0 | 1): Uint8Array {
  const result = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) result[i] = values[i] === 0 ? zero : 1 - zero
  return result
}

function loopOf(compare: Compare): (a: Numbers, b: Numbers, count: number) => Uint8Array {
  return (a, b, count) => {
    const result = new Uint8Array(count)
    const [stepA, stepB] = [a.length === 1 ? 0 : 1, b.length === 1 ? 0 : 1]
    for (let i = 0; i < count; i++) {
      result[i] = compare(a[i * stepA] ?? Number.NaN, b[i * stepB] ?? Number.NaN) ? 1 : 0
    }
    return result
  }
}

/** The shape of both, or of the one that is not a single number; undefined for other ways to broadcast. */
function commonShape(a: tf.TensorInfo, b: tf.TensorInfo): readonly number[] | undefined {
  if (String(a.shape) === String(b.shape)) return a.shape
  if (sizeOf(b.shape) === 1 && b.shape.length <= a.shape.length) return a.shape
  return sizeOf(a.shape) === 1 && a.shape.length <= b.shape.length ? b.shape : undefined
}

function numbersOf(backend: WasmBackend, info: tf.TensorInfo | undefined): Numbers | undefined {
  return info === undefined || info.dtype === 'string' || info.dtype === 'complex64'
    ? undefined
    : backend.numbers(info)
}
