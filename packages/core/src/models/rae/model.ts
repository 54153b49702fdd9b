import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import { sumFeaturesMeanBatch } from '../../losses/sum-features-mean-batch'
import type { LatentNetworks } from '../latent-networks'
import { pointLatent } from '../point-latent'
import { reconstructionLoss } from '../reconstruction'
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
  readonly #latent: LatentNetworks

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: RAEConfig) {
    this.config = resolveRAEConfig(config)
    this.#latent = pointLatent('RAE', this.config, config)
    this.phases = [
      {
        name: 'rae',
        variables: this.#latent.variables,
        objective: (x, ctx) => this.#objective(x, ctx),
      },
    ]
  }

  /** `[B, …inputShape]` → `[B, latentDim]`. Borrows `x`; the code is the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return this.#latent.encode(x)
  }

  /** `[B, latentDim]` → `[B, …inputShape]`. Borrows `z`; the result is the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    return this.#latent.decode(z)
  }

  weights(): Readonly<Record<string, tf.Variable>> {
    return this.#latent.weights()
  }

  topologies(): Readonly<Record<string, NetworkTopology>> {
    return this.#latent.topologies()
  }

  dispose(): void {
    this.#latent.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    const { codeWeight, decoderWeight } = this.config
    const { decoder } = this.#latent.networks
    const z = this.#latent.code(x, ctx)
    const reconstruction = reconstructionLoss(this.config, x, decoder.apply(z, ctx))
    const code = sumFeaturesMeanBatch(z.square().mul(0.5))
    const kernels = decoder.variables.filter(({ rank }) => rank > 1)
    const weights = tf.addN([tf.scalar(0), ...kernels.map((kernel) => kernel.square().sum())]).asScalar()
    const total = reconstruction.add(code.mul(codeWeight)).add(weights.mul(decoderWeight)).asScalar()
    return { total, terms: { reconstruction, code, weights } }
  }
}
