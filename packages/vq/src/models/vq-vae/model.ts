import {
  inferenceContext,
  type LatentModel,
  type NetworkTopology,
  type Objective,
  type Phase,
  type Shape,
  type StepContext,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { codeMapDecoder, codeMapEncoder } from '../../networks/code-map'
import type { Quantizer } from '../../quantizer'
import { relativeError, toDataSpace, toNetworkSpace } from '../coded-rows'
import { ModelParts } from '../model-parts'
import { type ResolvedVQVAEConfig, resolveVQVAEConfig, type VQVAEConfig } from './config'

/**
 * An auto-encoder whose code is a map of indices: an image of 784 numbers becomes 49 choices out of K, which a prior can
 * learn to write, and a sequence model can read.
 *
 * ```
 * x ──► encoder ──► z ──► quantizer ──► codes ──► decoder ──► output function ──► x̂
 * [B, …]     [B, …codeShape, D]  └► indices [B, …codeShape]                    [B, …]
 *   minimise  mean (x − x̂)² / dataVariance  +  the quantizer's own losses
 * ```
 *
 * It has no prior: it draws nothing until one is fitted to its tokens. Any `Quantizer` will do; `codebookDiagnostics`
 * says each epoch how its codes are used. Where codes need not be discrete, a `VAE` has a prior built in.
 *
 * @see van den Oord, Vinyals & Kavukcuoglu 2017, Neural Discrete Representation Learning, arXiv:1711.00937
 * @example
 * const quantizer = new EmaQuantizer({ codebookSize: 128, codeDim: 16 })
 * const model = new VQVAE({ inputShape: [28, 28, 1], quantizer })
 * await fit(model, images, { epochs: 5, callbacks: [codebookDiagnostics()] })
 * const tokens = model.tokens(x) // int32 [B, 7, 7]
 */
export class VQVAE implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'vq-vae'
  readonly kind: string = VQVAE.kind
  readonly config: ResolvedVQVAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  /** What stands between the networks; the model's own. */
  readonly quantizer: Quantizer
  readonly #parts: ModelParts<'quantizer', 'encoder' | 'decoder'>
  readonly #codeShape: Shape

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: VQVAEConfig) {
    const resolved = resolveVQVAEConfig(config)
    const { inputShape, codeShape, seed } = resolved
    const { encoder = codeMapEncoder(), decoder = codeMapDecoder() } = config
    this.#parts = new ModelParts({
      subject: 'VQVAE',
      quantizers: { quantizer: config.quantizer },
      networks: ({ quantizer }) => {
        const vectors = [...codeShape, quantizer.codeDim]
        return {
          encoder: { like: encoder, inputShape, outputShape: vectors },
          decoder: { like: decoder, inputShape: vectors, outputShape: inputShape },
        }
      },
      seed,
    })
    this.quantizer = this.#parts.quantizers.quantizer
    this.config = Object.freeze({ ...resolved, ...this.#parts.specs })
    this.#codeShape = [...codeShape, this.quantizer.codeDim]
    this.phases = [
      {
        name: 'vq-vae',
        variables: this.#parts.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
        afterStep: (aux, ctx) => this.quantizer.afterStep(aux, ctx),
      },
    ]
  }

  /** The codes of data: `[B, …inputShape]` → `[B, …codeShape, D]`. Borrows `x`; the codes are the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#parts.require(x, this.config.inputShape)
    return tf.tidy(() => this.#quantize(x).codes)
  }

  /** `[B, …codeShape, D]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#parts.require(z, this.#codeShape)
    return tf.tidy(() => this.#decoded(z, inferenceContext()))
  }

  /** The indices of data: `[B, …inputShape]` → int32 `[B, …codeShape, …indexShape]`. Borrows `x`; they are the caller's. */
  tokens(x: tf.Tensor): tf.Tensor {
    this.#parts.require(x, this.config.inputShape)
    return tf.tidy(() => this.#quantize(x).indices)
  }

  /** Data from indices: what `tokens` gave, a prior has drawn, or you have written. Borrows them; the result is the caller's. */
  decodeTokens(tokens: tf.Tensor): tf.Tensor {
    this.#parts.require(tokens, [...this.config.codeShape, ...this.quantizer.indexShape])
    return tf.tidy(() => this.#decoded(this.quantizer.lookup(tokens), inferenceContext()))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#parts.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#parts.topologies()
  }

  dispose(): void {
    this.#parts.dispose()
  }

  #quantize(x: tf.Tensor): ReturnType<Quantizer['quantize']> {
    const ctx = inferenceContext()
    return this.quantizer.quantize(this.#encoded(x, ctx), ctx)
  }

  #encoded(x: tf.Tensor, ctx: StepContext): tf.Tensor {
    return this.#parts.networks.encoder.apply(toNetworkSpace(x, this.config), ctx)
  }

  #decoded(codes: tf.Tensor, ctx: StepContext): tf.Tensor {
    return toDataSpace(this.#parts.networks.decoder.apply(codes, ctx), this.config)
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#parts.require(x, this.config.inputShape)
    const { codes, total, terms, aux } = this.quantizer.quantize(this.#encoded(x, ctx), ctx)
    const reconstruction = relativeError(x, this.#decoded(codes, ctx), this.config)
    return { total: reconstruction.add(total).asScalar(), terms: { reconstruction, ...terms }, aux }
  }
}
