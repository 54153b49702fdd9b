import { glorotUniform, type Initializer, type Rng, zeros } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What {@link PriorWeights.create} makes. */
export interface WeightRequest {
  /** Sizes of its axes. */
  readonly shape: readonly number[]
  /** Where it starts. Default `glorotUniform`. */
  readonly start?: Initializer
}

/** The weights of a network that tfjs' layers cannot say: each drawn from its own stream, all under their names. */
export class PriorWeights {
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

/** So small are a prior's first logits that it begins by finding all codes alike. */
const FIRST_LOGITS = 0.01

/** The start of the kernel that logits come from. */
export const logitsStart: Initializer = (rng, shape) =>
  glorotUniform(rng, shape).map((value) => value * FIRST_LOGITS)
