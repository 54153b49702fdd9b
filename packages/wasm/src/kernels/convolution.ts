import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { tiles } from '../threads/tiles'
import { accelerate, floatPointer, type Inputs, sizeOf } from './accelerate'
import { ACTIVATIONS } from './elementwise'

type Info = tf.backend_util.Conv2DInfo
type Shape4 = [number, number, number, number]

/** Floats of windows that are made at a time: they should stay in the cache between being written and read. */
const WINDOW_FLOATS = 1 << 17
/** 32-bit words of a plan; the order is that of `field` in assembly/convolution.ts. */
const PLAN_WORDS = 13

/** Convolutions and both their gradients, which are the transposed convolutions too. */
export function registerConvolution(): void {
  accelerate('Conv2D', ({ inputs, attrs, backend }) => forward(inputs, attrs, backend))
  accelerate('FusedConv2D', ({ inputs, attrs, backend }) => fused(inputs, attrs, backend))
  accelerate('Conv2DBackpropFilter', ({ inputs, attrs, backend }) => filterGradient(inputs, attrs, backend))
  accelerate('Conv2DBackpropInput', ({ inputs, attrs, backend }) => inputGradient(inputs, attrs, backend))
}

function fused(inputs: Inputs, attrs: tf.NamedAttrMap, backend: WasmBackend): tf.TensorInfo | undefined {
  const activation = ACTIVATIONS[String(attrs.activation ?? 'linear')]
  const { bias, filter, preluActivationWeights } = inputs
  if (activation === undefined || preluActivationWeights !== undefined) return undefined
  const biasPointer = bias === undefined ? 0 : floatPointer(backend, bias)
  if (biasPointer === undefined) return undefined
  if (bias !== undefined && sizeOf(bias.shape) !== filter?.shape[3]) return undefined
  const info = forward(inputs, attrs, backend)
  if (info === undefined) return undefined
  const width = info.shape[3] ?? 1
  const y = backend.pointer(info) ?? 0
  backend.exports.biasActivation(
    y,
    sizeOf(info.shape) / Math.max(1, width),
    width,
    biasPointer,
    activation,
    0,
  )
  return info
}

function forward(
  { x, filter }: Inputs,
  attrs: tf.NamedAttrMap,
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  const [px, pf] = [floatPointer(backend, x), floatPointer(backend, filter)]
  if (x === undefined || filter === undefined || px === undefined || pf === undefined) return undefined
  const info = geometry(x.shape, filter.shape, attrs)
  if (info === undefined) return undefined
  const { info: out, pointer } = backend.output(info.outShape)
  const [rows, n] = [rowCount(info), info.outChannels]
  withPlan(backend, info, (plan, step, windows) => {
    backend.pool.run(
      'convForward',
      split(rows, backend.pool.threads, 4).map(({ begin, end }, i) => [
        plan,
        px,
        pf,
        pointer,
        n,
        begin,
        end,
        step,
        windows[i] ?? 0,
        backend.scratches[i] ?? 0,
      ]),
    )
  })
  return out
}

function filterGradient(
  { x, dy }: Inputs,
  attrs: tf.NamedAttrMap,
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  const [px, pdy] = [floatPointer(backend, x), floatPointer(backend, dy)]
  if (x === undefined || dy === undefined || px === undefined || pdy === undefined) return undefined
  const filterShape = attrs.filterShape as unknown as Shape4
  const info = geometry(x.shape, filterShape, { ...attrs, dilations: 1 })
  if (info === undefined || String(dy.shape) !== String(info.outShape)) return undefined
  const { info: out, pointer } = backend.output(filterShape)
  const [count, n] = [rowCount(info), info.outChannels]
  const depth = info.filterHeight * info.filterWidth * info.inChannels
  // A sum of no rows is never written.
  if (count === 0) backend.heap.floats(pointer, depth * n).fill(0)
  withGeometry(backend, info, (plan) => {
    backend.pool.run(
      'convFilter',
      tiles({ rows: depth, columns: n, depth: count }, backend.pool.threads).map((tile, i) =>
        [plan, px, pdy, pointer, n, count].concat(tile, [backend.scratches[i] ?? 0]),
      ),
    )
  })
  return out
}

function inputGradient(
  { dy, filter }: Inputs,
  attrs: tf.NamedAttrMap,
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  const [pdy, pf] = [floatPointer(backend, dy), floatPointer(backend, filter)]
  if (dy === undefined || filter === undefined || pdy === undefined || pf === undefined) return undefined
  const inputShape = attrs.inputShape as unknown as Shape4
  const info = geometry(inputShape, filter.shape, { ...attrs, dilations: 1 })
  if (info === undefined || String(dy.shape) !== String(info.outShape)) return undefined
  const { info: out, pointer } = backend.output(inputShape)
  backend.heap.floats(pointer, sizeOf(inputShape)).fill(0)
  // Windows of one image overlap, those of different images never do.
  const rowsOfImage = info.outHeight * info.outWidth
  withPlan(backend, info, (plan, step, windows) => {
    backend.pool.run(
      'convInput',
      split(info.batchSize, backend.pool.threads, 1).map(({ begin, end }, i) => [
        plan,
        pointer,
        pf,
        pdy,
        info.outChannels,
        begin * rowsOfImage,
        end * rowsOfImage,
        step,
        windows[i] ?? 0,
        backend.scratches[i] ?? 0,
      ]),
    )
  })
  return out
}

/** Undefined for what has an arithmetic of its own: channels first, groups. */
function geometry(x: readonly number[], filter: readonly number[], attrs: tf.NamedAttrMap): Info | undefined {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs as unknown as {
    strides: number
    pad: 'same'
    dilations: number
    dimRoundingMode: 'floor'
    dataFormat?: 'NHWC'
  }
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC')
  if (format !== 'channelsLast') return undefined
  const info = tf.backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
    format,
  )
  return info.inChannels === filter[2] ? info : undefined
}

function rowCount(info: Info): number {
  return info.batchSize * info.outHeight * info.outWidth
}

/** Writes a geometry as `field` in assembly/convolution.ts reads it. */
function writePlan(backend: WasmBackend, info: Info, plan: number): void {
  new Int32Array(backend.heap.memory.buffer, plan, PLAN_WORDS).set([
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ])
}

/** Lends `f` a geometry in memory. */
export function withGeometry(backend: WasmBackend, info: Info, f: (plan: number) => void): void {
  const plan = backend.heap.allocate(PLAN_WORDS * 4)
  writePlan(backend, info, plan)
  f(plan)
  backend.heap.free(plan, PLAN_WORDS * 4)
}

/** Lends `f` the geometry in memory and room for windows, one block a thread; how many rows are made at a time depends on the shape alone. */
function withPlan(
  backend: WasmBackend,
  info: Info,
  f: (plan: number, step: number, windows: readonly number[]) => void,
): void {
  const { heap, pool } = backend
  const depth = info.filterHeight * info.filterWidth * info.inChannels
  const step = Math.max(4, Math.floor(WINDOW_FLOATS / Math.max(1, depth)))
  const bytes = Math.max(1, Math.min(step, rowCount(info)) * depth * 4)
  const windows = Array.from({ length: pool.threads }, () => heap.allocate(bytes))
  withGeometry(backend, info, (plan) => {
    f(plan, step, windows)
  })
  for (const block of windows) heap.free(block, bytes)
}
