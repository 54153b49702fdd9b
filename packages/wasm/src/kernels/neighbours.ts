import { split } from '../threads/split'
import { accelerate, floatPointer } from './accelerate'

/** Differences of numbers below which one thread is done before another has woken up. */
const LEAST_WORK = 1 << 18

/** Distances between rows, the nearest rows, and what distances become in t-SNE. */
export function registerNeighbours(): void {
  accelerate('AeSquaredDistances', ({ inputs: { queries, panels }, attrs, backend }) => {
    const [from, to] = [floatPointer(backend, queries), floatPointer(backend, panels)]
    if (from === undefined || to === undefined) return undefined
    const [count = 0, width = 0] = queries?.shape ?? []
    const [rows, self] = [Number(attrs.rows), Number(attrs.self)]
    const { info, pointer } = backend.output([count, rows])
    const shared = [from, to, pointer, rows, width, self]
    backend.pool.run(
      'squaredDistances',
      split(count, count * rows * width < LEAST_WORK ? 1 : backend.pool.threads, 1).map(({ begin, end }) => [
        ...shared,
        begin,
        end,
      ]),
    )
    return [info]
  })
  accelerate('AeNearestRows', ({ inputs: { queries, panels }, attrs, backend }) => {
    const [from, to] = [floatPointer(backend, queries), floatPointer(backend, panels)]
    if (from === undefined || to === undefined) return undefined
    const [m = 0, width = 0] = queries?.shape ?? []
    const [rows, self, count] = [Number(attrs.rows), Number(attrs.self), Number(attrs.count)]
    const [distances, indices] = [backend.output([m, count]), backend.output([m, count])]
    const shared = [from, to, distances.pointer, indices.pointer, rows, width, count, self]
    backend.pool.run(
      'nearestRows',
      split(m, m * rows * width < LEAST_WORK ? 1 : backend.pool.threads, 1).map(({ begin, end }) => [
        ...shared,
        begin,
        end,
      ]),
    )
    return [distances.info, indices.info]
  })
  accelerate('AeAffinities', ({ inputs: { distances }, attrs, backend }) => {
    const from = floatPointer(backend, distances)
    if (distances === undefined || from === undefined) return undefined
    const [m = 0, width = 0] = distances.shape
    const { info, pointer } = backend.output(distances.shape)
    backend.pool.run(
      'affinities',
      split(m, m * width < LEAST_WORK / 16 ? 1 : backend.pool.threads, 1).map(({ begin, end }) => [
        from,
        pointer,
        width,
        Number(attrs.entropy),
        begin,
        end,
      ]),
    )
    return [info]
  })
}
