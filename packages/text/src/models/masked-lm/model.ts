import {
  AeError,
  createRng,
  crossEntropyRows,
  type Disposable,
  inferenceContext,
  type NetworkTopology,
  type Objective,
  type Phase,
  type Rng,
  repairTfjs,
  requireLive,
  type Saveable,
  type StepContext,
  show,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type MaskedTokens, maskTokens } from '../../masking/mask-tokens'
import { Transformer } from '../../networks/transformer'
import { FIRST_WORD, SPECIAL_TOKENS } from '../../tokens/vocabulary'
import { type MaskedLMConfig, type ResolvedMaskedLMConfig, resolveMaskedLMConfig } from './config'

/** How well hidden words are told. */
export interface MaskedLMScores {
  /** Mean −log p of the words that were to be told, nats. */
  readonly nll: tf.Scalar
  /** Share of them of which the likeliest word was the right one. */
  readonly accuracy: tf.Scalar
  /** How many there were. */
  readonly count: tf.Scalar
}

/**
 * BERT as the lecture sees it: a de-noising auto-encoder of sentences. Some words are hidden, replaced or left, and the
 * network tells what they were; what it has to know for that is its code.
 *
 * ```
 * tokens ──► mask ──► embedding + place ──► [ attention, perceptron ] × layers ──► at the chosen places: logits
 * [B, T]              [B, T, D]             [B, T, D]  = encode                    [M, V]
 *      minimise  mean −log p(word | noisy row)  over the chosen places
 * ```
 *
 * Rows are of any length up to `length`, padded with `SPECIAL_TOKENS.padding`; each step draws its noise anew. Words' own
 * vectors are the output's, too. It writes no sentences; for that take a language model that reads from left to right.
 *
 * @see Devlin et al. 2019, BERT: Pre-training of Deep Bidirectional Transformers, arXiv:1810.04805
 * @example
 * const model = new MaskedLM({ vocabularySize: 1000, length: 32 })
 * const rows = tokenRows([[5, 6, 7], [6, 7, 8]]) // int32 [2, 3]
 * await fit(model, rows, { epochs: 20, optimizer: adamW({ learningRate: 5e-4, weightDecay: 0.01 }) })
 * const known = model.encode(rows) // [2, 3, 128]
 */
export class MaskedLM implements Trainable<tf.Tensor>, Saveable, Disposable {
  /** The tag of its checkpoints. */
  static readonly kind = 'masked-lm'
  readonly kind: string = MaskedLM.kind
  readonly config: ResolvedMaskedLMConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #transformer: Transformer
  /** [V] */
  readonly #bias: tf.Variable
  #disposed = false

  /** @throws AeError `config` on a bad option */
  constructor(config: MaskedLMConfig) {
    this.config = resolveMaskedLMConfig(config)
    repairTfjs()
    this.#transformer = new Transformer(this.config, createRng(this.config.seed))
    this.#bias = tf.tidy(() => tf.variable(tf.zeros([this.config.vocabularySize])))
    this.phases = [
      {
        name: 'masked-lm',
        variables: Object.values(this.weights()),
        objective: (tokens, ctx) => this.#objective(tokens, ctx),
      },
    ]
  }

  /** What is known of every word in its sentence: int32 [B, T] → [B, T, D]. Borrows `tokens`; the result is the caller's. */
  encode(tokens: tf.Tensor): tf.Tensor3D {
    const rows = this.#require(tokens)
    const [batch, length] = rows.shape
    return tf.tidy(() =>
      this.#transformer.apply(rows, inferenceContext()).reshape([batch, length, this.config.width]),
    )
  }

  /** What each token is by itself, before its sentence is seen: int32 [B, T] → [B, T, D]; the caller's. */
  embed(tokens: tf.Tensor): tf.Tensor3D {
    const rows = this.#require(tokens)
    const [batch, length] = rows.shape
    return tf.tidy(() =>
      this.#transformer.embedding.gather(rows.flatten()).reshape([batch, length, this.config.width]),
    )
  }

