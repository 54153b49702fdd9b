import type * as tf from '@tensorflow/tfjs'
import type { Network, NetworkTopology } from '../interfaces/network'
import type { CodeNetworks } from './code-networks'

/** Networks under the names by which the configuration knows them. */
export type NamedNetworks = CodeNetworks | Readonly<Record<string, Network>>

/** Every weight of all networks: `encoder/1-dense/kernel`. */
export function networkWeights(networks: NamedNetworks): Readonly<Record<string, tf.Variable>> {
  return Object.fromEntries(
    entries(networks).flatMap(([name, network]) => Object.entries(prefixed(name, network.weights()))),
  )
}

/** All networks as JSON. */
export function networkTopologies<K extends string>(
  networks: Readonly<Record<K, Network>>,
): Readonly<Record<K, NetworkTopology>> {
  // The same names, whose type is lost on the way.
  return Object.fromEntries(
    entries(networks).map(([name, network]) => [name, network.topology()]),
  ) as Readonly<Record<K, NetworkTopology>>
}

function entries(networks: NamedNetworks): readonly (readonly [string, Network])[] {
  // An interface has no index signature, but nothing in this one is not a network.
  return Object.entries(networks as Readonly<Record<string, Network>>)
}

function prefixed<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}/${name}`, value]))
}
