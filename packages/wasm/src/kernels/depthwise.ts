import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'
import { withGeometry } from './convolution'

type Info = tf.backend_util.Conv2DInfo
type Shape4 = [number, number, number, number]

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 14

/** Convolutions of each channel with filters of its own, and both their gradients. */
export function registerDepthwise(): void {
  accelerate('DepthwiseConv2dNative', forward)
  accelerate('DepthwiseConv2dNativeBackpropInput', inputGradient)
  accelerate('DepthwiseConv2dNativeBackpropFilter', filterGradient)
}

function forward({ inputs: { x, filter }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  const [px, pf] = [floatPointer(backend, x), floatPointer(backend, filter)]
  const info = x && filter && geometry(x.shape, filter.shape, attrs)
  if (px === undefined || pf === undefined || info === undefined) return undefined
  const { info: out, pointer } = backend.output(info.outShape)
  const multiplier = info.outChannels / info.inChannels
  withGeometry(backend, info, (plan) => {
    const operands = [plan, px, pf, pointer, multiplier]
    backend.pool.run(
      'depthwise',
      split(sizeOf(info.outShape.slice(0, 3)), threadsFor(backend, info), 1).map(({ begin, end }) => [
        ...operands,
        begin,
        end,
      ]),
    )
  })
  return out
}

function inputGradient({ inputs: { dy, filter }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  const [pdy, pf] = [floatPointer(backend, dy), floatPointer(backend, filter)]
  const inputShape = attrs.inputShape as unknown as Shape4
  const info = filter && geometry(inputShape, filter.shape, attrs)
  if (pdy === undefined || pf === undefined || info === undefined) return undefined
  const { info: out, pointer } = backend.output(inputShape)
  backend.heap.floats(pointer, sizeOf(inputShape)).fill(0)
  const multiplier = info.outChannels / info.inChannels
  // Windows of one image overlap, those of different images never do.
  const windows = info.outHeight * info.outWidth
  withGeometry(backend, info, (plan) => {
    const operands = [plan, pointer, pf, pdy, multiplier]
    backend.pool.run(
      'depthwiseInput',
      split(info.batchSize, threadsFor(backend, info), 1).map(({ begin, end }) => [
        ...operands,
        begin * windows,
        end * windows,
      ]),
    )
  })
  return out
}

function filterGradient({ inputs: { x, dy }, attrs, backend }: KernelCall): tf.TensorInfo | undefined {
  const [px, pdy] = [floatPointer(backend, x), floatPointer(backend, dy)]
  const filterShape = attrs.filterShape as unknown as Shape4
  const info = x && geometry(x.shape, filterShape, attrs)
  if (px === undefined || pdy === undefined || info === undefined) return undefined
  const { info: out, pointer } = backend.output(filterShape)
  const multiplier = info.outChannels / info.inChannels
  const rows = sizeOf(info.outShape.slice(0, 3))
  const shares = split(info.filterHeight * info.filterWidth, threadsFor(backend, info), 1)
  const bytes = info.outChannels * 8
  const sums = shares.map(() => backend.heap.allocate(bytes))
  withGeometry(backend, info, (plan) => {
    const operands = [plan, px, pdy, pointer, multiplier, rows]
    backend.pool.run(
      'depthwiseFilter',
      shares.map(({ begin, end }, i) => [...operands, begin, end, sums[i] ?? 0]),
    )
  })
  for (const block of sums) backend.heap.free(block, bytes)
  return out
}

function geometry(x: readonly number[], filter: readonly number[], attrs: tf.NamedAttrMap): Info | undefined {
  const { strides, pad, dilations, dimRoundingMode } = attrs as unknown as {
    strides: number
    pad: 'same'
    dilations?: number
    dimRoundingMode: 'floor'
  }
  // What tfjs refuses, its own kernel refuses.
  if (x.length !== 4 || !tf.backend_util.eitherStridesOrDilationsAreOne(strides, dilations ?? 1))
    return undefined
  return tf.backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  )
}

function threadsFor(backend: WasmBackend, info: Info): number {
  return sizeOf(info.outShape) < LEAST_ELEMENTS ? 1 : backend.pool.threads
}
