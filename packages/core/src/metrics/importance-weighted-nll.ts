import * as tf from '@tensorflow/tfjs'
import { rowsIn } from '../data/row-dataset'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import type { ImportanceSampled } from '../interfaces/importance-sampled'
import type { Rng } from '../interfaces/rng'
import type { LabelledBatch } from '../probes/classifier'
import { createRng } from '../rng/rng'
import { Breath } from '../train/breathe'

/** Rows that are decoded at a time: some ten megabytes of images. */
const DECODED_AT_A_TIME = 4096

/** Options of {@link importanceWeightedNll}. */
export interface ImportanceWeightedOptions {
  /** Codes drawn for each row. 1 gives the evidence lower bound; papers report 5,000. Integer ≥ 1. Default 500. */
  readonly samples?: number
  /** Where the codes' noise comes from. Default: a stream of its own, the same at each call. */
  readonly rng?: Rng
}

/**
 * Negative log-likelihood of each row, in nats, by importance sampling: `−log (1/K) Σ_k p(x, z_k) / q(z_k | x)`, with `z_k`
 * drawn from the model's posterior.
 *
 * On average never below the true value and falling to it as K grows. Comparable only between models of the same data
 * under the same likelihood.
 *
 * @param model a `VAE`, or a sibling with `logWeights`
 * @param x     [B, …], or rows with their classes for a `ConditionalVAE`; borrowed
 * @returns one number a row
 * @throws AeError `config` on a bad option, `shape` without rows or if they do not fit the model
 * @see Burda et al. 2016, Importance Weighted Autoencoders, eq. 8, arXiv:1509.00519
 * @example
 * const nats = await importanceWeightedNll(vae, images, { samples: 5000 })
 * const mean = nats.reduce((sum, nll) => sum + nll, 0) / nats.length
 */
export async function importanceWeightedNll<B extends tf.Tensor | LabelledBatch>(
  model: ImportanceSampled<B>,
  x: B,
  options: ImportanceWeightedOptions = {},
): Promise<Float64Array> {
  const subject = 'importanceWeightedNll'
  const { samples = 500, rng = createRng(0) } = requireKnownOptions(subject, options, ['samples', 'rng'])
  requirePositiveInteger(subject, 'samples', samples)
  const rows = rowsIn(x)
  if (rows === 0) throw new AeError('shape', `${subject}: expected at least one row. Received: 0.`)
  const nats = new Float64Array(rows)
  const rowsAtATime = Math.max(1, Math.floor(DECODED_AT_A_TIME / samples))
  const breath = new Breath()
  for (let first = 0; first < rows; first += rowsAtATime) {
    const count = Math.min(rowsAtATime, rows - first)
    const means = Array.from({ length: count }, () => new LogMeanExp())
    for (let done = 0; done < samples; done += DECODED_AT_A_TIME) {
      const drawn = Math.min(DECODED_AT_A_TIME, samples - done)
      const weights = tf.tidy(() => model.logWeights(rowsFrom(x, { first, count }), { samples: drawn, rng }))
      const values = await weights.data()
      weights.dispose()
      means.forEach((mean, row) => {
        mean.add(values.subarray(row * drawn, (row + 1) * drawn))
      })
      await breath.take()
    }
    nats.set(
      means.map((mean) => -mean.value()),
      first,
    )
  }
  return nats
}

/** Some rows of a batch, with their classes where it has any. */
function rowsFrom<B extends tf.Tensor | LabelledBatch>(
  batch: B,
  { first, count }: { readonly first: number; readonly count: number },
): B {
  // A tensor gives a tensor, labelled rows give labelled rows.
  if (batch instanceof tf.Tensor) return batch.slice(first, count) as B
  return { x: batch.x.slice(first, count), label: batch.label.slice(first, count) } as B
}

/** `log (1/n) Σ eˣ` of numbers that come in parts, in float64: a thousand terms next to a large one still count. */
class LogMeanExp {
  #largest = Number.NEGATIVE_INFINITY
  #sum = 0
  #count = 0

  add(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      if (value > this.#largest) {
        this.#sum *= Math.exp(this.#largest - value)
        this.#largest = value
      }
      this.#sum += Math.exp(value - this.#largest)
    }
    this.#count += values.length
  }

  value(): number {
    return this.#largest + Math.log(this.#sum / this.#count)
  }
}
