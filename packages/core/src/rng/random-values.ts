import { normalQuantile } from './normal-quantile'
import { philox } from './philox'

const TWO_32 = 4294967296

/** A stretch of a stream: its key, the first word, and how many. */
export interface Stretch {
  /** The stream's key as two unsigned 32-bit words. */
  readonly key: readonly [number, number]
  /** Words before the first. */
  readonly position: number
  /** Number of words, each of which gives one value. */
  readonly count: number
}

/** A stretch's values in [0, 1). 24 bits fill a float32's mantissa, so that no value is rounded up to 1. */
export function uniformValues(stretch: Stretch): Float32Array {
  return Float32Array.from(randomWords(stretch), (word) => (word >>> 8) / 16777216)
}

/** A stretch's values from N(0, 1). */
export function normalValues(stretch: Stretch): Float32Array {
  const words = randomWords(stretch)
  const values = new Float32Array(words.length)
  for (let i = 0; i < words.length; i++) values[i] = normalQuantile(((words[i] ?? 0) + 0.5) / TWO_32)
  return values
}

function randomWords({ key, position, count }: Stretch): Uint32Array {
  const first = Math.floor(position / 4)
  const offset = position - 4 * first
  const blocks = Math.ceil((offset + count) / 4)
  const words = new Uint32Array(4 * blocks)
  for (let block = 0; block < blocks; block++) randomBlock(key, first + block, words, 4 * block)
  return words.subarray(offset, offset + count)
}

/** Four words of a stream, written to `out` at `at`. */
export function randomBlock(
  key: readonly [number, number],
  block: number,
  out: Uint32Array,
  at: number,
): void {
  philox([block >>> 0, Math.floor(block / TWO_32) >>> 0, 0, 0], key, out, at)
}
