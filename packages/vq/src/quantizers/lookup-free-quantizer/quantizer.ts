import { type NetworkTopology, type Shape, withoutGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireIndices, requireVectors } from '../../checks'
import { straightThroughCodes } from '../../gradients/straight-through-codes'
import { bitEntropy } from '../../losses/bit-entropy'
import { codeDistance } from '../../losses/code-distance'
import { maskedCodes } from '../../masks/masked-codes'
import { maskedIndices } from '../../masks/masked-indices'
import { meanOverVectors } from '../../masks/mean-over-vectors'
import { meanVector } from '../../masks/mean-vector'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import { CodeCounter } from '../../usage/code-counter'
import type { CodeUsage } from '../../usage/code-usage'
import {
  type LookupFreeQuantizerConfig,
  type ResolvedLookupFreeQuantizerConfig,
  resolveLookupFreeQuantizerConfig,
} from './config'

/**
 * The signs of a vector are its code, the bits its index: 2^D codes and no table of them.
 *
 * ```
 * z ──► sign ──► codes ±1        index = Σ [z_d > 0] · 2^d        p_d = σ(4 z_d / τ)
 * [B, …, D]      [B, …, D]       [B, …]
 *   minimise  β ‖z − sg[codes]‖²  +  entropyWeight · (Σ H(p_d) of a vector  −  diversity · Σ H(mean p_d))
 * ```
 *
 * Each bit should be sure, and set as often as not. The entropy of the codes is taken bit by bit, which is what it would
 * be if bits were independent, and never less than it is. For retrieval with an index a bit take a `BinaryQuantizer`.
 *
 * @see Yu et al. 2024, Language Model Beats Diffusion: Tokenizer is Key to Visual Generation, §3.1, arXiv:2310.05737
 * (look-up free); Zhao, Xiong & Krähenbühl 2024, Binary Spherical Quantization, §4, arXiv:2406.07548 (bit by bit)
 * @example
 * const quantizer = new LookupFreeQuantizer({ codeDim: 10 }) // 1024 codes
 */
export class LookupFreeQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'lookup-free-quantizer'
  readonly kind: string = LookupFreeQuantizer.kind
  readonly config: ResolvedLookupFreeQuantizerConfig
  readonly codebookSize: number
  readonly indexShape: Shape = []
  readonly variables: readonly tf.Variable[] = []
  readonly #counter: CodeCounter

  /** @throws AeError `config` on a bad option */
  constructor(config: LookupFreeQuantizerConfig) {
    this.config = resolveLookupFreeQuantizerConfig(config)
    this.codebookSize = 2 ** this.config.codeDim
    this.#counter = new CodeCounter({ subject: 'LookupFreeQuantizer', codebookSize: this.codebookSize })
  }

  get codeDim(): number {
    return this.config.codeDim
  }

  quantize(z: tf.Tensor, { mask }: QuantizeContext): Quantized {
    this.#counter.requireOpen()
    requireVectors('LookupFreeQuantizer', z, this.codeDim, mask)
    const { temperature, entropyWeight, diversity, commitmentWeight } = this.config
    return tidyQuantized(() => {
      // A constant: tfjs has no gradient for a comparison, and refuses where it would need one.
      const bits = withoutGradient(() => z.greater(0).toInt())
      const indices = maskedIndices(bits.mul(this.#places()).sum(-1).toInt(), mask)
      const signs = signsOf(bits)
      const probabilities = z.mul(4 / temperature).sigmoid()
      const commitment = codeDistance(z, signs, mask)
      const entropy = meanOverVectors(bitEntropy(probabilities).sum(-1), mask)
      const codeEntropy = bitEntropy(meanVector(probabilities, mask)).sum().asScalar()
      const entropies = entropy.sub(codeEntropy.mul(diversity)).mul(entropyWeight)
      return {
        codes: maskedCodes(straightThroughCodes(z, signs), mask),
        indices,
        total: commitment.mul(commitmentWeight).add(entropies).asScalar(),
        terms: { commitment, entropy, codeEntropy },
        aux: { indices: indices.clone() },
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    this.#counter.requireOpen()
    requireIndices('LookupFreeQuantizer', indices, [])
    return tf.tidy(() => {
      const none = tf.scalar(0, 'int32')
      const bits = indices.expandDims(-1).maximum(none).floorDiv(this.#places()).mod(tf.scalar(2, 'int32'))
      return maskedCodes(signsOf(bits), indices.greaterEqual(none))
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

  /** 1, 2, 4, … of each bit, [D]. */
  #places(): tf.Tensor {
    return tf.tensor1d(
      Array.from({ length: this.codeDim }, (_, d) => 2 ** d),
      'int32',
    )
  }
}

/** 0 and 1 as −1 and 1. */
function signsOf(bits: tf.Tensor): tf.Tensor {
  return bits.cast('float32').mul(2).sub(1)
}
