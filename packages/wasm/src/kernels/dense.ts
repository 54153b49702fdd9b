import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import type { ProductSize } from '../threads/tiles'
import { accelerate, floatPointer, sizeOf } from './accelerate'
import { ACTIVATIONS } from './elementwise'
import { rowShares, withPacked } from './recurrence'

/** Dense layers in a row, forward and backward: the kernels of @ae/core's `denseStack`. */
export function registerDense(): void {
  accelerate('AeDenseStack', ({ inputs, attrs, backend }) => {
    const [x, ...parameters] = Object.values(inputs)
    const { activations, keep } = attrs as unknown as StackAttributes
    const layers = readLayers(backend, parameters, activations)
    const from = floatPointer(backend, x)
    if (x === undefined || from === undefined || layers === undefined) return undefined
    const [rows = 0] = x.shape
    const last = backend.output([rows, layers.at(-1)?.units ?? 0])
    if (!keep && rows >= MANY_ROWS) {
      walkRows(backend, layers, { x: from, y: last.pointer, rows })
      return [last.info]
    }
    const hidden = backend.block(hiddenSize(layers) * rows)
    walkLayers(backend, layers, { x: from, y: last.pointer, rows, hidden: hidden.pointer })
    if (keep) return [last.info, hidden.info]
    backend.disposeIntermediateTensorInfo(hidden.info)
    return [last.info]
  })
  accelerate('AeSlope', ({ inputs: { dy, y }, attrs, backend }) => {
    const [from, values] = [floatPointer(backend, dy), floatPointer(backend, y)]
    const activation = ACTIVATIONS[String(attrs.activation)]
    if (dy === undefined || from === undefined || values === undefined || activation === undefined)
      return undefined
    const { info, pointer } = backend.output(dy.shape)
    runSlope(backend, { activation, dy: from, y: values, out: pointer, count: sizeOf(dy.shape) })
    return info
  })
  accelerate('AeDenseStackDeltas', ({ inputs, attrs, backend }) => {
    const [dy, y, hidden, ...kernels] = Object.values(inputs)
    const { activations } = attrs as unknown as StackAttributes
    const [pointerDy, pointerY, pointerHidden] = [dy, y, hidden].map((info) => floatPointer(backend, info))
    const pointers = kernels.map((info) => floatPointer(backend, info))
    if (dy === undefined || pointerDy === undefined || pointerY === undefined || pointerHidden === undefined)
      return undefined
    const [rows = 0] = dy.shape
    const widths = kernels.map(({ shape }) => shape[1] ?? 0)
    const { info, pointer } = backend.output([rows * widths.reduce((sum, width) => sum + width, 0)])
    // Where each layer's deltas lie, and its values, in layers that have any.
    const starts = widths.map((_, i) => 4 * rows * widths.slice(0, i).reduce((sum, width) => sum + width, 0))
    const top = pointer + (starts.at(-1) ?? 0)
    const activation = ACTIVATIONS[activations.at(-1) ?? 'linear'] ?? -1
    runSlope(backend, { activation, dy: pointerDy, y: pointerY, out: top, count: sizeOf(dy.shape) })
    for (let layer = widths.length - 1; layer > 0; layer--) {
      const [width = 0, units = 0] = kernels[layer]?.shape ?? []
      const below = ACTIVATIONS[activations[layer - 1] ?? 'linear'] ?? -1
      const [delta, out, values] = [
        pointer + (starts[layer] ?? 0),
        pointer + (starts[layer - 1] ?? 0),
        pointerHidden + (starts[layer - 1] ?? 0),
      ]
      runShares(backend, 'denseBack', { rows, columns: width, depth: units }, [
        delta,
        units,
        pointers[layer] ?? 0,
        values,
        below,
        out,
        width,
      ])
    }
    return [info]
  })
  accelerate('AeDenseStackWeights', ({ inputs, attrs, backend }) => {
    const [values, deltas] = Object.values(inputs)
    const [a, b] = [floatPointer(backend, values), floatPointer(backend, deltas)]
    const { valuesOffset, deltasOffset, rows, inputs: width, units } = attrs as unknown as WeightsAttributes
    if (a === undefined || b === undefined) return undefined
    const { info, pointer } = backend.output([width, units])
    backend.gemm({
      a: a + valuesOffset * 4,
      lda: width,
      ta: true,
      b: b + deltasOffset * 4,
      ldb: units,
      tb: false,
      c: pointer,
      m: width,
      n: units,
      k: rows,
    })
    return info
  })
  accelerate('AeDenseStackBias', ({ inputs, attrs, backend }) => {
    const [deltas] = Object.values(inputs)
    const from = floatPointer(backend, deltas)
    const { deltasOffset, rows, units } = attrs as unknown as WeightsAttributes
    if (from === undefined) return undefined
    const { info, pointer } = backend.output([units])
    backend.exports.sumColumns(from + deltasOffset * 4, pointer, rows, units, 0, units, 1)
    return info
  })
}

