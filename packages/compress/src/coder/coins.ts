/** Bits behind the first of the largest folded 32-bit integer. */
const MOST_TAIL_BITS = 32

/**
 * The coins that write an integer out: Elias's gamma code of it, once folded to those from 1 on. As many zeros as there are bits
 * behind its first, a one, then those bits.
 */
export function coinsOf(value: number): number[] {
  // 0, -1, 1, -2, … become 1, 2, 3, 4, …: up to 2³², so no bitwise operators.
  const code = value >= 0 ? 2 * value + 1 : -2 * value
  const bits = Math.floor(Math.log2(code))
  const tail = Array.from({ length: bits }, (_, k) => Math.floor(code / 2 ** (bits - 1 - k)) % 2)
  return [...Array.from({ length: bits }, () => 0), 1, ...tail]
}

/** The integer that coins write out, tossed one at a time; undefined if they begin with more zeros than any integer of 32 bits. */
export function integerOf(toss: () => number): number | undefined {
  let bits = 0
  while (toss() === 0) if (++bits > MOST_TAIL_BITS) return undefined
  let code = 1
  for (let i = 0; i < bits; i++) code = 2 * code + toss()
  return code % 2 === 1 ? (code - 1) / 2 : -code / 2
}
