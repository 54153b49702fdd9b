import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer, type Inputs, sizeOf } from './accelerate'
import { ACTIVATIONS } from './elementwise'

type Info = tf.backend_util.Conv2DInfo
type Shape4 = [number, number, number, number]

/** Floats of windows that are made at a time: they should stay in the cache between being written and read. */
const WINDOW_FLOATS = 1 << 17
/** Images with at most as many channels are added up from windows: a product's tile has eight columns. */
const FEW_CHANNELS = 3
/** Rows of dx that are made at a time, `MC` in assembly/gemm.ts. */
const TILE_ROWS = 96
/** 32-bit words of a plan; the order is that of `field` in assembly/windows.ts. */
const PLAN_WORDS = 13

/** Convolutions and both their gradients, which are the transposed convolutions too. */
export function registerConvolution(): void {
  accelerate('Conv2D', ({ inputs, attrs, backend }) => forward(inputs, attrs, backend, 0, -1))
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
  return forward(inputs, attrs, backend, biasPointer, activation)
}

function forward(
  { x, filter }: Inputs,
  attrs: tf.NamedAttrMap,
  backend: WasmBackend,
  bias: number,
  activation: number,
): tf.TensorInfo | undefined {
  const [px, pf] = [floatPointer(backend, x), floatPointer(backend, filter)]
  if (x === undefined || filter === undefined || px === undefined || pf === undefined) return undefined
  const info = geometry(x.shape, filter.shape, attrs)
  if (info === undefined) return undefined
  const { info: out, pointer } = backend.output(info.outShape)
  const n = info.outChannels
  withGeometry(backend, info, (plan) => {
    backend.pool.run(
      'convForward',
      split(rowCount(info), backend.pool.threads, 12).map(({ begin, end }, i) => [
        plan,
        px,
        pf,
        pointer,
        n,
        begin,
        end,
        bias,
        activation,
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
      backend
        .tiles({ rows: depth, columns: n, depth: count })
        .map((tile, i) => [plan, px, pdy, pointer, n, count].concat(tile, [backend.scratches[i] ?? 0])),
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
  const places: Places = { dx: pointer, filter: pf, dy: pdy }
  if (info.outChannels === 0) backend.heap.floats(pointer, sizeOf(inputShape)).fill(0)
  else if (info.inChannels <= FEW_CHANNELS) addWindows(backend, info, places)
  else gatherPhases(backend, info, places)
  return out
}

/** Where the operands and the result of an image's gradient lie. */
interface Places {
  readonly dx: number
  readonly filter: number
  readonly dy: number
}

function gatherPhases(backend: WasmBackend, info: Info, { dx, filter, dy }: Places): void {
  const { heap, pool, scratches } = backend
  const { inChannels, outChannels, filterHeight, filterWidth } = info
  const packedBytes = filterHeight * filterWidth * outChannels * Math.ceil(inChannels / 8) * 8 * 4
  const bytes = packedBytes + TILE_ROWS * inChannels * 4
  const rooms = scratches.map(() => heap.allocate(bytes))
  withGeometry(backend, info, (plan) => {
    pool.run(
      'convInput',
      rooms.map((room, i) => [
        plan,
        dx,
        filter,
        dy,
        outChannels,
        info.batchSize,
        i,
        rooms.length,
        room,
        room + packedBytes,
        scratches[i] ?? 0,
      ]),
    )
  })
  for (const room of rooms) heap.free(room, bytes)
}

function addWindows(backend: WasmBackend, info: Info, { dx, filter, dy }: Places): void {
  const { heap, pool, scratches } = backend
  heap.floats(dx, sizeOf(info.inShape)).fill(0)
  const depth = info.filterHeight * info.filterWidth * info.inChannels
  // How many rows are made at a time depends on the shape alone, and windows of different images never overlap.
  const step = Math.max(4, Math.floor(WINDOW_FLOATS / Math.max(1, depth)))
  const bytes = Math.max(1, Math.min(step, rowCount(info)) * depth * 4)
  const rooms = scratches.map(() => heap.allocate(bytes))
  const rowsOfImage = info.outHeight * info.outWidth
  withGeometry(backend, info, (plan) => {
    pool.run(
      'convInputWindows',
      split(info.batchSize, pool.threads, 1).map(({ begin, end }, i) => [
        plan,
        dx,
        filter,
        dy,
        info.outChannels,
        begin * rowsOfImage,
        end * rowsOfImage,
        step,
        rooms[i] ?? 0,
        scratches[i] ?? 0,
      ]),
    )
  })
  for (const room of rooms) heap.free(room, bytes)
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

/** Writes a geometry as `field` in assembly/windows.ts reads it. */
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
