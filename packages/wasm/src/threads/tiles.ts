import { split } from './split'

/** A share of a product's result: rows m0 … m1, columns n0 … n1, in the order in which kernels take them. */
export type Tile = readonly [m0: number, m1: number, n0: number, n1: number]

/** Sizes of a product: [rows, depth] · [depth, columns]. */
export interface ProductSize {
  readonly rows: number
  readonly columns: number
  readonly depth: number
}

/** Work below this is done before another thread has woken up. */
const LEAST_FLOPS = 2e6
/** Columns of a tile, whatever its rows. */
const TILE_COLUMNS = 8

/** Who computes a product. */
export interface ProductSharers {
  /** How many threads. */
  readonly threads: number
  /** Rows of a tile: shares of whole tiles waste nothing. */
  readonly tileRows: number
}

/**
 * The shares of a product's result that threads compute. What is split are rows or columns, never the sums themselves:
 * results do not depend on the number of threads.
 */
export function tiles(
  { rows, columns, depth }: ProductSize,
  { threads, tileRows }: ProductSharers,
): readonly Tile[] {
  const used = 2 * rows * columns * depth < LEAST_FLOPS ? 1 : threads
  if (rows >= columns) return split(rows, used, tileRows).map(({ begin, end }) => [begin, end, 0, columns])
  return split(columns, used, TILE_COLUMNS).map(({ begin, end }) => [0, rows, begin, end])
}
