import * as tf from '@tensorflow/tfjs'
import type { CodeRestart } from '../../usage/code-usage'
import type { Restarted } from './restart-dead-codes'

/** Which codes were restarted and why, kept on the device until somebody asks. */
export class RestartLog {
  /** [3, K]: times; count before the last time; what that was less than. Part of the quantizer's weights. */
  readonly entries: tf.Variable

  constructor(codebookSize: number) {
    this.entries = tf.tidy(() => tf.variable(tf.zeros([3, codebookSize]), false))
  }

  /** Takes a look at the dead into the log. `counts` are those before it. */
  add({ dead, least }: Restarted, counts: tf.Tensor): void {
    tf.tidy(() => {
      const [times, uses, threshold] = tf.unstack(this.entries)
      if (times === undefined || uses === undefined || threshold === undefined) return
      const hit = dead.greater(0)
      this.entries.assign(
        tf.stack([times.add(dead), tf.where(hit, counts, uses), tf.where(hit, least, threshold)]),
      )
    })
  }

  /** Every code restarted since the last reset. */
  async read(): Promise<readonly CodeRestart[]> {
    const values = await this.entries.data()
    const size = values.length / 3
    const times = Array.from(values.slice(0, size))
    return times.flatMap((count, code) => {
      const [uses = 0, threshold = 0] = [values[size + code], values[2 * size + code]]
      return count > 0 ? [{ code, times: count, uses, threshold }] : []
    })
  }

  /** Forgets everything. */
  reset(): void {
    tf.tidy(() => this.entries.assign(tf.zerosLike(this.entries)))
  }

  /** Frees the log. */
  dispose(): void {
    this.entries.dispose()
  }
}
