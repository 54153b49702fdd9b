import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import { sumFeaturesMeanBatch } from '../../losses/sum-features-mean-batch'
import { type CodeNetworks, codeNetworks } from '../code-networks'
import { inferenceContext, requireBatch, requireLive } from '../live'
import { networkTopologies, networkWeights } from '../network-parts'
import { reconstructionLoss, toDataSpace } from '../reconstruction'
import { type RAEConfig, type ResolvedRAEConfig, resolveRAEConfig } from './config'

/**
 * A regularised auto-encoder (RAE-L2): a VAE without its noise. Codes are kept small and the decoder smooth, so that codes
 * between and near known ones decode well; where to draw them from is found out afterwards.
 *
 * ```
 * x ──► encoder ──► z ──► decoder ──► output function ──► x̂
 * [B, …]           [B, D]                               [B, …]
 *   minimise  reconstruction(x, x̂)  +  codeWeight · ½ ‖z‖²  +  decoderWeight · ‖decoder‖²
 * ```
 *
 * It has no prior: draw codes from a `GaussianMixture` or a `TwoStageSampler` fitted to those of the data. Sharper than a
 * `VAE`, without a likelihood. The variants with a gradient penalty or spectral norms are not here.
 *
 * @see Ghosh et al. 2020, From Variational to Deterministic Autoencoders, eq. 11 and table 1, arXiv:1903.12436
 * @example
 * const model = new RAE({ inputShape: [28, 28, 1], latentDim: 16 })
 * await fit(model, images, { epochs: 20 })
 * const mixture = await GaussianMixture.fit(model.encode(x), { components: 10 })
 * const digits = model.decode(mixture.sample(16))
 */
export class RAE implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'rae'
  readonly kind: string = RAE.kind
  readonly config: ResolvedRAEConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #networks: CodeNetworks
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: RAEConfig) {
    this.config = resolveRAEConfig(config)
    const { inputShape, latentDim, output, seed } = this.config
    const { encoder, decoder } = config
    const networks = codeNetworks({
      subject: 'RAE',
      inputShape,
      encoderOutput: latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: output === 'unit',
      seed,
    })
    this.#networks = networks
    this.phases = [
      {
        name: 'rae',
        variables: [...networks.encoder.variables, ...networks.decoder.variables],
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    this.#require(x, this.config.inputShape)
    return this.#networks.encoder.apply(x, inferenceContext())
  }

  /** `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.#require(z, [this.config.latentDim])
    return tf.tidy(() => toDataSpace(this.#networks.decoder.apply(z, inferenceContext()), this.config.output))
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return networkWeights(this.#networks)
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#networks)
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#networks.encoder.dispose()
    this.#networks.decoder.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#require(x, this.config.inputShape)
    const { codeWeight, decoderWeight } = this.config
    const { encoder, decoder } = this.#networks
    const z = encoder.apply(x, ctx)
    const reconstruction = reconstructionLoss(this.config, x, decoder.apply(z, ctx))
    const code = sumFeaturesMeanBatch(z.square().mul(0.5))
    const kernels = decoder.variables.filter(({ rank }) => rank > 1)
    const weights = tf.addN([tf.scalar(0), ...kernels.map((kernel) => kernel.square().sum())]).asScalar()
    const total = reconstruction.add(code.mul(codeWeight)).add(weights.mul(decoderWeight)).asScalar()
    return { total, terms: { reconstruction, code, weights } }
  }

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('RAE', this.#disposed)
    requireBatch('RAE', x, shape)
  }
}
