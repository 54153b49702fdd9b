import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'
import { type Numbers, stridedCopy, stridesOf } from './strided-copy'

/** Tensors made of copies of others, or of one number: memory decides how fast, so runs of it are moved. */
export function registerCopies(): void {
  accelerate('Concat', ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs)
    const [axis = 0] = tf.util.parseAxisParam(Number(attrs.axis ?? 0), [...(tensors[0]?.shape ?? [])])
    tf.backend_util.assertParamsConsistent(
      tensors.map(({ shape }) => shape),
      axis,
    )
    // As in tfjs, what is empty has no say in the shape.
    const filled = tensors.filter(({ shape }) => sizeOf(shape) > 0)
    return filled.length === 0 ? undefined : concat(backend, filled, axis)
  })
  accelerate('Pack', ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs)
    const shape = tensors[0]?.shape ?? []
    if (sizeOf(shape) === 0 || tensors.some((each) => String(each.shape) !== String(shape))) return undefined
    const axis = Number(attrs.axis ?? 0)
    const at = axis < 0 ? axis + shape.length + 1 : axis
    const longer = [...shape.slice(0, at), 1, ...shape.slice(at)]
    return concat(
      backend,
      tensors.map((each) => ({ ...each, shape: longer })),
      at,
    )
  })
  accelerate('PadV2', pad)
  accelerate('Tile', tile)
  accelerate('Reverse', reverse)
  accelerate('OneHot', oneHot)
  accelerate('Fill', ({ attrs, backend }) => {
    const { shape, value } = attrs as unknown as {
      readonly shape: readonly number[]
      readonly value: unknown
    }
    if (typeof value !== 'number' || (attrs.dtype ?? 'float32') !== 'float32') return undefined
    return filled(backend, shape, value)
  })
  accelerate('ZerosLike', ({ inputs: { x }, backend }) =>
    x?.dtype === 'float32' ? filled(backend, x.shape, 0) : undefined,
  )
  accelerate('OnesLike', ({ inputs: { x }, backend }) =>
    x?.dtype === 'float32' ? filled(backend, x.shape, 1) : undefined,
  )
  accelerate('AddN', ({ inputs, backend }) => {
    const tensors = Object.values(inputs)
    const pointers = tensors.map((each) => floatPointer(backend, each))
    const shape = tensors[0]?.shape ?? []
    const [first, second, ...others] = pointers
    if (first === undefined || second === undefined || others.includes(undefined)) return undefined
    const { info, pointer } = backend.output(shape)
    const add = (a: number, b: number): void => {
      backend.exports.binary(ADD, a, 0, 0, b, 0, 0, pointer, 1, sizeOf(shape))
    }
    add(first, second)
    for (const other of others) add(pointer, other ?? 0)
    return info
  })
}

/** Where addition is among the functions of assembly/elementwise.ts. */
const ADD = 0

interface Copied {
  readonly info: tf.TensorInfo
  readonly values: Numbers
}

/** A new tensor and its values to be filled; undefined for types that are not plain numbers. */
function fresh(backend: WasmBackend, dtype: tf.DataType, shape: readonly number[]): Copied | undefined {
  if (dtype === 'float32') {
    const { info, pointer } = backend.output(shape)
    return { info, values: backend.heap.floats(pointer, sizeOf(shape)) }
  }
  if (dtype !== 'int32' && dtype !== 'bool') return undefined
  const values = dtype === 'int32' ? new Int32Array(sizeOf(shape)) : new Uint8Array(sizeOf(shape))
  return { info: backend.makeTensorInfo(shape, dtype, values), values }
}

function filled(backend: WasmBackend, shape: readonly number[], value: number): tf.TensorInfo | undefined {
  const result = fresh(backend, 'float32', shape)
  result?.values.fill(value)
  return result?.info
}

function concat(
  backend: WasmBackend,
  tensors: readonly tf.TensorInfo[],
  axis: number,
): tf.TensorInfo | undefined {
  const [first] = tensors
  if (first === undefined || tensors.some(({ dtype }) => dtype !== first.dtype)) return undefined
  const along = tensors.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0)
  const shape = first.shape.map((side, i) => (i === axis ? along : side))
  const result = fresh(backend, first.dtype, shape)
  if (result === undefined) return undefined
  const to = stridesOf(shape)
  let toStart = 0
  for (const tensor of tensors) {
    const values = backend.numbers(tensor)
    if (values === undefined) return undefined
    stridedCopy(values, result.values, { size: tensor.shape, from: stridesOf(tensor.shape), to, toStart })
    toStart += (tensor.shape[axis] ?? 0) * (to[axis] ?? 0)
  }
  return result.info
}

function pad({ inputs: { x }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  const { paddings, constantValue = 0 } = attrs as unknown as {
    readonly paddings: readonly (readonly [number, number])[]
    readonly constantValue?: number
  }
  if (x === undefined) return undefined
  const shape = paddings.map(([before, after], axis) => before + (x.shape[axis] ?? 0) + after)
  const result = fresh(backend, x.dtype, shape)
  const values = backend.numbers(x)
  if (result === undefined || values === undefined) return undefined
  result.values.fill(constantValue)
  const to = stridesOf(shape)
  const toStart = paddings.reduce((sum, [before], axis) => sum + before * (to[axis] ?? 0), 0)
  stridedCopy(values, result.values, { size: x.shape, from: stridesOf(x.shape), to, toStart })
  return result.info
}

function tile({ inputs: { x }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  if (x === undefined) return undefined
  const reps = attrs.reps as unknown as readonly number[]
  const shape = reps.map((times, axis) => times * (x.shape[axis] ?? 1))
  const result = fresh(backend, x.dtype, shape)
  const values = backend.numbers(x)
  if (result === undefined || values === undefined) return undefined
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)]
  // Every axis twice: once over its copies, which start where they started before, once along it.
  stridedCopy(values, result.values, {
    size: reps.flatMap((times, axis) => [times, x.shape[axis] ?? 1]),
    from: reps.flatMap((_, axis) => [0, from[axis] ?? 0]),
    to: reps.flatMap((_, axis) => [(x.shape[axis] ?? 1) * (to[axis] ?? 0), to[axis] ?? 0]),
  })
  return result.info
}

function reverse({ inputs: { x }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  if (x === undefined) return undefined
  const axes = tf.util.parseAxisParam(attrs.dims as unknown as number[], x.shape)
  const result = fresh(backend, x.dtype, x.shape)
  const values = backend.numbers(x)
  if (result === undefined || values === undefined) return undefined
  const to = stridesOf(x.shape)
  const from = to.map((stride, axis) => (axes.includes(axis) ? -stride : stride))
  const fromStart = axes.reduce((sum, axis) => sum + ((x.shape[axis] ?? 1) - 1) * (to[axis] ?? 0), 0)
  stridedCopy(values, result.values, { size: x.shape, from, to, fromStart })
  return result.info
}

function oneHot({ inputs: { indices }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  const { depth, onValue, offValue } = attrs as unknown as Record<string, number>
  if (indices === undefined || depth === undefined) return undefined
  const dtype = (attrs.dtype ?? 'int32') as tf.DataType
  const result = fresh(backend, dtype, [...indices.shape, depth])
  const numbers = backend.numbers(indices)
  if (result === undefined || numbers === undefined) return undefined
  // What is not on the heap is new, and 0.
  if (dtype === 'float32' || offValue !== 0) result.values.fill(offValue ?? 0)
  numbers.forEach((index, row) => {
    if (index >= 0 && index < depth) result.values[row * depth + index] = onValue ?? 1
  })
  return result.info
}
