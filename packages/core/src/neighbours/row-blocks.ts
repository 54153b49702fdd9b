import * as tf from '@tensorflow/tfjs'
import { type HostArray, hostArray } from '../kernels/host-kernel'
import { type Panels, toPanels } from '../kernels/panels'
import { Breath } from '../train/breathe'
import type { Rows } from './rows'

/** Differences of numbers in one block: some tens of milliseconds of a kernel's time. */
const WORK = 2 ** 27
/** Rows of a block, few rows or many. */
const LEAST_ROWS = 16
const MOST_ROWS = 1024

/** Some rows that are compared with all. */
export interface RowBlock {
  /** Number of its first row. */
  readonly first: number
  /** How many rows. */
  readonly count: number
  /** The rows, [count, width]; freed when the next block is asked for. */
  readonly queries: HostArray
  /** All rows that they are compared with. */
  readonly panels: Panels
}

/**
 * Rows in blocks, each small enough for the event loop to get its turn in between. Leaving early leaks nothing.
 *
 * @param among what they are compared with, as wide. Default: the rows themselves.
 */
export async function* rowBlocks(
  { values, count, width }: Rows,
  among: Rows = { values, count, width },
): AsyncGenerator<RowBlock, void, undefined> {
  const size = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.round(WORK / (among.count * width))))
  const panels = toPanels(among.values, width)
  const breath = new Breath()
  try {
    for (let first = 0; first < count; first += size) {
      const rows = Math.min(size, count - first)
      const queries = hostArray(values.subarray(first * width, (first + rows) * width), [rows, width])
      try {
        yield { first, count: rows, queries, panels }
      } finally {
        queries.tensor.dispose()
      }
      await breath.take()
    }
  } finally {
    tf.dispose(panels.array.tensor)
  }
}
