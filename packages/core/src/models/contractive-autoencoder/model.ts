import type * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Objective, Phase, StepContext } from '../../interfaces/phase'
import { LatentNetworks } from '../latent-networks'
import { reconstructionLoss, toDataSpace } from '../reconstruction'
import {
  type ContractiveAutoencoderConfig,
  type ResolvedContractiveAutoencoderConfig,
  resolveContractiveAutoencoderConfig,
} from './config'
import { contractiveNetworks } from './contractive-networks'
import { denseForward, exactContraction, type SmoothLayer, sampledContraction } from './jacobian'

/**
 * A contractive auto-encoder: a code that hardly moves when the input does, but for what tells rows apart.
 *
 * ```
 * x ──► dense layers ──► z ──► the same, transposed ──► output function ──► x̂
 * [B, …]               [B, D]                                             [B, …]
 *           minimise  reconstruction(x, x̂)  +  λ · ‖∂z/∂x‖²_F
 * ```
 *
 * The penalty has a closed form for one layer; for more, `jacobian: { kind: 'sampled' }` costs one backward pass
 * instead of one for each number of the code. Kernels are tied, or the decoder could undo any shrinking of the code.
 * For small Gaussian noise a `DenoisingAutoencoder` learns much the same, with any network.
 *
 * @see Rifai et al. 2011, Contractive Auto-Encoders: Explicit Invariance During Feature Extraction, ICML
 * @example
 * const model = new ContractiveAutoencoder({ inputShape: [28, 28, 1], latentDim: 500, reconstruction: 'bernoulli' })
 * await fit(model, images, { epochs: 15 })
 * const features = model.encode(images)
 */
export class ContractiveAutoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'contractive-autoencoder'
  readonly kind: string = ContractiveAutoencoder.kind
  readonly config: ResolvedContractiveAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #layers: readonly SmoothLayer[]
  readonly #tied: boolean
  readonly #latent: LatentNetworks

  /** @throws AeError `config` on a bad option or an encoder of other layers, `shape` if a network does not fit */
  constructor(config: ContractiveAutoencoderConfig) {
    this.config = resolveContractiveAutoencoderConfig(config)
    const { inputShape, latentDim, output, seed } = this.config
    const subject = 'ContractiveAutoencoder'
    const { encoder, decoder } = config
    const { layers, tied, networks } = contractiveNetworks({
      subject,
      inputShape,
      encoderOutput: latentDim,
      latentDim,
      encoder,
      decoder,
      sigmoidOutput: output === 'unit',
      seed,
    })
    const toData = (raw: tf.Tensor): tf.Tensor => toDataSpace(raw, output)
    this.#layers = layers
    this.#tied = tied
    this.#latent = new LatentNetworks({ subject, inputShape, latentDim, networks, toData })
    this.phases = [
      {
        name: 'contractive-autoencoder',
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
    const { encoder, decoder } = this.#latent.topologies()
    // Without one, the decoder is tied when the model is loaded, too.
    return this.#tied ? { encoder } : { encoder, decoder }
  }

  dispose(): void {
    this.#latent.dispose()
  }

  #objective(x: tf.Tensor, ctx: StepContext): Objective {
    this.#latent.require(x, this.config.inputShape)
    const { weight, jacobian } = this.config
    const layers = this.#layers
    const { code, slopes } = denseForward(layers, x)
    const reconstruction = reconstructionLoss(this.config, x, this.#latent.networks.decoder.apply(code, ctx))
    const contraction =
      jacobian.kind === 'exact'
        ? exactContraction(layers, slopes)
        : sampledContraction(layers, slopes, jacobian.directions, ctx.rng.fork('directions'))
    const total = reconstruction.add(contraction.mul(weight)).asScalar()
    return { total, terms: { reconstruction, contraction } }
  }
}
