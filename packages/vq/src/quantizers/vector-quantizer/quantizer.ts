import { type NetworkTopology, type Shape, type StepContext, stopGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type AssignedVectors, Codebook, whereFresh } from '../../codebook/codebook'
import { codeGradients } from '../../gradients/code-gradient'
import { codeDistance } from '../../losses/code-distance'
import { maskedCodes } from '../../masks/masked-codes'
import type { QuantizeContext, Quantized, Quantizer } from '../../quantizer'
import { tidyQuantized } from '../../tidy-quantized'
import type { CodeUsage } from '../../usage/code-usage'
import {
  type ResolvedVectorQuantizerConfig,
  resolveVectorQuantizerConfig,
  type VectorQuantizerConfig,
} from './config'

/**
 * Each vector becomes the nearest of K codes, which an optimizer moves towards their vectors: vector quantization as it
 * was first trained.
 *
 * ```
 * z ──► k = argmin ‖z − e_k‖² ──► e_k          losses, means over all numbers:
 * [B, …, D]     [B, …]        [B, …, D]        codebookWeight · ‖sg[z] − e_k‖² + commitmentWeight · ‖z − sg[e_k]‖²
 * ```
 *
 * Codes move as fast as the optimizer's learning rate lets them, and one that is nobody's nearest never moves. An
 * `EmaQuantizer` moves codes by itself and brings dead ones back: prefer it unless codes must be trained by gradient.
 *
 * @see van den Oord, Vinyals & Kavukcuoglu 2017, Neural Discrete Representation Learning, eq. 1–3, arXiv:1711.00937
 * @example
 * const quantizer = new VectorQuantizer({ codebookSize: 512, codeDim: 64 })
 * const { codes, indices } = quantizer.quantize(z, inferenceContext())
 */
export class VectorQuantizer implements Quantizer {
  /** The tag of its checkpoints. */
  static readonly kind = 'vector-quantizer'
  readonly kind: string = VectorQuantizer.kind
  readonly config: ResolvedVectorQuantizerConfig
  readonly indexShape: Shape = []
  readonly variables: readonly tf.Variable[]
  readonly #codebook: Codebook

  /** @throws AeError `config` on a bad option */
  constructor(config: VectorQuantizerConfig) {
    this.config = resolveVectorQuantizerConfig(config)
    this.#codebook = new Codebook({ subject: 'VectorQuantizer', config: this.config })
    this.variables = [this.#codebook.codes]
  }

  get codeDim(): number {
    return this.config.codeDim
  }

  get codebookSize(): number {
    return this.config.codebookSize
  }

  quantize(z: tf.Tensor, ctx: QuantizeContext): Quantized {
    const { mask } = ctx
    const { gradient, commitmentWeight, codebookWeight } = this.config
    return tidyQuantized(() => {
      const vectors = this.#codebook.read(z, mask)
      const assigned = this.#codebook.assign(vectors, ctx)
      const indices = assigned.indices.reshape(z.shape.slice(0, -1))
      const nearest = this.#codebook.lookup(indices)
      const fixed = stopGradient(nearest)
      const codes = codeGradients[gradient](vectors, fixed)
      const commitment = codeDistance(vectors, fixed, mask)
      const codebook = codeDistance(stopGradient(vectors), nearest, mask)
      return {
        codes: maskedCodes(codes, mask),
        indices,
        total: commitment.mul(commitmentWeight).add(codebook.mul(codebookWeight)).asScalar(),
        terms: { commitment, codebook },
        aux: assigned,
      }
    })
  }

  lookup(indices: tf.Tensor): tf.Tensor {
    return this.#codebook.lookup(indices)
  }

  afterStep(aux: Readonly<Record<string, tf.Tensor>>, ctx: StepContext): void {
    // What `quantize` gave.
    const assigned = aux as AssignedVectors
    tf.tidy(() => {
      this.#codebook.count(assigned)
      const placement = this.#codebook.place(assigned, ctx)
      if (placement === undefined) return
      const { codes } = this.#codebook
      codes.assign(whereFresh(placement, placement.codes, codes))
    })
  }

  usage(): Promise<readonly CodeUsage[]> {
    return this.#codebook.usage()
  }

  resetUsage(): void {
    this.#codebook.resetUsage()
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#codebook.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return {}
  }

  dispose(): void {
    this.#codebook.dispose()
  }
}
