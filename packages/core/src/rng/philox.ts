/** Multipliers and key increments of Philox4x32. */
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const
const WEYL = [0x9e3779b9, 0xbb67ae85] as const
const ROUNDS = 10

/**
 * One block of Philox4x32-10: four random words for a 128-bit counter and a 64-bit key, written to `out` at `at`.
 *
 * @see Salmon et al. 2011, Parallel Random Numbers: As Easy as 1, 2, 3, §3.3
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
  at: number,
): void {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIERS[0], c0)
    const low0 = Math.imul(MULTIPLIERS[0], c0)
    const high1 = multiplyHigh(MULTIPLIERS[1], c2)
    const low1 = Math.imul(MULTIPLIERS[1], c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + WEYL[0]) | 0
    k1 = (k1 + WEYL[1]) | 0
  }
  out[at] = c0
  out[at + 1] = c1
  out[at + 2] = c2
  out[at + 3] = c3
}

/** Upper 32 bits of the unsigned product, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const low = Math.imul(aLow, bLow) >>> 0
  const middle = Math.imul(aHigh, bLow) >>> 0
  const other = Math.imul(aLow, bHigh) >>> 0
  const carry = ((low >>> 16) + (middle & 0xffff) + (other & 0xffff)) >>> 16
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16) + carry) | 0
}
