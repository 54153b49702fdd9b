import * as tf from '@tensorflow/tfjs'
import { requirePositiveInteger } from '../errors/require'
import type { Network, NetworkTopology } from '../interfaces/network'
import type { StepContext } from '../interfaces/phase'
import type { Rng } from '../interfaces/rng'
import type { Shape } from '../interfaces/shape'
import type { CodeNetworks } from './code-networks'
import { inferenceContext, requireBatch, requireLive } from './live'
import { networkTopologies, networkWeights } from './network-parts'

/** What a {@link LatentNetworks} takes over. */
export interface LatentNetworksParts<K extends string> {
  /** Who asks, for error messages: `RAE`. */
  readonly subject: string
  /** Shape of a row of data. */
  readonly inputShape: Shape
  /** Numbers in a code. */
  readonly latentDim: number
  /** The networks; freed with the model. */
  readonly networks: CodeNetworks<K>
  /** The decoder's raw output in data space, a new tensor. */
  toData(raw: tf.Tensor): tf.Tensor
  /** Weights beside those of networks, by name; freed with the model. Default: none. */
  readonly weights?: Readonly<Record<string, tf.Variable>>
}

/**
 * The networks of a model with a code, and everything about them that does not depend on what is minimised: they are
 * checked before use, applied, saved and freed. Models are made of one, and add a configuration and a loss.
 */
export class LatentNetworks<K extends string = never> {
  /** By name: `encoder`, `decoder` and what the model has beside them. */
  readonly networks: CodeNetworks<K>
  /** All that an optimizer may move: network by network, then weights beside them. */
  readonly variables: readonly tf.Variable[]
  readonly #parts: LatentNetworksParts<K>
  #disposed = false

  constructor(parts: LatentNetworksParts<K>) {
    this.#parts = parts
    this.networks = parts.networks
    this.variables = [
      ...networksOf(parts.networks).flatMap(({ variables }) => variables),
      ...Object.values(parts.weights ?? {}),
    ]
  }

  /** `[B, …inputShape]` → the encoder's output, the caller's. */
  encode(x: tf.Tensor): tf.Tensor {
    return this.code(x, inferenceContext())
  }

  /** `[B, latentDim]` → `[B, …inputShape]`, the caller's. */
  decode(z: tf.Tensor): tf.Tensor {
    this.require(z, [this.#parts.latentDim])
    return tf.tidy(() => this.#parts.toData(this.networks.decoder.apply(z, inferenceContext())))
  }

  /** `count` draws from N(0, I), decoded: `[count, …inputShape]`, the caller's. */
  sample(count: number, rng: Rng): tf.Tensor {
    requirePositiveInteger(`${this.#parts.subject}.sample`, 'count', count)
    return tf.tidy(() => this.decode(rng.normal([count, this.#parts.latentDim])))
  }

  /** The encoder's output within a step. */
  code(x: tf.Tensor, ctx: StepContext): tf.Tensor {
    this.require(x, this.#parts.inputShape)
    return this.networks.encoder.apply(x, ctx)
  }

  /**
   * Throws if the model was disposed, or unless `x` is a batch of rows of a shape.
   *
   * @throws AeError `state`, `shape`
   */
  require(x: tf.Tensor, shape: Shape): void {
    this.requireLive()
    requireBatch(this.#parts.subject, x, shape)
  }

  /**
   * Throws if the model was disposed.
   *
   * @throws AeError `state`
   */
  requireLive(): void {
    requireLive(this.#parts.subject, this.#disposed)
  }

  /** Every weight by name: `encoder/1-dense/kernel`. */
  weights(): Readonly<Record<string, tf.Variable>> {
    return { ...networkWeights(this.networks), ...this.#parts.weights }
  }

  /** All networks as JSON. */
  topologies(): Readonly<Record<keyof CodeNetworks<K>, NetworkTopology>> {
    return networkTopologies(this.networks)
  }

  /** Frees networks and weights. A second call does nothing. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const network of networksOf(this.networks)) network.dispose()
    tf.dispose(Object.values(this.#parts.weights ?? {}))
  }
}

function networksOf(networks: CodeNetworks): readonly Network[] {
  return Object.values(networks)
}
