import { type NetworkTopology, type Shape, withoutGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { annealedAt } from '../../anneal'
import { requireIndices, requireVectors } from '../../checks'
import { straightThroughCodes } from '../../gradients/straight-through-codes'
import { maskedCodes } from '../../masks/masked-codes'
import { maskedIndices } from '../../masks/masked-indices'
import { meanVector } from '../../masks/mean-vector'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import { CodeCounter } from '../../usage/code-counter'
import type { CodeUsage } from '../../usage/code-usage'
import {
  type BinaryQuantizerConfig,
  type ResolvedBinaryQuantizerConfig,
  resolveBinaryQuantizerConfig,
} from './config'

/**
 * Each number of a vector becomes a bit of its own: codes that can be compared by counting differing bits.
 *
 * ```
 * z ──► p = σ(s·z) ──► bit: p > ½, or a coin ──► codes 2·bit − 1      minimise  balanceWeight · mean (mean p − ½)²
 * [B, …, D]            indices [B, …, D]         [B, …, D]
 * ```
 *
 * The gradient of a code is that of `2p − 1`: it fades where a bit is sure. A slope that rises from 1 to 5 makes bits sure
 * before training ends; stochastic bits keep the decoder from counting on any. Where 2^D codes are meant as one index, take
 * a `LookupFreeQuantizer`.
 *
 * @see Bengio, Léonard & Courville 2013, Estimating or Propagating Gradients Through Stochastic Neurons, arXiv:1308.3432;
 * Chung, Ahn & Bengio 2017, §3.2, arXiv:1609.01704 (slope annealing)
 * @example
 * const quantizer = new BinaryQuantizer({ codeDim: 64, slope: { from: 1, to: 5 }, balanceWeight: 1 })
 */
export class BinaryQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'binary-quantizer'
  readonly kind: string = BinaryQuantizer.kind
  readonly config: ResolvedBinaryQuantizerConfig
  readonly codebookSize = 2
  readonly indexShape: Shape
  readonly variables: readonly tf.Variable[] = []
  readonly #counter: CodeCounter

  /** @throws AeError `config` on a bad option */
  constructor(config: BinaryQuantizerConfig) {
    this.config = resolveBinaryQuantizerConfig(config)
    const { codeDim } = this.config
    this.indexShape = [codeDim]
    this.#counter = new CodeCounter({ subject: 'BinaryQuantizer', codebookSize: 2, places: codeDim })
  }

  get codeDim(): number {
    return this.config.codeDim
  }

  quantize(z: tf.Tensor, ctx: QuantizeContext): Quantized {
    this.#counter.requireOpen()
    const { mask } = ctx
    requireVectors('BinaryQuantizer', z, this.codeDim, mask)
    const { sampling, slope, balanceWeight } = this.config
    return tidyQuantized(() => {
      const probabilities = z.mul(annealedAt(slope, ctx)).sigmoid()
      const coins = ctx.training && sampling === 'stochastic'
      const limit = coins ? ctx.rng.fork('bits').uniform(z.shape) : tf.scalar(0.5)
      const bits = withoutGradient(() => probabilities.greater(limit).toInt())
      const codes = straightThroughCodes(probabilities.mul(2).sub(1), signsOf(bits))
      const balance = meanVector(probabilities, mask).sub(0.5).square().mean<tf.Scalar>()
      const indices = maskedIndices(bits, mask)
      return {
        codes: maskedCodes(codes, mask),
        indices,
        total: balance.mul(balanceWeight).asScalar(),
        terms: { balance },
        aux: { indices: indices.clone() },
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    this.#counter.requireOpen()
    requireIndices('BinaryQuantizer', indices, this.indexShape)
    return tf.tidy(() => {
      const none = tf.scalar(0, 'int32')
      const real = indices.greaterEqual(none).cast('float32')
      return signsOf(indices.maximum(none)).mul(real)
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
}

/** 0 and 1 as −1 and 1. */
function signsOf(bits: tf.Tensor): tf.Tensor {
  return bits.cast('float32').mul(2).sub(1)
}
