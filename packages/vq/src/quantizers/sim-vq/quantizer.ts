import { createRng, type NetworkTopology, nearestCode, type Shape, stopGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireIndices, requireVectors } from '../../checks'
import { lookupCodes } from '../../codebook/lookup-codes'
import { codeGradients } from '../../gradients/code-gradient'
import { codeDistance } from '../../losses/code-distance'
import { maskedCodes } from '../../masks/masked-codes'
import { maskedIndices } from '../../masks/masked-indices'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import { CodeCounter } from '../../usage/code-counter'
import type { CodeUsage } from '../../usage/code-usage'
import { type ResolvedSimVQConfig, resolveSimVQConfig, type SimVQConfig } from './config'

/**
 * Codes that never move, and one affine map of all of them that an optimizer moves: no code is left behind, for each is
 * carried along by the gradients of the others.
 *
 * ```
 * z ──► k = argmin ‖z − c_k W − b‖² ──► c_k W + b   C [K, D] fixed, drawn from N(0, 1 / D)
 * [B, …, D]          [B, …]             [B, …, D]   W [D, D] and b [D] learned, at first 1 and 0; losses as a VectorQuantizer's
 * ```
 *
 * Needs neither a start among the vectors nor restarts, but time: the encoder's vectors outgrow codes that only gradients
 * move. Where codes may move without gradients, an `EmaQuantizer` fits them to the data one by one.
 *
 * @see Zhu et al. 2024, Addressing Representation Collapse in Vector Quantized Models with One Linear Layer, §3,
 * arXiv:2411.02038
 * @example
 * const quantizer = new SimVQ({ codebookSize: 512, codeDim: 64 })
 */
export class SimVQ implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'sim-vq'
  readonly kind: string = SimVQ.kind
  readonly config: ResolvedSimVQConfig
  readonly indexShape: Shape = []
  readonly variables: readonly tf.Variable[]
  /** [K, D] */
  readonly #fixed: tf.Variable
  /** [D, D] */
  readonly #map: tf.Variable<tf.Rank.R2>
  /** [D] */
  readonly #bias: tf.Variable<tf.Rank.R1>
  readonly #counter: CodeCounter

  /** @throws AeError `config` on a bad option */
  constructor(config: SimVQConfig) {
    this.config = resolveSimVQConfig(config)
    const { codebookSize, codeDim, seed } = this.config
    const normal = createRng(seed).fork('codebook').normal([codebookSize, codeDim])
    this.#fixed = tf.tidy(() => tf.variable(normal.mul(codeDim ** -0.5), false))
    normal.dispose()
    this.#map = tf.tidy(() => tf.variable(tf.eye(codeDim)))
    this.#bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([codeDim])))
    this.variables = [this.#map, this.#bias]
    this.#counter = new CodeCounter({ subject: 'SimVQ', codebookSize })
  }

  get codeDim(): number {
    return this.config.codeDim
  }

  get codebookSize(): number {
    return this.config.codebookSize
  }

  quantize(z: tf.Tensor, { mask }: QuantizeContext): Quantized {
    this.#counter.requireOpen()
    requireVectors('SimVQ', z, this.codeDim, mask)
    const { gradient, commitmentWeight, codebookWeight } = this.config
    return tidyQuantized(() => {
      const codebook = this.#codes()
      const flat = nearestCode(z.reshape([-1, this.codeDim]), codebook)
      const indices = maskedIndices(flat.reshape(z.shape.slice(0, -1)), mask)
      const nearest = lookupCodes(codebook, indices)
      const fixed = stopGradient(nearest)
      const commitment = codeDistance(z, fixed, mask)
      const distance = codeDistance(stopGradient(z), nearest, mask)
      return {
        codes: maskedCodes(codeGradients[gradient](z, fixed), mask),
        indices,
        total: commitment.mul(commitmentWeight).add(distance.mul(codebookWeight)).asScalar(),
        terms: { commitment, codebook: distance },
        aux: { indices: indices.clone() },
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    this.#counter.requireOpen()
    requireIndices('SimVQ', indices, [])
    return tf.tidy(() => lookupCodes(this.#codes(), indices))
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
    return { codes: this.#fixed, map: this.#map, bias: this.#bias, usage: this.#counter.counts }
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    if (this.#map.isDisposed) return
    tf.dispose([this.#fixed, this.#map, this.#bias])
    this.#counter.dispose()
  }

  /** [K, D] */
  #codes(): tf.Tensor {
    return tf.matMul(this.#fixed, this.#map).add(this.#bias)
  }
}
