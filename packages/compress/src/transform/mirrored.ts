/**
 * Where a line's number outside of it comes from: lines go on as in a mirror, at their end and again where the last block ends.
 *
 * @param at     from half a block before the line to half a block behind its last block
 * @param size   of the line
 * @param padded `size`, rounded up to whole blocks
 */
export function mirrored(at: number, size: number, padded: number): number {
  const inside = at < 0 ? -1 - at : at >= padded ? 2 * padded - 1 - at : at
  const once = inside < size ? inside : 2 * size - 1 - inside
  // A line may be shorter than what is missing.
  return Math.max(0, Math.min(size - 1, once))
}
