import { AeError } from '@ae/core'

/** How two sequences are laid upon each other. */
export interface Alignment {
  /** Sum of the distances along the path. */
  readonly cost: number
  /** Pairs of places, from the first of both to the last of both; each step goes on in one or both. */
  readonly path: readonly (readonly [first: number, second: number])[]
}

/**
 * Dynamic time warping: the cheapest way through two sequences that leaves out nothing. Takes time and memory in proportion
 * to the product of their lengths.
 *
 * @param lengths  of both sequences
 * @param distance of a place of the first from a place of the second, ≥ 0
 * @throws AeError `shape` if a sequence is empty
 * @see Sakoe & Chiba 1978, Dynamic Programming Algorithm Optimization for Spoken Word Recognition; steps of weight 1
 * @example
 * const { cost, path } = dynamicTimeWarping([3, 4], (i, j) => Math.abs(i - j))
 */
export function dynamicTimeWarping(
  [rows, columns]: readonly [number, number],
  distance: (first: number, second: number) => number,
): Alignment {
  if (!(rows > 0 && columns > 0)) {
    throw new AeError(
      'shape',
      `dynamicTimeWarping: expected two sequences of at least one place. Received: ${rows} and ${columns}.`,
    )
  }
  const costs = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const before = cheapest(costs, columns, i, j)
      costs[i * columns + j] = distance(i, j) + (before === undefined ? 0 : (costs[before] ?? 0))
    }
  }
  const path: (readonly [number, number])[] = []
  let at: number | undefined = rows * columns - 1
  while (at !== undefined) {
    const [i, j]: readonly [number, number] = [Math.floor(at / columns), at % columns]
    path.push([i, j])
    at = cheapest(costs, columns, i, j)
  }
  return { cost: costs[rows * columns - 1] ?? 0, path: path.reverse() }
}

/** Where the cheapest way to a place comes from; undefined for the first place. Of equals, the diagonal, which is shortest. */
function cheapest(costs: Float64Array, columns: number, i: number, j: number): number | undefined {
  const at = i * columns + j
  if (i === 0) return j === 0 ? undefined : at - 1
  if (j === 0) return at - columns
  const [diagonal, above, left] = [at - columns - 1, at - columns, at - 1]
  const first = (costs[above] ?? 0) < (costs[diagonal] ?? 0) ? above : diagonal
  return (costs[left] ?? 0) < (costs[first] ?? 0) ? left : first
}
