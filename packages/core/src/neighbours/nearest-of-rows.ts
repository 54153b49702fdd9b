import { AeError } from '../errors/ae-error'
import { nearestRows } from '../kernels/nearest-rows'
import { rowBlocks } from './row-blocks'
import type { Rows } from './rows'

/**
 * The other rows nearest to each row, the nearest first: [n, neighbours].
 *
 * @throws AeError `shape` if there are not as many other rows
 */
export async function nearestOfRows(subject: string, rows: Rows, neighbours: number): Promise<Float32Array> {
  if (neighbours >= rows.count) {
    throw new AeError(
      'shape',
      `${subject}: expected more than ${neighbours} rows for as many neighbours. Received: ${rows.count}.`,
    )
  }
  const indices = new Float32Array(rows.count * neighbours)
  for await (const { first, queries, panels } of rowBlocks(rows)) {
    const near = await nearestRows(queries, panels, { count: neighbours, self: first })
    indices.set(near.indices, first * neighbours)
  }
  return indices
}
