import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer } from './accelerate'
import { type Block, reducedAxes } from './reduced-axes'

/** tfjs' names, and that of the attribute that says which axes. */
const REDUCTIONS = { Sum: 'axis', Mean: 'axis', Max: 'reductionIndices', Min: 'axis' } as const

type Name = keyof typeof REDUCTIONS

/** Sums, means, maxima and minima over any axes. */
export function registerReduction(): void {
  for (const [name, axis] of Object.entries(REDUCTIONS) as [Name, string][]) {
    accelerate(name, ({ inputs: { x }, attrs, backend }) => {
      const from = floatPointer(backend, x)
      if (x === undefined || from === undefined) return undefined
      const axes = reducedAxes(x.shape, attrs[axis], attrs.keepDims)
      if (axes === undefined) return undefined
      const { info, pointer } = backend.output(axes.shape)
      const stages = axes.blocks.length - 1
      let source = from
      axes.blocks.forEach((block, i) => {
        const bytes = block.outer * block.inner * 4
        const y = i === stages ? pointer : backend.heap.allocate(bytes)
        reduce(backend, name, { ...block, x: source, y, scale: i === stages ? 1 / axes.count : 1 })
        if (i > 0) backend.heap.free(source, block.outer * block.reduced * block.inner * 4)
        source = y
      })
      return info
    })
  }
}

interface Stage extends Block {
  readonly x: number
  readonly y: number
  /** What a mean multiplies its sum with. */
  readonly scale: number
}

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 16
/** Columns that shares are multiples of: whole cache lines. */
const GRAIN = 16

function reduce(backend: WasmBackend, name: Name, { x, y, outer, reduced, inner, scale }: Stage): void {
  const { pool } = backend
  const threads = outer * reduced * inner < LEAST_ELEMENTS ? 1 : pool.threads
  const factor = name === 'Mean' ? scale : 1
  if (name === 'Max' || name === 'Min') {
    const largest = name === 'Max' ? 1 : 0
    const shares = split(outer, threads, 1)
    pool.run(
      'foldBlocks',
      shares.map(({ begin, end }) => [largest, x, y, reduced, inner, begin, end]),
    )
  } else if (inner === 1) {
    pool.run(
      'sumRows',
      split(outer, threads, GRAIN).map(({ begin, end }) => [
        x + begin * reduced * 4,
        y + begin * 4,
        end - begin,
        reduced,
        factor,
      ]),
    )
  } else if (outer === 1) {
    pool.run(
      'sumColumns',
      split(inner, threads, GRAIN).map(({ begin, end }) => [x, y, reduced, inner, begin, end, factor]),
    )
  } else {
    pool.run(
      'sumBlocks',
      split(outer, threads, 1).map(({ begin, end }) => [x, y, reduced, inner, begin, end, factor]),
    )
  }
}
