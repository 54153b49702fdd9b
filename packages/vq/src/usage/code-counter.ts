import * as tf from '@tensorflow/tfjs'
import { type CodeUsage, codeUsage } from './code-usage'
import { countCodes } from './count-codes'

/** Counts on the device how often each code was given, so that nobody has to wait for a batch. */
export class CodeCounter {
  /** [L, codebookSize]; part of a quantizer's weights. */
  readonly counts: tf.Variable
  readonly #codebookSize: number

  /** @param places indices that a vector has */
  constructor(codebookSize: number, places = 1) {
    this.#codebookSize = codebookSize
    this.counts = tf.tidy(() => tf.variable(tf.zeros([places, codebookSize]), false))
  }

  /** Takes indices into the counts: int32 [N, L], borrowed. */
  add(indices: tf.Tensor): void {
    tf.tidy(() => this.counts.assign(this.counts.add(countCodes(indices, this.#codebookSize))))
  }

  /** Usage since the last reset, for each place. */
  async read(): Promise<readonly CodeUsage[]> {
    const counts = await this.counts.data()
    const size = this.#codebookSize
    return Array.from({ length: counts.length / size }, (_, place) =>
      codeUsage(counts.slice(place * size, (place + 1) * size)),
    )
  }

  /** Starts anew. */
  reset(): void {
    tf.tidy(() => this.counts.assign(tf.zerosLike(this.counts)))
  }

  /** Frees the counts. */
  dispose(): void {
    this.counts.dispose()
  }
}
