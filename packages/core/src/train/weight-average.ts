import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { SlotValues } from './variable-updater'

/**
 * An exponential moving average of weights, `w̄ ← d·w̄ + (1−d)·w`, often better than the last weights.
 *
 * @see Polyak & Juditsky 1992; Tarvainen & Valpola 2017, §2
 */
export class WeightAverage {
  readonly #variables: readonly tf.Variable[]
  readonly #decay: number
  readonly #averages: tf.Tensor[]

  constructor(variables: readonly tf.Variable[], decay: number) {
    this.#variables = variables
    this.#decay = decay
    // Adding 0 makes a copy of its own: a clone would share memory with the variable.
    this.#averages = variables.map((variable) => tf.keep(tf.tidy(() => variable.add(0))))
  }

  /** Takes the variables' present values into the average. */
  update(): void {
    this.#variables.forEach((variable, i) => {
      const average = this.#averages[i]
      if (average === undefined) return
      this.#averages[i] = tf.keep(tf.tidy(() => average.mul(this.#decay).add(variable.mul(1 - this.#decay))))
      average.dispose()
    })
  }

  /** Exchanges variables and averages; a second call puts them back. */
  swap(): void {
    this.#variables.forEach((variable, i) => {
      const average = this.#averages[i]
      if (average === undefined) return
      this.#averages[i] = tf.keep(tf.tidy(() => variable.add(0)))
      variable.assign(average)
      average.dispose()
    })
  }

  /** The averages, still this object's, by the variable's position. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.#averages.map((average, i) => [String(i), average]))
  }

  /**
   * Goes on from what {@link tensors} gave.
   *
   * @throws AeError `data` if an average is missing or has another size
   */
  restore(tensors: Readonly<Record<string, SlotValues>>): void {
    const values = this.#averages.map((average, i) => {
      const data = tensors[String(i)]?.data
      if (data?.length === average.size) return data
      throw new AeError(
        'data',
        `resume: expected weight average ${i} with ${average.size} numbers. Received: ${data?.length ?? 'none'}.`,
      )
    })
    values.forEach((data, i) => {
      const average = this.#averages[i]
      if (average === undefined) return
      this.#averages[i] = tf.keep(tf.tensor(data, average.shape, 'float32'))
      average.dispose()
    })
  }

  /** Frees the averages; the variables are the model's. */
  dispose(): void {
    tf.dispose(this.#averages)
  }
}
