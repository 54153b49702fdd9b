import type { Layout } from './contexts'

/**
 * Visits the coefficients of a row of blocks in the order of the file: by plane, by frequency, even blocks and then odd ones.
 *
 * @param tops  for each plane, the highest u + v that is visited; -1 for none
 * @param visit with all coefficients of that frequency: the same for all rows, borrowed
 */
export function walkRow(
  { block, planes }: Layout,
  tops: ArrayLike<number>,
  visit: (plane: number, channels: Uint16Array, phase: number) => void,
): void {
  const groups = channelGroups(block)
  for (let plane = 0; plane < planes; plane++) {
    for (let d = 0; d <= (tops[plane] ?? -1); d++) {
      const channels = groups[d] as Uint16Array
      visit(plane, channels, 0)
      visit(plane, channels, 1)
    }
  }
}

const known = new Map<number, readonly Uint16Array[]>()

/** Coefficients by u + v. */
function channelGroups(block: number): readonly Uint16Array[] {
  const found = known.get(block)
  if (found !== undefined) return found
  const groups = Array.from({ length: 2 * block - 1 }, (_, d) =>
    Uint16Array.from({ length: Math.min(d, block - 1) - Math.max(0, d - block + 1) + 1 }, (_, i) => {
      const u = Math.max(0, d - block + 1) + i
      return u * block + (d - u)
    }),
  )
  known.set(block, groups)
  return groups
}
