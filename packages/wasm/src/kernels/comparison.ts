import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'
import type { Numbers } from './strided-copy'

/** tfjs' names in the order of assembly/compare.ts. */
const COMPARISONS = ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual']

/** Comparisons, logic, choices and the casts that follow them, where shapes are the same or one operand is a number. */
export function registerComparison(): void {
  COMPARISONS.forEach((name, op) => {
    accelerate(name, ({ inputs: { a, b }, backend }) => {
      const [pa, pb] = [floatPointer(backend, a), floatPointer(backend, b)]
      if (a === undefined || b === undefined || pa === undefined || pb === undefined) return undefined
      const shape = commonShape(a, b)
      if (shape === undefined) return undefined
      const count = sizeOf(shape)
      const fixed = (each: tf.TensorInfo): number => Number(sizeOf(each.shape) === 1)
      // Truth values are kept outside of the heap, where tfjs' own kernels make them.
      const y = backend.heap.allocate(count)
      backend.exports.compare(op, pa, fixed(a), pb, fixed(b), y, count)
      const values = new Uint8Array(backend.heap.memory.buffer, y, count).slice()
      backend.heap.free(y, count)
      return backend.makeTensorInfo(shape, 'bool', values)
    })
  })
  accelerate('LogicalAnd', (call) => logic(call, both))
  accelerate('LogicalOr', (call) => logic(call, either))
  accelerate('LogicalNot', ({ inputs: { x }, backend }) => {
    const values = numbersOf(backend, x)
    return x && values && backend.makeTensorInfo(x.shape, 'bool', flags(values, 1))
  })
  accelerate('Cast', ({ inputs: { x }, attrs, backend }) => {
    const given = numbersOf(backend, x)
    if (x !== undefined && given !== undefined && x.dtype !== attrs.dtype) {
      if (attrs.dtype === 'bool') return backend.makeTensorInfo(x.shape, 'bool', flags(given, 0))
      if (attrs.dtype === 'int32') return backend.makeTensorInfo(x.shape, 'int32', truncated(given))
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

/** Copied into: the constructor that takes an array converts one number at a time. */
function truncated(values: Numbers): Int32Array {
  const result = new Int32Array(values.length)
  result.set(values)
  return result
}

/** 1 where a value is not 0, or the other way about. */
function flags(values: Numbers, zero: 0 | 1): Uint8Array {
  const result = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) result[i] = values[i] === 0 ? zero : 1 - zero
  return result
}

function logic({ inputs: { a, b }, backend }: KernelCall, f: (a: Numbers, b: Numbers) => Uint8Array) {
  const [va, vb] = [numbersOf(backend, a), numbersOf(backend, b)]
  if (a === undefined || va === undefined || vb === undefined || String(a.shape) !== String(b?.shape))
    return undefined
  return backend.makeTensorInfo(a.shape, 'bool', f(va, vb))
}

// Two loops: one that is handed what to do would be compiled for neither.
function both(a: Numbers, b: Numbers): Uint8Array {
  const result = new Uint8Array(a.length)
  for (let i = 0; i < result.length; i++) result[i] = a[i] !== 0 && b[i] !== 0 ? 1 : 0
  return result
}

function either(a: Numbers, b: Numbers): Uint8Array {
  const result = new Uint8Array(a.length)
  for (let i = 0; i < result.length; i++) result[i] = a[i] !== 0 || b[i] !== 0 ? 1 : 0
  return result
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
