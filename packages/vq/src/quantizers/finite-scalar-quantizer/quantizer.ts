import { type NetworkTopology, type Shape, straightThrough } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireIndices, requireVectors } from '../../checks'
import { maskedCodes } from '../../masks/masked-codes'
import { maskedIndices } from '../../masks/masked-indices'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import { CodeCounter } from '../../usage/code-counter'
import type { CodeUsage } from '../../usage/code-usage'
import {
  type FiniteScalarQuantizerConfig,
  type ResolvedFiniteScalarQuantizerConfig,
  resolveFiniteScalarQuantizerConfig,
} from './config'

/** How far beyond the outermost level a number may go, as a share of the range: so that its gradient is not 0 there. */
const MARGIN = 1e-3

/**
 * Each number of a vector is rounded to one of a few levels; the code is all of them together. Nothing is learnt here,
 * there is no loss, and no codebook that could collapse.
 *
 * ```
 * z ──► bound to L levels by tanh ──► round ──► codes in [−1, 1]      index = Σ digit_d · ∏ L before d
 * [B, …, D]                                     [B, …, D]             [B, …]
 * ```
 *
 * D is the number of levels' entries, three to six: far fewer numbers than a learned code has. Take it where codebooks
 * collapse, or many codes are needed; an `EmaQuantizer` fits few codes better to the data.
 *
 * @see Mentzer et al. 2024, Finite Scalar Quantization: VQ-VAE Made Simple, §3 and table 1, arXiv:2309.15505
 * @example
 * const quantizer = new FiniteScalarQuantizer({ levels: [8, 5, 5, 5] }) // 1000 codes of 4 numbers
 */
export class FiniteScalarQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'finite-scalar-quantizer'
  readonly kind: string = FiniteScalarQuantizer.kind
  readonly config: ResolvedFiniteScalarQuantizerConfig
  readonly codeDim: number
  readonly codebookSize: number
  readonly indexShape: Shape = []
  readonly variables: readonly tf.Variable[] = []
  readonly #counter: CodeCounter
  /** What a digit counts for in an index: the product of the levels before it. */
  readonly #places: readonly number[]

  /** @throws AeError `config` on bad levels */
  constructor(config: FiniteScalarQuantizerConfig) {
    this.config = resolveFiniteScalarQuantizerConfig(config)
    const { levels } = this.config
    this.codeDim = levels.length
    this.codebookSize = levels.reduce((product, count) => product * count, 1)
    this.#places = levels.map((_, d) => levels.slice(0, d).reduce((product, count) => product * count, 1))
    this.#counter = new CodeCounter({ subject: 'FiniteScalarQuantizer', codebookSize: this.codebookSize })
  }

  quantize(z: tf.Tensor, { mask }: QuantizeContext): Quantized {
    this.#counter.requireOpen()
    requireVectors('FiniteScalarQuantizer', z, this.codeDim, mask)
    return tidyQuantized(() => {
      const whole = straightThrough(this.#bounded(z), (y) => y.round()) // −⌊L/2⌋ … ⌈L/2⌉ − 1
      const digits = whole.add(this.#half()).toInt()
      const indices = maskedIndices(
        digits
          .mul(tf.tensor1d([...this.#places], 'int32'))
          .sum(-1)
          .toInt(),
        mask,
      )
      return {
        codes: maskedCodes(whole.div(this.#half()), mask),
        indices,
        total: tf.scalar(0),
        terms: {},
        aux: { indices: indices.clone() },
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    this.#counter.requireOpen()
    requireIndices('FiniteScalarQuantizer', indices, [])
    return tf.tidy(() => {
      const { levels } = this.config
      const index = indices.expandDims(-1).maximum(tf.scalar(0, 'int32')) // [B, …, 1]
      const digits = index
        .floorDiv(tf.tensor1d([...this.#places], 'int32'))
        .mod(tf.tensor1d([...levels], 'int32'))
        .cast('float32')
      const real = indices.greaterEqual(tf.scalar(0, 'int32'))
      return maskedCodes(digits.sub(this.#half()).div(this.#half()), real)
    })
  }

  afterStep({ indices }: Readonly<Record<string, tf.Tensor>>): void {
    if (indices !== undefined) this.#counter.add(indices)
  }

  usage(): Promise<readonly CodeUsage[]> {
    return this.#counter.read()
  }

  resetUsage(): void {
    this.#counter.reset()
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return { usage: this.#counter.counts }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    this.#counter.dispose()
  }

  /** ⌊L/2⌋ of each number, [D]. */
  #half(): tf.Tensor {
    return tf.tensor1d(this.config.levels.map((count) => Math.floor(count / 2)))
  }

  /** Numbers that round to just L levels; an even count has one more below 0 than above, so its middle is shifted. */
  #bounded(z: tf.Tensor): tf.Tensor {
    const { levels } = this.config
    const reach = levels.map((count) => ((count - 1) * (1 + MARGIN)) / 2)
    const offset = levels.map((count) => (count % 2 === 0 ? 0.5 : 0))
    const shift = offset.map((o, d) => Math.atanh(o / (reach[d] ?? 1)))
    return z.add(tf.tensor1d(shift)).tanh().mul(tf.tensor1d(reach)).sub(tf.tensor1d(offset))
  }
}
