import { split } from '../threads/split'
import { accelerate, floatPointer } from './accelerate'

/** Floats of rows that are packed at a time: they should stay in the first-level cache beside a strip of codes. */
const ROW_FLOATS = 1 << 12
/** Rows and codes of a tile. */
const TILE_ROWS = 4
const TILE_CODES = 8
/** Floats of what is known about one row. */
const STATE_FLOATS = 8
/** Multiplications below which one thread is done before another has woken up. */
const LEAST_PRODUCTS = 1e6

/** The nearest-code search of @ae/core: products in tiles, each compared as it arises, threads over rows. */
export function registerNearestCode(): void {
  accelerate('AeNearestCode', ({ inputs: { x, codebook }, backend }) => {
    const [px, pc] = [floatPointer(backend, x), floatPointer(backend, codebook)]
    if (x === undefined || codebook === undefined || px === undefined || pc === undefined) return undefined
    const { heap, pool, exports } = backend
    const [rows = 0, depth = 0] = x.shape
    const [codes = 0] = codebook.shape
    const padded = Math.ceil(codes / TILE_CODES) * TILE_CODES
    const step = Math.max(TILE_ROWS, Math.floor(ROW_FLOATS / depth / TILE_ROWS) * TILE_ROWS)
    const threads = rows * codes * depth < LEAST_PRODUCTS ? 1 : pool.threads
    const shares = split(rows, threads, TILE_ROWS)
    const sizes = {
      packed: padded * (depth + 1) * 4,
      indices: rows * 4,
      scratch: step * (depth + STATE_FLOATS) * 4,
    }
    const packed = heap.allocate(sizes.packed)
    const indices = heap.allocate(sizes.indices)
    const scratches = shares.map(() => heap.allocate(sizes.scratch))
    const halves = packed + padded * depth * 4
    exports.packCodes(pc, codes, depth, packed, halves)
    pool.run(
      'nearestCode',
      shares.map(({ begin, end }, i) => {
        return [px, depth, packed, halves, codes, indices, begin, end, step, scratches[i] ?? 0]
      }),
    )
    const values = new Int32Array(heap.memory.buffer, indices, rows).slice()
    for (const scratch of scratches) heap.free(scratch, sizes.scratch)
    heap.free(indices, sizes.indices)
    heap.free(packed, sizes.packed)
    return [backend.makeTensorInfo([rows], 'int32', values)]
  })
}