interface SlopeCall {
  readonly activation: number
  readonly dy: number
  readonly y: number
  readonly out: number
  readonly count: number
}

function runSlope(backend: WasmBackend, { activation, dy, y, out, count }: SlopeCall): void {
  backend.pool.run(
    'slope',
    split(count, count < LEAST_ELEMENTS ? 1 : backend.pool.threads, GRAIN).map(({ begin, end }) => [
      activation,
      dy + begin * 4,
      y + begin * 4,
      out + begin * 4,
      end - begin,
    ]),
  )
}

/** As in @ae/core's dense-stack. */
interface StackAttributes {
  readonly activations: readonly string[]
  readonly keep: boolean
}

interface WeightsAttributes {
  readonly valuesOffset: number
  readonly deltasOffset: number
  readonly rows: number
  readonly inputs: number
  readonly units: number
}

interface Layer {
  readonly inputs: number
  readonly units: number
  readonly kernel: number
  readonly bias: number
  readonly activation: number
}

/** Pointers and sizes of layers given as kernel, bias, kernel, bias, … */
function readLayers(
  backend: WasmBackend,
  parameters: readonly tf.TensorInfo[],
  activations: readonly string[],
): readonly Layer[] | undefined {
  const layers = activations.map((name, i): Layer | undefined => {
    const [kernel, bias] = parameters.slice(2 * i, 2 * i + 2)
    const [k, b] = [floatPointer(backend, kernel), floatPointer(backend, bias)]
    const [inputs = 0, units = 0] = kernel?.shape ?? []
    const activation = ACTIVATIONS[name]
    if (k === undefined || b === undefined || activation === undefined) return undefined
    return { inputs, units, kernel: k, bias: b, activation }
  })
  return layers.includes(undefined)
    ? undefined
    : layers.flatMap((layer) => (layer === undefined ? [] : [layer]))
}

interface Walk {
  readonly x: number
  readonly y: number
  readonly rows: number
}

/** One layer after the other, each on all rows; what is between them is kept in `hidden`. */
function walkLayers(
  backend: WasmBackend,
  layers: readonly Layer[],
  { x, y, rows, hidden }: Walk & { readonly hidden: number },
): void {
  let [values, next] = [x, hidden]
  layers.forEach(({ inputs, units, kernel, bias, activation }, i) => {
    const out = i === layers.length - 1 ? y : next
    const size = { rows, columns: units, depth: inputs }
    runShares(backend, 'dense', size, [values, inputs, kernel, bias, out, units, activation])
    values = out
    next += rows * units * 4
  })
}

/** Rows above which packing every kernel once pays. */
const MANY_ROWS = 256
/** 32-bit words of a layer in a plan; assembly/dense.ts says which. */
const LAYER_WORDS = 5

/** A few rows after the other, each through all layers: nothing between two layers leaves the cache. */
function walkRows(backend: WasmBackend, layers: readonly Layer[], { x, y, rows }: Walk): void {
  const { exports, heap, pool } = backend
  const parts = layers.map(({ kernel, inputs, units }) => ({
    pointer: kernel,
    stride: units,
    depth: inputs,
    columns: units,
    transposed: false,
  }))
  const widest = Math.max(...layers.map(({ units }) => units))
  const bufferBytes = 2 * exports.rowsTogether() * widest * 4
  const buffers = heap.allocate(pool.threads * bufferBytes)
  const planBytes = layers.length * LAYER_WORDS * 4
  const plan = heap.allocate(planBytes)
  withPacked(backend, parts, (packed) => {
    const words = layers.flatMap(({ inputs, units, bias, activation }, i) => [
      inputs,
      units,
      packed[i] ?? 0,
      bias,
      activation,
    ])
    new Int32Array(heap.memory.buffer, plan, words.length).set(words)
    pool.run(
      'denseRows',
      rowShares(backend, rows).map(([begin, end, scratch], i) => [
        plan,
        layers.length,
        x,
        y,
        widest,
        begin,
        end,
        buffers + i * bufferBytes,
        scratch,
      ]),
    )
  })
  heap.free(plan, planBytes)
  heap.free(buffers, pool.threads * bufferBytes)
}

/** Numbers that all hidden layers have a row. */
function hiddenSize(layers: readonly Layer[]): number {
  return layers.slice(0, -1).reduce((sum, { units }) => sum + units, 0)
}

/** Runs a layer's kernel on shares of its result. */
function runShares(
  backend: WasmBackend,
  task: 'dense' | 'denseBack',
  size: ProductSize,
  values: readonly number[],
): void {
  backend.pool.run(
    task,
    backend.tiles(size).map((tile, i) => [...values, ...tile, backend.scratches[i] ?? 0]),
  )
}

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16
/** Elements that shares are multiples of: whole cache lines. */
const GRAIN = 1024
