import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Rng, RngState } from '../interfaces/rng'
import { normalQuantile } from './normal-quantile'
import { philox } from './philox'

const TWO_32 = 4294967296

/** Fourth counter word of the blocks that derive keys; streams have 0 there, so the two never meet. */
const FORK = 0x666f726b

/**
 * A random stream for a seed: any whole number, 0 included, between ±(2⁵³−1).
 *
 * @throws AeError `config` on anything else
 * @example
 * const rng = createRng(1)
 * const noise = rng.fork('noise').normal([8, 2])
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed)) {
    throw new AeError(
      'config',
      `createRng: \`seed\` must be a whole number between ±(2^53 − 1). Received: ${show(seed)}.`,
    )
  }
  return new PhiloxRng([seed >>> 0, Math.floor(seed / TWO_32) >>> 0], 0)
}

/**
 * The stream that a state was taken from, at the same place.
 *
 * @throws AeError `data` if it is no state
 */
export function restoreRng(state: RngState): Rng {
  const [low, high] = Array.isArray(state?.key) ? state.key : []
  if (isWord(low) && isWord(high) && Number.isSafeInteger(state.position) && state.position >= 0) {
    return new PhiloxRng([low, high], state.position)
  }
  throw new AeError('data', `restoreRng: expected { key: [word, word], position }. Received: ${show(state)}.`)
}

class PhiloxRng implements Rng {
  readonly #key: readonly [number, number]
  readonly #block = new Uint32Array(4)
  #position: number
  /** Which block is in `#block`. */
  #cached = -1

  constructor(key: readonly [number, number], position: number) {
    this.#key = key
    this.#position = position
  }

  get state(): RngState {
    return { key: this.#key, position: this.#position }
  }

  uniform(shape: readonly number[]): tf.Tensor {
    return tf.tensor(this.uniformArray(sizeOf('uniform', shape)), [...shape], 'float32')
  }

  normal(shape: readonly number[]): tf.Tensor {
    return tf.tensor(this.normalArray(sizeOf('normal', shape)), [...shape], 'float32')
  }

  uniformArray(count: number): Float32Array {
    // 24 bits fill a float32's mantissa, so that no value is rounded up to 1.
    const words = this.#words(count)
    const values = new Float32Array(words.length)
    for (let i = 0; i < words.length; i++) values[i] = ((words[i] ?? 0) >>> 8) / 16777216
    return values
  }

  normalArray(count: number): Float32Array {
    const words = this.#words(count)
    const values = new Float32Array(words.length)
    for (let i = 0; i < words.length; i++) values[i] = normalQuantile(((words[i] ?? 0) + 0.5) / TWO_32)
    return values
  }

  integer(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound < 1 || bound > TWO_32) {
      throw new AeError(
        'config',
        `Rng.integer: \`bound\` must be a whole number from 1 to 2^32. Received: ${show(bound)}.`,
      )
    }
    // Words above the last whole multiple of `bound` would favour small results.
    const limit = TWO_32 - (TWO_32 % bound)
    let word = this.#word()
    while (word >= limit) word = this.#word()
    return word % bound
  }

  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: sizeOf('permutation', [n]) }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const other = order[j] ?? 0
      order[j] = order[i] ?? 0
      order[i] = other
    }
    return order
  }

  fork(label: string): Rng {
    const out = new Uint32Array(4)
    let key = this.#key
    // The label is absorbed six characters at a time; the length in the last block keeps 'a' and 'a\0' apart.
    for (let start = 0; start <= label.length; start += 6) {
      const pair = (at: number): number =>
        (label.charCodeAt(at) || 0) | ((label.charCodeAt(at + 1) || 0) << 16)
      const last = start + 6 > label.length ? label.length << 8 : 0
      philox([pair(start), pair(start + 2), pair(start + 4), FORK ^ last], key, out, 0)
      key = [out[0] ?? 0, out[1] ?? 0]
    }
    return new PhiloxRng(key, 0)
  }

  #word(): number {
    const block = Math.floor(this.#position / 4)
    if (block !== this.#cached) {
      this.#fill(block, this.#block, 0)
      this.#cached = block
    }
    return this.#block[this.#position++ % 4] ?? 0
  }

  #words(count: number): Uint32Array {
    const first = Math.floor(this.#position / 4)
    const offset = this.#position - 4 * first
    const blocks = Math.ceil((offset + count) / 4)
    const words = new Uint32Array(4 * blocks)
    for (let block = 0; block < blocks; block++) this.#fill(first + block, words, 4 * block)
    this.#position += count
    return words.subarray(offset, offset + count)
  }

  #fill(block: number, out: Uint32Array, at: number): void {
    philox([block >>> 0, Math.floor(block / TWO_32) >>> 0, 0, 0], this.#key, out, at)
  }
}

function isWord(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < TWO_32
}

function sizeOf(method: string, shape: readonly number[]): number {
  const size = shape.reduce(
    (product, side) => (Number.isInteger(side) && side >= 0 ? product * side : Number.NaN),
    1,
  )
  if (Number.isSafeInteger(size)) return size
  throw new AeError('shape', `Rng.${method}: expected whole sizes of at least 0. Received: ${show(shape)}.`)
}
