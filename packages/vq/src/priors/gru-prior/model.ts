import {
  createRng,
  type Disposable,
  type NetworkTopology,
  type Phase,
  repairTfjs,
  requirePositiveInteger,
  type Saveable,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type CodeBatch, type LabelledCodes, readCodes, readRows } from '../code-batch'
import { codeNll, meanCodeNll } from '../code-likelihood'
import { type DrawOptions, drawCodes, resolveDrawOptions } from '../draw-codes'
import { type GRUPriorConfig, type ResolvedGRUPriorConfig, resolveGRUPriorConfig } from './config'
import { RecurrentStack } from './recurrent-stack'

/** Options of {@link GRUPrior.sample}. */
export interface DrawSequenceOptions extends DrawOptions {
  /** Codes in a row. */
  readonly length: number
}

/**
 * A distribution over sequences of codes: what a code is likely to be after all those before it, of any length.
 *
 * ```
 * code before ──► embedding (+ class) ──► GRU × layers ──► logits      p(row) = Π p(code | codes before, class)
 * [B, T]          [B, T, D]               [B, T, H]        [B, T, K]
 *      minimise  mean −log p(code | codes before, class)
 * ```
 *
 * Rows of different lengths are padded with −1 at their ends, which is what a quantizer with a mask gives: padding costs
 * nothing. The length itself is not modelled; give the end a code of its own where it must be. With `classes`, batches are
 * `{ x, label }`. For maps a `PixelCNN` sees what is above; several indices a vector may follow each other here.
 *
 * @see Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder, §2.1 and §2.3, arXiv:1406.1078
 * @example
 * const codes = tf.tensor2d([[0, 1, 2, 3], [2, 3, 0, -1]], [2, 4], 'int32')
 * const prior = new GRUPrior({ codebookSize: 4 })
 * await fit(prior, codes, { epochs: 100 })
 * const drawn = prior.sample(16, { length: 4 }) // int32 [16, 4]
 */
export class GRUPrior implements Trainable<CodeBatch>, Saveable, Disposable {
  /** The tag of its checkpoints. */
  static readonly kind = 'gru-prior'
  readonly kind: string = GRUPrior.kind
  readonly config: ResolvedGRUPriorConfig
  readonly phases: readonly [Phase<CodeBatch>]
  readonly #stack: RecurrentStack
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: GRUPriorConfig) {
    this.config = resolveGRUPriorConfig(config)
    repairTfjs()
    this.#stack = new RecurrentStack({ ...this.config, rng: createRng(this.config.seed) })
    this.phases = [
      {
        name: 'gru-prior',
        variables: Object.values(this.#stack.weights),
        objective: (batch) => {
          const rows = this.#read(batch)
          const nll = meanCodeNll(rows.codes, this.#logits(rows))
          return { total: nll, terms: { nll } }
        },
      },
    ]
  }

  /** What each code is likely to be, given those before it: int32 [B, T] → [B, T, K]. Borrows the batch; the result is the caller's. */
  logits(batch: CodeBatch): tf.Tensor {
    const rows = this.#read(batch)
    return tf.tidy(() => this.#logits(rows))
  }

  /** Exact nats of each row, `−log p(row)`: int32 [B, T] → [B]. Borrows the batch; the result is the caller's. */
  nll(batch: CodeBatch): tf.Tensor {
    return tf.tidy(() => this.nllPerCode(batch).sum(1))
  }

  /** Exact nats of each code, given those before it: int32 [B, T] → [B, T]; 0 for padding. Borrows the batch; the result is the caller's. */
  nllPerCode(batch: CodeBatch): tf.Tensor {
    const rows = this.#read(batch)
    return tf.tidy(() => codeNll(rows.codes, this.#logits(rows)))
  }

  /**
   * New rows, code after code: int32 [N, length], the caller's.
   *
   * @param rows how many; for a prior with classes, the class of each, [N], borrowed
   * @throws AeError `config` on a bad option, `shape` unless classes are a list
   */
  sample(rows: number | tf.Tensor, options: DrawSequenceOptions): tf.Tensor {
    const subject = 'GRUPrior'
    const { classes, codebookSize } = this.config
    const { count, label } = readRows(rows, { subject, disposed: this.#disposed, classes })
    const draw = resolveDrawOptions(`${subject}.sample`, options, ['length'])
    const length = requirePositiveInteger(`${subject}.sample`, 'length', options.length)
    return tf.tidy(() => {
      const drawn: tf.Tensor[] = []
      let states: readonly tf.Tensor2D[] = []
      let previous: tf.Tensor = tf.fill([count, 1], codebookSize, 'int32')
      for (let place = 0; place < length; place++) {
        const [code, ...next] = tf.tidy(() => {
          const stretch = this.#stack.run(previous, label, states)
          const logits = stretch.logits.reshape([count, codebookSize])
          return [drawCodes(logits, draw).reshape([count, 1]), ...stretch.states]
        })
        if (code !== undefined) previous = code
        states = next as tf.Tensor2D[]
        drawn.push(previous)
      }
      return tf.concat(drawn, 1)
    })
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#stack.weights
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#stack.dispose()
  }

  #logits({ codes, label }: LabelledCodes): tf.Tensor {
    const [batch = 0, length = 0] = codes.shape
    const start = tf.fill([batch, 1], this.config.codebookSize, 'int32')
    const before = length === 1 ? [start] : [start, codes.slice([0, 0], [batch, length - 1])]
    return this.#stack.run(tf.concat(before, 1), label).logits
  }

  #read(batch: CodeBatch): LabelledCodes {
    const { classes } = this.config
    return readCodes(batch, { subject: 'GRUPrior', disposed: this.#disposed, shape: ['length'], classes })
  }
}
