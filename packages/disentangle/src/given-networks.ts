import {
  asNetwork,
  createRng,
  type Network,
  type NetworkBuilder,
  type NetworkLike,
  type NetworkTopology,
  networkTopologies,
  networkWeights,
  repairTfjs,
  type Shape,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/** A network that a model needs. */
export interface WantedNetwork {
  /** What the user gave; undefined for the model's own. */
  readonly given: NetworkLike | undefined
  /** The model's own, which its configuration says all of. */
  readonly own: NetworkBuilder
  /** Of one input. */
  readonly inputShape: Shape
  /** Of one output. */
  readonly outputShape: Shape
}

/** The networks of a model: its own are remade from its configuration, those that were given are saved as they are. */
export class GivenNetworks<K extends string> {
  /** By the names of the configuration. */
  readonly networks: Readonly<Record<K, Network>>
  readonly #given: Readonly<Record<string, Network>>
  readonly #own: readonly string[]

  /** @throws AeError `shape` or `config` if a network does not fit; those made here are freed */
  constructor(subject: string, seed: number, wanted: Readonly<Record<K, WantedNetwork>>) {
    repairTfjs()
    const rng = createRng(seed)
    const entries = Object.entries<WantedNetwork>(wanted)
    const made: Record<string, Network> = {}
    try {
      for (const [name, { given, own, ...shapes }] of entries) {
        made[name] = asNetwork(given ?? own, {
          subject: `${subject}.${name}`,
          ...shapes,
          rng: rng.fork(name),
        })
      }
    } catch (error) {
      for (const name of ownNames(entries)) made[name]?.dispose()
      throw error
    }
    this.#own = ownNames(entries)
    // One of each name that was wanted.
    this.networks = made as Record<K, Network>
    const kept = entries.filter(([, { given }]) => given !== undefined).map(([name]) => name)
    this.#given = Object.fromEntries(Object.entries(made).filter(([name]) => kept.includes(name)))
  }

  /** What an optimizer may move, network by network. */
  get variables(): readonly tf.Variable[] {
    return Object.values<Network>(this.networks).flatMap(({ variables }) => variables)
  }

  /** Every weight by name: `decoder/input/kernel`. */
  weights(): Readonly<Record<string, tf.Variable>> {
    return networkWeights(this.networks)
  }

  /** Those that were given, as JSON. */
  topologies(): Readonly<Record<string, NetworkTopology>> {
    return networkTopologies(this.#given)
  }

  /** Frees what was made here: where the rest of a model cannot be made, what was given stays the giver's. */
  disposeOwn(): void {
    const networks: Readonly<Record<string, Network>> = this.networks
    for (const name of this.#own) networks[name]?.dispose()
  }

  /** Frees all. */
  dispose(): void {
    for (const network of Object.values<Network>(this.networks)) network.dispose()
  }
}

function ownNames(entries: readonly (readonly [string, WantedNetwork])[]): readonly string[] {
  return entries
    .filter(([, { given }]) => given === undefined || typeof given === 'function')
    .map(([name]) => name)
}
