import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, floatPointer, type Inputs, sizeOf } from './accelerate'
import { ACTIVATIONS } from './elementwise'

type Info = tf.backend_util.Conv2DInfo
type Shape4 = [number, number, number, number]

/** Floats of windows that are made at a time: they should stay in the cache between being written and read. */
const WINDOW_FLOATS = 1 << 18

export function registerConvolution(): void {
  accelerate('Conv2D', ({ inputs, attrs, backend }) => forward(inputs, attrs, backend))
  accelerate('FusedConv2D', ({ inputs, attrs, backend }) => {
    const activation = ACTIVATIONS[String(attrs.activation ?? 'linear')]
    const { bias } = inputs
    if (activation === undefined || inputs.preluActivationWeights !== undefined) return undefined
    if (bias !== undefined && (bias.dtype !== 'float32' || sizeOf(bias.shape) !== inputs.filter?.shape[3]))
      return undefined
    const biasPointer = bias === undefined ? 0 : backend.pointer(bias)
    if (biasPointer === undefined) return undefined
    const info = forward(inputs, attrs, backend)
    const y = info === undefined ? undefined : backend.pointer(info)
    if (info === undefined || y === undefined) return undefined
    const width = info.shape[3] ?? 1
    backend.exports.biasActivation(
      y,
      sizeOf(info.shape) / Math.max(1, width),
      width,
      biasPointer,
      activation,
      0,
    )
    return info
  })
  accelerate('Conv2DBackpropFilter', ({ inputs: { x, dy }, attrs, backend }) => {
    if (x === undefined || dy === undefined) return undefined
    const filterShape = attrs.filterShape as unknown as Shape4
    const info = geometry(x.shape, filterShape, { ...attrs, dilations: 1 })
    if (info === undefined || String(dy.shape) !== String(info.outShape)) return undefined
    const [px, pdy] = [floatPointer(backend, x), floatPointer(backend, dy)]
    if (px === undefined || pdy === undefined) return undefined
    const { info: out, pointer } = backend.output(filterShape)
    const depth = windowSize(info)
    const rows = rowCount(info)
    if (rows === 0) backend.heap.floats(pointer, sizeOf(filterShape)).fill(0)
    if (isProduct(info)) {
      backend.gemm({
        a: px,
        lda: depth,
        ta: true,
        b: pdy,
        ldb: info.outChannels,
        tb: false,
        c: pointer,
        m: depth,
        n: info.outChannels,
        k: rows,
      })
      return out
    }
    inWindows(backend, info, (r0, r1, windows) => {
      im2col(backend, info, px, r0, r1, windows)
      backend.gemm({
        a: windows,
        lda: depth,
        ta: true,
        b: pdy + r0 * info.outChannels * 4,
        ldb: info.outChannels,
        tb: false,
        c: pointer,
        m: depth,
        n: info.outChannels,
        k: r1 - r0,
        accumulate: r0 > 0,
      })
    })
    return out
  })
  accelerate('Conv2DBackpropInput', ({ inputs: { dy, filter }, attrs, backend }) => {
    if (dy === undefined || filter === undefined) return undefined
    const inputShape = attrs.inputShape as unknown as Shape4
    const info = geometry(inputShape, filter.shape as Shape4, { ...attrs, dilations: 1 })
    if (info === undefined || String(dy.shape) !== String(info.outShape)) return undefined
    const [pdy, pf] = [floatPointer(backend, dy), floatPointer(backend, filter)]
    if (pdy === undefined || pf === undefined) return undefined
    const { info: out, pointer } = backend.output(inputShape)
    const depth = windowSize(info)
    if (isProduct(info)) {
      backend.gemm({
        a: pdy,
        lda: info.outChannels,
        ta: false,
        b: pf,
        ldb: info.outChannels,
        tb: true,
        c: pointer,
        m: rowCount(info),
        n: depth,
        k: info.outChannels,
      })
      return out
    }
    backend.heap.floats(pointer, sizeOf(inputShape)).fill(0)
    inWindows(backend, info, (r0, r1, windows) => {
      backend.gemm({
        a: pdy + r0 * info.outChannels * 4,
        lda: info.outChannels,
        ta: false,
        b: pf,
        ldb: info.outChannels,
        tb: true,
        c: windows,
        m: r1 - r0,
        n: depth,
        k: info.outChannels,
      })
      col2im(backend, info, pointer, r0, r1, windows)
    })
    return out
  })
}

function forward(
  { x, filter }: Inputs,
  attrs: tf.NamedAttrMap,
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  if (x === undefined || filter === undefined) return undefined
  const info = geometry(x.shape as Shape4, filter.shape as Shape4, attrs)
  if (info === undefined) return undefined
  const [px, pf] = [floatPointer(backend, x), floatPointer(backend, filter)]
  if (px === undefined || pf === undefined) return undefined
  const { info: out, pointer } = backend.output(info.outShape)
  const depth = windowSize(info)
  const n = info.outChannels
  if (isProduct(info)) {
    backend.gemm({
      a: px,
      lda: depth,
      ta: false,
      b: pf,
      ldb: n,
      tb: false,
      c: pointer,
      m: rowCount(info),
      n,
      k: depth,
    })
    return out
  }
  inWindows(backend, info, (r0, r1, windows) => {
    im2col(backend, info, px, r0, r1, windows)
    backend.gemm({
      a: windows,
      lda: depth,
      ta: false,
      b: pf,
      ldb: n,
      tb: false,
      c: pointer + r0 * n * 4,
      m: r1 - r0,
      n,
      k: depth,
    })
  })
  return out
}

function geometry(x: readonly number[], filter: Shape4, attrs: tf.NamedAttrMap): Info | undefined {
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
    filter,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
    format,
  )
  // Grouped filters have their own arithmetic.
  return info.inChannels === filter[2] ? info : undefined
}

const windowSize = (info: Info): number => info.filterHeight * info.filterWidth * info.inChannels
const rowCount = (info: Info): number => info.batchSize * info.outHeight * info.outWidth

/** Whether windows are the pixels themselves. */
function isProduct(info: Info): boolean {
  return (
    info.filterHeight === 1 &&
    info.filterWidth === 1 &&
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.padInfo.top === 0 &&
    info.padInfo.left === 0 &&
    info.padInfo.bottom === 0 &&
    info.padInfo.right === 0
  )
}

/** Calls `f` for all rows of the window matrix, some at a time; how many depends on the shape alone. */
function inWindows(
  backend: WasmBackend,
  info: Info,
  f: (r0: number, r1: number, windows: number) => void,
): void {
  const depth = windowSize(info)
  const rows = rowCount(info)
  const step = Math.max(1, Math.min(rows, Math.floor(WINDOW_FLOATS / Math.max(1, depth))))
  const bytes = step * depth * 4
  const windows = backend.heap.allocate(bytes)
  for (let r = 0; r < rows; r += step) f(r, Math.min(rows, r + step), windows)
  backend.heap.free(windows, bytes)
}

function im2col(backend: WasmBackend, info: Info, x: number, r0: number, r1: number, windows: number): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info
  backend.exports.im2col(
    x,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
    r0,
    r1,
    windows,
  )
}

function col2im(backend: WasmBackend, info: Info, x: number, r0: number, r1: number, windows: number): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info
  backend.exports.col2im(
    x,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
    r0,
    r1,
    windows,
  )
}
