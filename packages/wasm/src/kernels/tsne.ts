import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer } from './accelerate'

/** Pairs below which one thread is done before another has woken up. */
const LEAST_PAIRS = 1 << 16
/** Planes of an output: pull x, y; push x, y; mass; cost. */
const PLANES = 6
/** Points that walk through the tree together. */
const GROUP = 4
/** About how many cells one of them meets. */
const CELLS = 500

/** Forces between the points of a t-SNE map. */
export function registerTsne(): void {
  accelerate('AeTsneForces', ({ inputs, attrs, backend }) => {
    const [map, p] = [floatPointer(backend, inputs.map), floatPointer(backend, inputs.p)]
    if (map === undefined || p === undefined) return undefined
    const [points, cost] = [Number(attrs.points), Number(attrs.cost)]
    const { info, pointer } = backend.output([PLANES, points])
    backend.pool.run(
      'tsneForces',
      shares(backend, points, points * points).map(({ begin, end }) => [
        map,
        p,
        pointer,
        points,
        cost,
        begin,
        end,
      ]),
    )
    return [info]
  })
  accelerate('AeTsneTreeForces', ({ inputs, attrs, backend }) => {
    const pointers = [inputs.map, inputs.counts, inputs.columns, inputs.values].map((info) =>
      floatPointer(backend, info),
    )
    const [map, counts, columns, values] = pointers
    if (map === undefined || counts === undefined || columns === undefined || values === undefined)
      return undefined
    const [points, cost, theta] = [Number(attrs.points), Number(attrs.cost), Number(attrs.theta)]
    const { info, pointer } = backend.output([PLANES, points])
    // The heap may grow for the tree, so views are taken afterwards.
    const bytes = backend.exports.tsneTreeBytes(points)
    const tree = backend.heap.allocate(bytes)
    try {
      const entries = backend.heap.floats(counts, points)
      let first = 0
      backend.pool.run(
        'tsnePull',
        shares(backend, points, points * CELLS).map(({ begin, end }) => {
          const offset = 4 * first
          for (let i = begin; i < end; i++) first += entries[i] ?? 0
          return [map, counts, columns + offset, values + offset, pointer, points, cost, begin, end]
        }),
      )
      const nodes = backend.exports.tsneTree(map, tree, points, theta)
      const groups = Math.ceil(points / GROUP)
      backend.pool.run(
        'tsnePush',
        shares(backend, groups, points * CELLS).map(({ begin, end }) => [
          tree,
          nodes,
          pointer,
          points,
          begin,
          end,
        ]),
      )
    } finally {
      backend.heap.free(tree, bytes)
    }
    return [info]
  })
}

function shares({ pool }: WasmBackend, size: number, pairs: number) {
  return split(size, pairs < LEAST_PAIRS ? 1 : pool.threads, 1)
}