  /** Logits of all words at every place, of rows as they are: int32 [B, T] → [B, T, V]; the caller's. */
  logits(tokens: tf.Tensor): tf.Tensor3D {
    const rows = this.#require(tokens)
    const [batch, length] = rows.shape
    return tf.tidy(() =>
      this.#told(this.#transformer.apply(rows, inferenceContext())).reshape([
        batch,
        length,
        this.config.vocabularySize,
      ]),
    )
  }

  /** Rows whose masks are filled in, each with the likeliest word: int32 [B, T] → int32 [B, T]; the caller's. */
  fill(tokens: tf.Tensor): tf.Tensor2D {
    const rows = this.#require(tokens)
    return tf.tidy(() => {
      const hidden = rows.equal(tf.scalar(SPECIAL_TOKENS.mask, 'int32'))
      // Words only: a special token would be as good a guess as its vector is near.
      const words = this.logits(rows).slice([0, 0, FIRST_WORD]).argMax(-1).toInt()
      return tf.where(hidden, words.add(tf.scalar(FIRST_WORD, 'int32')), rows) as tf.Tensor2D
    })
  }

  /**
   * How well the words of rows are told that `rng` chooses, as in training but without dropout.
   *
   * @returns scalars, the caller's
   */
  score(tokens: tf.Tensor, { rng }: { readonly rng: Rng }): MaskedLMScores {
    const rows = this.#require(tokens)
    return tf.tidy(() => {
      const { labels, logits, weights, count } = this.#chosen(rows, { ...inferenceContext(), rng })
      const right = logits.argMax(-1).toInt().equal(labels).toFloat()
      return {
        nll: crossEntropyRows(labels, logits).mul(weights).sum().div<tf.Scalar>(count),
        accuracy: right.mul(weights).sum().div<tf.Scalar>(count),
        count: weights.sum<tf.Scalar>(),
      }
    }) as MaskedLMScores
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return { ...this.#transformer.weights, 'logits/bias': this.#bias }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#transformer.dispose()
    this.#bias.dispose()
  }

  #objective(tokens: tf.Tensor, ctx: StepContext): Objective {
    const { labels, logits, weights, count } = this.#chosen(this.#require(tokens), ctx)
    const nll = crossEntropyRows(labels, logits).mul(weights).sum().div<tf.Scalar>(count)
    return { total: nll, terms: { nll } }
  }

  /** Logits where words are to be told, and nowhere else: most of the work is in them. */
  #chosen(rows: tf.Tensor2D, ctx: StepContext): Chosen {
    const { vocabularySize, maskRate } = this.config
    const masked = maskTokens(rows, { vocabularySize, rate: maskRate, rng: ctx.rng.fork('mask') })
    const places = placesOf(masked, maskRate)
    const known = this.#transformer.apply(masked.inputs, ctx).gather<tf.Tensor2D>(places)
    const weights = masked.chosen.flatten().gather<tf.Tensor1D>(places)
    return {
      labels: rows.flatten().gather<tf.Tensor1D>(places),
      logits: this.#told(known),
      weights,
      // Rows without a word have nothing to tell.
      count: weights.sum<tf.Scalar>().maximum(1),
    }
  }

  #told(known: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(known, this.#transformer.embedding as tf.Tensor2D, false, true).add(this.#bias)
  }

  #require(tokens: tf.Tensor): tf.Tensor2D {
    requireLive('MaskedLM', this.#disposed)
    const [, length = 0] = tokens.shape
    if (tokens.rank === 2 && tokens.dtype === 'int32' && length > 0 && length <= this.config.length)
      return tokens as tf.Tensor2D
    throw new AeError(
      'shape',
      `MaskedLM: expected int32 tokens [B, T], T from 1 to ${this.config.length}. Received: ${tokens.dtype} ${show(tokens.shape)}.`,
    )
  }
}

/** What was to be told, M places of a batch. */
interface Chosen {
  /** int32 [M] */
  readonly labels: tf.Tensor1D
  /** [M, V] */
  readonly logits: tf.Tensor2D
  /** 1, or 0 for a place that only fills up, [M] */
  readonly weights: tf.Tensor1D
  /** Sum of the weights, at least 1. */
  readonly count: tf.Scalar
}

/** Standard deviations above the mean up to which a number of chosen places is expected. */
const DEVIATIONS = 5

/** The chosen places of a batch, and some that are not: how many were chosen is not known until the backend is asked. */
function placesOf({ chosen }: MaskedTokens, rate: number): tf.Tensor1D {
  const [batch, length] = chosen.shape
  const places = batch * length
  const expected = places * rate
  const most = Math.min(places, Math.ceil(expected + DEVIATIONS * Math.sqrt(expected)) + batch)
  return tf.topk(chosen.flatten(), most).indices as tf.Tensor1D
}
