import type { Network, NetworkTopology, Saveable } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/** The tag of a detector's file. */
export const DETECTOR_KIND = 'anomaly-detector'
/** Arrays are named so in a file; weights of networks are not. */
export const ARRAYS = 'arrays/'

/** Name of the array of held-out scores; no scorer has one of this name. */
export const NORMAL_SCORES = 'normal-scores'

/** What a detector's file has beside its configuration. */
export interface StoredDetectorParts {
  /** Plain JSON. */
  readonly config: object
  /** Numbers by name. */
  readonly arrays: Readonly<Record<string, tf.Variable>>
  /** Networks by name. */
  readonly networks: Readonly<Record<string, Network>>
}

/** A detector as what `save` can write and `restoreWeights` can fill. Borrows everything. */
export function storedDetector({ config, arrays, networks }: StoredDetectorParts): Saveable {
  const named = Object.entries(networks)
  return {
    kind: DETECTOR_KIND,
    config,
    weights: () =>
      Object.fromEntries([
        ...Object.entries(arrays).map(([name, array]) => [ARRAYS + name, array] as const),
        ...named.flatMap(([name, network]) =>
          Object.entries(network.weights()).map(([key, weight]) => [`${name}/${key}`, weight] as const),
        ),
      ]),
    topologies: (): Readonly<Record<string, NetworkTopology>> =>
      Object.fromEntries(named.map(([name, network]) => [name, network.topology()])),
  }
}
