import {
  asNetwork,
  createRng,
  type Network,
  type NetworkLike,
  type NetworkTopology,
  networkTopologies,
  networkWeights,
  requireBatch,
  requireLive,
  type Shape,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import type { QuantizerLike, QuantizerSpec } from '../composite/create-basic-quantizer'
import { createQuantizer } from '../composite/create-quantizer'
import type { Quantizer } from '../quantizer'

/** A network that a model wants. */
export interface WantedNetwork {
  /** What the model was given, or its default. */
  readonly like: NetworkLike
  /** What it reads, without the batch axis. */
  readonly inputShape: Shape
  /** What it gives, without the batch axis. */
  readonly outputShape: Shape
}

/** What {@link ModelParts} are made from. Names are those by which the configuration knows the parts. */
export interface ModelPartsRequest<Q extends string, N extends string> {
  /** Who asks, for error messages: `VQVAE`. */
  readonly subject: string
  /** Quantizers, or descriptions of them. */
  readonly quantizers: Readonly<Record<Q, QuantizerLike>>
  /** The networks that fit these quantizers. */
  networks(quantizers: Readonly<Record<Q, Quantizer>>): Readonly<Record<N, WantedNetwork>>
  /** Where initial weights come from. */
  readonly seed: number
}

/**
 * The networks and quantizers of a model, and everything about them that does not depend on what is minimised: they are
 * built, checked before use, saved and freed.
 */
export class ModelParts<Q extends string, N extends string> {
  /** By name; the model's own. */
  readonly quantizers: Readonly<Record<Q, Quantizer>>
  /** By name; the model's own. */
  readonly networks: Readonly<Record<N, Network>>
  /** What a checkpoint says of the quantizers. */
  readonly specs: Readonly<Record<Q, QuantizerSpec>>
  readonly #subject: string
  #disposed = false

  /**
   * Builds or adopts all of them. If one does not fit, those that were built here are freed.
   *
   * @throws AeError `config` or `shape`, see `createQuantizer` and `asNetwork`
   */
  constructor({ subject, quantizers, networks, seed }: ModelPartsRequest<Q, N>) {
    const rng = createRng(seed)
    const made: Record<string, Quantizer> = {}
    const built: Record<string, Network> = {}
    const own: { dispose(): void }[] = []
    try {
      for (const [name, like] of Object.entries<QuantizerLike>(quantizers)) {
        const quantizer = createQuantizer(`${subject}: \`${name}\``, like)
        if (quantizer !== like) own.push(quantizer)
        made[name] = quantizer
      }
      for (const [name, { like, ...shapes }] of Object.entries<WantedNetwork>(
        networks(made as Record<Q, Quantizer>),
      )) {
        const network = asNetwork(like, { subject: `${subject}.${name}`, ...shapes, rng: rng.fork(name) })
        if (typeof like === 'function') own.push(network)
        built[name] = network
      }
    } catch (error) {
      for (const part of own) part.dispose()
      throw error
    }
    this.#subject = subject
    // One of each name that was wanted.
    this.quantizers = made as Record<Q, Quantizer>
    this.networks = built as Record<N, Network>
    const specs = Object.entries(made).map(([name, { kind, config }]) => [
      name,
      Object.freeze({ kind, config }),
    ])
    this.specs = Object.fromEntries(specs) as Record<Q, QuantizerSpec>
  }

  /** All that an optimizer may move: network by network, then quantizers. */
  get variables(): readonly tf.Variable[] {
    return this.#all().flatMap(({ variables }) => variables)
  }

  /**
   * Throws if the model was disposed, or unless `x` is a batch of rows of a shape.
   *
   * @throws AeError `state`, `shape`
   */
  require(x: tf.Tensor, shape: Shape): void {
    requireLive(this.#subject, this.#disposed)
    requireBatch(this.#subject, x, shape)
  }

  /** Every weight: `encoder/0-dense/kernel`, `quantizer/codes`. */
  weights(): Readonly<Record<string, tf.Variable>> {
    const ofQuantizers = Object.entries<Quantizer>(this.quantizers).flatMap(([name, quantizer]) =>
      Object.entries(quantizer.weights()).map(([key, weight]) => [`${name}/${key}`, weight] as const),
    )
    return { ...networkWeights(this.networks), ...Object.fromEntries(ofQuantizers) }
  }

  /** All networks as JSON. */
  topologies(): Readonly<Record<N, NetworkTopology>> {
    return networkTopologies(this.networks)
  }

  /** Frees everything; a second call does nothing. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const part of this.#all()) part.dispose()
  }

  #all(): readonly (Network | Quantizer)[] {
    return [...Object.values<Network>(this.networks), ...Object.values<Quantizer>(this.quantizers)]
  }
}
