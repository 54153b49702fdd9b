import * as tf from '@tensorflow/tfjs'
import type { LatentModel } from '../../interfaces/model'
import type { NetworkTopology } from '../../interfaces/network'
import type { Phase } from '../../interfaces/phase'
import { type CodeNetworks, codeNetworks } from '../code-networks'
import { inferenceContext, requireBatch, requireLive } from '../live'
import { networkTopologies, networkWeights } from '../network-parts'
import { reconstructionLoss, toDataSpace } from '../reconstruction'
import { type AutoencoderConfig, type ResolvedAutoencoderConfig, resolveAutoencoderConfig } from './config'

/**
 * An auto-encoder: learns to copy its input through a narrow code.
 *
 * ```
 * x ──► encoder ──► z ──► decoder ──► output function ──► x̂
 * [B, …]           [B, D]                               [B, …]
 *            minimise  reconstruction(x, x̂)
 * ```
 *
 * The code keeps what is needed to rebuild the data and nothing says how codes are spread: to draw new
 * data take a `VAE`, for a code at least as wide as the data a `DenoisingAutoencoder`. A linear one finds
 * the subspace of PCA.
 *
 * @see Hinton & Salakhutdinov 2006, Reducing the Dimensionality of Data with Neural Networks, Science 313
 * @example
 * const model = new Autoencoder({ inputShape: [28, 28, 1], latentDim: 30 })
 * await fit(model, images, { epochs: 20 })
 * const copies = reconstruct(model, images)
 */
export class Autoencoder implements LatentModel {
  /** The tag of its checkpoints. */
  static readonly kind = 'autoencoder'
  readonly kind: string = Autoencoder.kind
  readonly config: ResolvedAutoencoderConfig
  readonly phases: readonly [Phase<tf.Tensor>]
  readonly #networks: CodeNetworks
  #disposed = false

  /** @throws AeError `config` on a bad option, `shape` if a network does not fit */
  constructor(config: AutoencoderConfig) {
    this.config = resolveAutoencoderConfig(config)
    const { inputShape, latentDim, output, seed } = this.config
    const { encoder, decoder } = config
    const networks = codeNetworks({
      subject: 'Autoencoder',
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
        name: 'autoencoder',
        variables: [...networks.encoder.variables, ...networks.decoder.variables],
        objective: (x, ctx) => {
          this.#require(x, inputShape)
          const raw = networks.decoder.apply(networks.encoder.apply(x, ctx), ctx)
          const reconstruction = reconstructionLoss(this.config, x, raw)
          return { total: reconstruction, terms: { reconstruction } }
        },
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

  #require(x: tf.Tensor, shape: readonly number[]): void {
    requireLive('Autoencoder', this.#disposed)
    requireBatch('Autoencoder', x, shape)
  }
}
