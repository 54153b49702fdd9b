import { accelerate, type KernelCall } from './accelerate'
import { type Block, reducedAxes } from './reduced-axes'
import type { Numbers } from './strided-copy'

/** What goes along axes one element at a time, which vectors would not make faster: products, logic, positions, running sums. */
export function registerAlongAxis(): void {
  accelerate('Prod', (call) => {
    if (call.inputs.x?.dtype !== 'float32') return undefined
    const result = fold(call, 1, (product, value) => product * value)
    if (result === undefined) return undefined
    const { info, pointer } = call.backend.output(result.shape)
    call.backend.heap.floats(pointer, result.values.length).set(result.values)
    return info
  })
  const logic = {
    All: [1, (all, value) => all & value],
    Any: [0, (any, value) => any | value],
  } as const satisfies Record<string, readonly [number, Fold]>
  for (const [name, [start, f]] of Object.entries(logic)) {
    accelerate(name, (call) => {
      if (call.inputs.x?.dtype !== 'bool') return undefined
      const result = fold(call, start, f)
      return result && call.backend.makeTensorInfo(result.shape, 'bool', Uint8Array.from(result.values))
    })
  }
  accelerate('ArgMax', (call) => position(call, 1))
  accelerate('ArgMin', (call) => position(call, -1))
  accelerate('Cumsum', cumulativeSum)
}

type Fold = (result: number, value: number) => number

function fold({ inputs: { x }, attrs, backend }: KernelCall, start: number, f: Fold) {
  let values: Numbers | Float64Array | undefined = x && backend.numbers(x)
  const axes = x && reducedAxes(x.shape, attrs.axis, attrs.keepDims)
  if (values === undefined || axes === undefined) return undefined
  for (const { outer, reduced, inner } of axes.blocks) {
    const results = new Float64Array(outer * inner).fill(start)
    let at = 0
    for (let o = 0; o < outer; o++) {
      for (let r = 0; r < reduced; r++) {
        for (let i = 0; i < inner; i++) {
          results[o * inner + i] = f(results[o * inner + i] ?? 0, values[at++] ?? 0)
        }
      }
    }
    values = results
  }
  return { shape: axes.shape, values }
}

/** Where the largest (`sign` 1) or smallest (−1) is, the first of equals; as in tfjs, NaN is passed over, but for the first. */
function position({ inputs: { x }, attrs, backend }: KernelCall, sign: 1 | -1) {
  const axis = Array.isArray(attrs.axis) ? attrs.axis[0] : attrs.axis
  const axes = x && reducedAxes(x.shape, axis, false)
  const values = x && backend.numbers(x)
  const block = axes?.blocks[0]
  if (axes === undefined || values === undefined || block === undefined) return undefined
  const { outer, inner } = block
  const found = new Int32Array(outer * inner)
  if (inner === 1) positionsInRows(values, found, sign)
  else positionsInColumns(values, found, { ...block, sign })
  return backend.makeTensorInfo(axes.shape, 'int32', found)
}

function positionsInRows(values: Numbers, found: Int32Array, sign: 1 | -1): void {
  const width = values.length / found.length
  for (let row = 0; row < found.length; row++) {
    const start = row * width
    let best = sign * (values[start] ?? 0)
    for (let k = 1; k < width; k++) {
      const value = sign * (values[start + k] ?? 0)
      if (value > best) {
        best = value
        found[row] = k
      }
    }
  }
}

interface Columns extends Block {
  readonly sign: 1 | -1
}

function positionsInColumns(
  values: Numbers,
  found: Int32Array,
  { outer, reduced, inner, sign }: Columns,
): void {
  const best = new Float64Array(inner)
  for (let o = 0; o < outer; o++) {
    const start = o * reduced * inner
    for (let i = 0; i < inner; i++) best[i] = sign * (values[start + i] ?? 0)
    for (let r = 1; r < reduced; r++) {
      for (let i = 0; i < inner; i++) {
        const value = sign * (values[start + r * inner + i] ?? 0)
        if (value > (best[i] ?? 0)) {
          best[i] = value
          found[o * inner + i] = r
        }
      }
    }
  }
}

/** Running sums along an axis, carried in float64. */
function cumulativeSum({ inputs: { x }, attrs, backend }: KernelCall) {
  if (x === undefined || x.dtype !== 'float32') return undefined
  const block = reducedAxes(x.shape, attrs.axis, false)?.blocks[0]
  if (block === undefined) return undefined
  const { info, pointer } = backend.output(x.shape)
  const source = backend.numbers(x)
  if (source === undefined) return undefined
  const target = backend.heap.floats(pointer, source.length)
  const exclusive = attrs.exclusive === true
  runningSums(source, target, { ...block, exclusive, reverse: attrs.reverse === true })
  return info
}

interface Direction extends Block {
  readonly exclusive: boolean
  readonly reverse: boolean
}

function runningSums(
  source: Numbers,
  target: Float32Array,
  { outer, reduced, inner, exclusive, reverse }: Direction,
): void {
  const sums = new Float64Array(inner)
  for (let o = 0; o < outer; o++) {
    sums.fill(0)
    for (let r = 0; r < reduced; r++) {
      const row = (o * reduced + (reverse ? reduced - 1 - r : r)) * inner
      for (let i = 0; i < inner; i++) {
        const before = sums[i] ?? 0
        const after = before + (source[row + i] ?? 0)
        sums[i] = after
        target[row + i] = exclusive ? before : after
      }
    }
  }
}
