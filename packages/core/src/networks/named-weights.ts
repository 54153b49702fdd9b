import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../interfaces/rng'
import { glorotUniform, type Initializer, zeros } from './initializers'

/** What {@link NamedWeights.create} makes. */
export interface WeightRequest {
  /** Sizes of its axes. */
  readonly shape: readonly number[]
  /** Where it starts. Default `glorotUniform`. */
  readonly start?: Initializer
}

/**
 * The weights of a network that tfjs' layers cannot say: each drawn from its own stream, all under their names.
 *
 * @example
 * const weights = new NamedWeights(rng)
 * const kernel = weights.create('input/kernel', { shape: [5, 40, 64] })
 * const bias = weights.bias('input/bias', 64)
 */
export class NamedWeights {
  readonly #rng: Rng
  readonly #weights: Record<string, tf.Variable> = {}

  constructor(rng: Rng) {
    this.#rng = rng
  }

  /** A new weight. */
  create(name: string, { shape, start = glorotUniform }: WeightRequest): tf.Variable {
    const values = start(this.#rng.fork(name), shape)
    const weight = tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32')))
    this.#weights[name] = weight
    return weight
  }

  /** A new bias, zero at first. */
  bias(name: string, size: number): tf.Variable {
    return this.create(name, { shape: [size], start: zeros })
  }

  /** Every weight under its name, in the order in which they were made. */
  get all(): Readonly<Record<string, tf.Variable>> {
    return this.#weights
  }

  /** Frees them; a second call does nothing. */
  dispose(): void {
    tf.dispose(this.#weights)
  }
}
