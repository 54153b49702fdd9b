import type * as tf from '@tensorflow/tfjs'

/** Where an {@link Rng} stands: enough to go on from there, bit for bit, on another machine. Plain JSON. */
export interface RngState {
  /** The stream's 64-bit key as two unsigned 32-bit words. */
  readonly key: readonly [number, number]
  /** How many 32-bit words were drawn so far. A safe integer. */
  readonly position: number
}

/**
 * The only source of randomness in these packages.
 *
 * Counter-based (Philox4x32-10): the same seed gives the same stream in Node and browsers, bit for
 * bit, and a stream can be forked by name without disturbing it.
 *
 * @see Salmon et al. 2011, Parallel Random Numbers: As Easy as 1, 2, 3
 */
export interface Rng {
  /** float32 in [0, 1), owned by the caller. */
  uniform(shape: readonly number[]): tf.Tensor
  /** float32 from N(0, 1), owned by the caller. */
  normal(shape: readonly number[]): tf.Tensor
  /** `count` float32 values in [0, 1). */
  uniformArray(count: number): Float32Array
  /** `count` float32 values from N(0, 1). */
  normalArray(count: number): Float32Array
  /** An integer in [0, bound), each equally likely. */
  integer(bound: number): number
  /** The numbers 0 … n−1 in random order. */
  permutation(n: number): Int32Array
  /** An independent stream named `label`. Depends on this stream's key and the label, not on its position. */
  fork(label: string): Rng
  /** Where the stream stands now. */
  readonly state: RngState
}
