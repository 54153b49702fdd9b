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
  type GumbelQuantizerConfig,
  type ResolvedGumbelQuantizerConfig,
  resolveGumbelQuantizerConfig,
} from './config'

/** So far are uniform numbers and probabilities kept from where a logarithm is infinite. */
const LEAST = 1e-7

/**
 * A vector is the logits of K classes, its code the one-hot of one of them: drawn in training, the likeliest otherwise.
 *
 * ```
 * z = log π + c ──► softmax((z + Gumbel noise) / τ) ──► one-hot of its largest, or itself   (training)
 * [B, …, K]     └─► one-hot of the largest z                                                 (otherwise)
 *                   minimise  balanceWeight · KL(mean π ‖ uniform)
 * ```
 *
 * With one vector a row and a linear decoder, rows become classes and the decoder's columns their prototypes. With `soft`,
 * the codes of a training step are mixtures, not what `lookup` gives; outside of training they are.
 *
 * @see Jang, Gu & Poole 2017, Categorical Reparameterization with Gumbel-Softmax, eq. 2, arXiv:1611.01144
 * @example
 * const quantizer = new GumbelQuantizer({ classes: 10, balanceWeight: 10 })
 */
export class GumbelQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'gumbel-quantizer'
  readonly kind: string = GumbelQuantizer.kind
  readonly config: ResolvedGumbelQuantizerConfig
  readonly indexShape: Shape = []
  readonly variables: readonly tf.Variable[] = []
  readonly #counter: CodeCounter

  /** @throws AeError `config` on a bad option */
  constructor(config: GumbelQuantizerConfig) {
    this.config = resolveGumbelQuantizerConfig(config)
    this.#counter = new CodeCounter({ subject: 'GumbelQuantizer', codebookSize: this.config.classes })
  }

  get codeDim(): number {
    return this.config.classes
  }

  get codebookSize(): number {
    return this.config.classes
  }

  quantize(z: tf.Tensor, ctx: QuantizeContext): Quantized {
    this.#counter.requireOpen()
    const { mask } = ctx
    requireVectors('GumbelQuantizer', z, this.codeDim, mask)
    const { relaxation, temperature, balanceWeight } = this.config
    return tidyQuantized(() => {
      const noisy = ctx.training ? z.add(gumbel(ctx, z.shape)) : z
      const mixture = noisy.div(annealedAt(temperature, ctx)).softmax()
      const indices = withoutGradient(() => maskedIndices(noisy.argMax(-1), mask))
      const soft = ctx.training && relaxation === 'soft'
      const codes = soft ? mixture : straightThroughCodes(mixture, this.#oneHot(indices))
      const usage = meanVector(z.softmax(), mask)
      const logUsage = usage.clipByValue(LEAST, 1).log()
      // 0 where the batch is empty: then there is nothing to balance.
      const balance = usage
        .mul(logUsage.add(Math.log(this.codebookSize)))
        .sum()
        .asScalar()
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
    requireIndices('GumbelQuantizer', indices, [])
    return tf.tidy(() => this.#oneHot(indices))
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

  /** Zeros for −1. */
  #oneHot(indices: tf.Tensor): tf.Tensor {
    const classes = tf.range(0, this.codebookSize, 1, 'int32')
    return indices.expandDims(-1).equal(classes).cast('float32')
  }
}

/** Draws from the Gumbel distribution: whichever class is largest with them is drawn with its probability. */
function gumbel({ rng }: QuantizeContext, shape: readonly number[]): tf.Tensor {
  const uniform = rng
    .fork('gumbel')
    .uniform(shape)
    .clipByValue(LEAST, 1 - LEAST)
  return uniform.log().neg().log().neg()
}
