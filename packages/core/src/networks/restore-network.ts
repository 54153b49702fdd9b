import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Network, NetworkTopology } from '../interfaces/network'
import { checkLayersJson } from './check-layers-json'
import { withInitializer } from './layers-json'
import { layersNetwork } from './layers-network'

/** Builds a network from the `config` of its topology, with any weights: they are overwritten. */
export type NetworkReader = (config: unknown, options: RestoreOptions) => Network | Promise<Network>

/** Options of {@link restoreNetwork}. */
export interface RestoreOptions {
  /** Most weights the network may have; checked before each is allocated. Default: no limit. */
  readonly maxWeights?: number
  /** Readers of kinds of network that are not layers models, by kind. */
  readonly readers?: Readonly<Record<string, NetworkReader>>
}

/**
 * A network from its topology, with all weights zero. Runs no code that the topology brings: layers are looked up by name.
 *
 * @throws AeError `data` if the topology is malformed, names an unknown kind or layer, or has more weights than allowed
 */
export async function restoreNetwork(
  topology: NetworkTopology,
  options: RestoreOptions = {},
): Promise<Network> {
  if (typeof topology !== 'object' || topology === null) {
    throw new AeError('data', `restoreNetwork: expected a topology. Received: ${show(topology)}.`)
  }
  if (topology.kind === 'layers') return restoreLayers(topology.config, options)
  const readers = options.readers ?? {}
  const reader = Object.hasOwn(readers, topology.kind) ? readers[topology.kind] : undefined
  if (reader !== undefined) return reader(topology.config, options)
  throw new AeError(
    'data',
    `restoreNetwork: expected a network of a known kind. Received: ${show(topology.kind)}.`,
    {
      hint: `pass its reader: load(Model, bytes, { readers: { ${show(topology.kind)}: (config) => … } }).`,
    },
  )
}

async function restoreLayers(config: unknown, { maxWeights }: RestoreOptions): Promise<Network> {
  checkLayersJson(config)
  tf.serialization.registerClass(CountedZeros)
  const before = new Set(Object.keys(tf.engine().registeredVariables))
  let model: tf.LayersModel | undefined
  try {
    // Layers are built before `modelFromJSON` first waits, so the budget is this call's alone.
    const building = tf.tidy(() => {
      CountedZeros.left = maxWeights ?? Number.POSITIVE_INFINITY
      const json = withInitializer(config, CountedZeros.className) as Parameters<
        typeof tf.models.modelFromJSON
      >[0]
      const promise = tf.models.modelFromJSON(json)
      return { promise } as unknown as tf.TensorContainer
    }) as unknown as { readonly promise: Promise<tf.LayersModel> }
    model = await building.promise
    return layersNetwork(model)
  } catch (error) {
    // Whatever was built before the mistake was found.
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables)) {
      if (!before.has(name)) variable.dispose()
    }
    if (error instanceof AeError) throw error
    throw new AeError(
      'data',
      `restoreNetwork: expected the JSON of a tf.LayersModel. Received: ${show(config)}.`,
      {
        cause: error,
      },
    )
  }
}

/** Zeros that are counted against a budget before they are made: a topology may claim any size. */
class CountedZeros extends tf.serialization.Serializable {
  static readonly className = 'AeCountedZeros'
  static left = 0

  /** Called by every layer for every weight. */
  apply(shape: number[]): tf.Tensor {
    const size = shape.reduce((product, side) => product * side, 1)
    if (!(size >= 0 && size <= CountedZeros.left)) {
      throw new AeError(
        'data',
        `restoreNetwork: expected a network with as many weights as the file holds. Received: a weight of shape ${show(shape)}.`,
      )
    }
    CountedZeros.left -= size
    return tf.zeros(shape)
  }

  getConfig(): tf.serialization.ConfigDict {
    return {}
  }
}
