import * as tf from '@tensorflow/tfjs'
import { requireOpen } from '../checks'
import { type CodeUsage, codeUsage } from './code-usage'
import { countCodes } from './count-codes'

/** What it takes to make a {@link CodeCounter}. */
export interface CodeCounterRequest {
  /** Whose codes they are, for error messages. */
  readonly subject: string
  /** Values an index can take. */
  readonly codebookSize: number
  /** Indices that a vector has. Default 1. */
  readonly places?: number
}

/** Counts on the device how often each code was given, so that nobody has to wait for a batch. */
export class CodeCounter {
  /** [L, codebookSize]; part of a quantizer's weights. */
  readonly counts: tf.Variable
  readonly #subject: string
  readonly #codebookSize: number
  readonly #places: number

  constructor({ subject, codebookSize, places = 1 }: CodeCounterRequest) {
    this.#subject = subject
    this.#codebookSize = codebookSize
    this.#places = places
    this.counts = tf.tidy(() => tf.variable(tf.zeros([places, codebookSize]), false))
  }

  /** Takes indices into the counts: int32 of any shape whose last axis is the places, borrowed. */
  add(indices: tf.Tensor): void {
    this.requireOpen()
    tf.tidy(() => {
      const step = countCodes(indices.reshape([-1, this.#places]), this.#codebookSize)
      this.counts.assign(this.counts.add(step))
    })
  }

  /** Usage since the last reset, for each place. */
  async read(): Promise<readonly CodeUsage[]> {
    this.requireOpen()
    const counts = await this.counts.data()
    const size = this.#codebookSize
    return Array.from({ length: this.#places }, (_, place) =>
      codeUsage(counts.slice(place * size, (place + 1) * size)),
    )
  }

  /** Starts anew. */
  reset(): void {
    this.requireOpen()
    tf.tidy(() => this.counts.assign(tf.zerosLike(this.counts)))
  }

  /**
   * Throws after dispose: whoever counts with it is no longer there.
   *
   * @throws AeError `state`
   */
  requireOpen(): void {
    requireOpen(this.#subject, this.counts.isDisposed)
  }

  /** Frees the counts; a second call does nothing. */
  dispose(): void {
    if (!this.counts.isDisposed) this.counts.dispose()
  }
}
