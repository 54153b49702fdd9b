import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 15
/** 32-bit words of a table's entry: two positions and a share; the order is that of assembly/resize.ts. */
const ENTRY_WORDS = 3

/** Resizing of images to the nearest element or between two, and its gradients. */
export function registerResizing(): void {
  accelerate('ResizeNearestNeighbor', (call) => forward(call, nearest))
  accelerate('ResizeBilinear', (call) => forward(call, linear))
  accelerate('ResizeNearestNeighborGrad', (call) => backward(call, nearest))
  accelerate('ResizeBilinearGrad', (call) => backward(call, linear))
}

interface Axis {
  readonly size: number
  readonly outSize: number
  readonly alignCorners: boolean
  readonly halfPixelCenters: boolean
}

/** Between which two positions of an axis a position of the resized axis lies, and how far from the first. */
type Taps = (position: number, axis: Axis) => readonly [low: number, high: number, share: number]

const nearest: Taps = (position, axis) => {
  const source = (position + (axis.halfPixelCenters ? 0.5 : 0)) * scaleOf(axis)
  const at = Math.max(0, Math.min(axis.size - 1, axis.alignCorners ? Math.round(source) : Math.floor(source)))
  return [at, at, 0]
}

const linear: Taps = (position, axis) => {
  const scale = scaleOf(axis)
  const source = axis.halfPixelCenters ? (position + 0.5) * scale - 0.5 : position * scale
  const low = Math.max(0, Math.floor(source))
  return [low, Math.min(axis.size - 1, Math.ceil(source)), source - low]
}

function scaleOf({ size, outSize, alignCorners }: Axis): number {
  return alignCorners && outSize > 1 ? (size - 1) / (outSize - 1) : size / outSize
}

function forward({ inputs: { images }, attrs, backend }: KernelCall, taps: Taps) {
  const from = floatPointer(backend, images)
  if (images === undefined || from === undefined || images.shape.length !== 4) return undefined
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape
  const [outHeight = 0, outWidth = 0] = attrs.size as unknown as readonly number[]
  const shape = [batch, outHeight, outWidth, channels]
  const { info, pointer } = backend.output(shape)
  if (sizeOf(shape) === 0) return info
  const threads = sizeOf(shape) < LEAST_ELEMENTS ? 1 : backend.pool.threads
  withTables(backend, { height, width, outHeight, outWidth, attrs, taps }, (rows, columns) => {
    const operands = [
      Number(taps === linear),
      rows,
      columns,
      from,
      height,
      width,
      pointer,
      outHeight,
      outWidth,
    ]
    backend.pool.run(
      'resize',
      split(batch * outHeight, threads, 1).map(({ begin, end }) => [...operands, channels, begin, end]),
    )
  })
  return info
}

function backward({ inputs: { images, dy }, attrs, backend }: KernelCall, taps: Taps) {
  const slope = floatPointer(backend, dy)
  if (images === undefined || dy === undefined || slope === undefined || images.shape.length !== 4)
    return undefined
  const [batch = 0, height = 0, width = 0, channels = 0] = images.shape
  const [, outHeight = 0, outWidth = 0] = dy.shape
  const { info, pointer } = backend.output(images.shape)
  backend.heap.floats(pointer, sizeOf(images.shape)).fill(0)
  if (sizeOf(dy.shape) === 0) return info
  const threads = sizeOf(dy.shape) < LEAST_ELEMENTS ? 1 : backend.pool.threads
  withTables(backend, { height, width, outHeight, outWidth, attrs, taps }, (rows, columns) => {
    const operands = [
      Number(taps === linear),
      rows,
      columns,
      pointer,
      height,
      width,
      slope,
      outHeight,
      outWidth,
    ]
    // Elements of different images never meet.
    backend.pool.run(
      'resizeGradient',
      split(batch, threads, 1).map(({ begin, end }) => [
        ...operands,
        channels,
        begin * outHeight,
        end * outHeight,
      ]),
    )
  })
  return info
}

interface Tables {
  readonly height: number
  readonly width: number
  readonly outHeight: number
  readonly outWidth: number
  readonly attrs: KernelCall['attrs']
  readonly taps: Taps
}

/** Lends `f` the tables of rows and columns in memory. */
function withTables(backend: WasmBackend, sizes: Tables, f: (rows: number, columns: number) => void): void {
  const { height, width, outHeight, outWidth, attrs, taps } = sizes
  const { heap } = backend
  const flags = {
    alignCorners: attrs.alignCorners === true,
    halfPixelCenters: attrs.halfPixelCenters === true,
  }
  const words = (outHeight + outWidth) * ENTRY_WORDS
  const table = heap.allocate(words * 4)
  const whole = new Int32Array(heap.memory.buffer, table, words)
  const shares = heap.floats(table, words)
  for (let i = 0; i < outHeight + outWidth; i++) {
    const [low, high, share] =
      i < outHeight
        ? taps(i, { size: height, outSize: outHeight, ...flags })
        : taps(i - outHeight, { size: width, outSize: outWidth, ...flags })
    whole.set([low, high], i * ENTRY_WORDS)
    shares[i * ENTRY_WORDS + 2] = share
  }
  f(table, table + outHeight * ENTRY_WORDS * 4)
  heap.free(table, words * 4)
}
