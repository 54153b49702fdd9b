import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Disposable, Saveable } from '../interfaces/model'
import type { Network, NetworkTopology } from '../interfaces/network'
import { type NetworkReader, restoreNetwork } from '../networks/restore-network'
import { type Checkpoint, decodeCheckpoint, type ReadOptions } from './checkpoint-file'
import { configFromJson } from './config-json'
import { fit, weightsFrom } from './restore-weights'
import type { FileTensor } from './safetensors'

/** A class of models that {@link load} can make: `VAE`, or a user's own. */
export interface ModelClass<M extends Saveable & Disposable> {
  /** The tag its checkpoints carry. */
  readonly kind: string
  /** Takes the saved configuration, with the networks under the names of `topologies()`. */
  new (config: never): M
}

/** Options of {@link load}. */
export interface LoadOptions extends ReadOptions {
  /** Parts of the configuration to replace, and the functions that no file can hold. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>
  /** Builders of networks that are not layers models, by kind. Default: none. */
  readonly readers?: Readonly<Record<string, NetworkReader>>
}

/**
 * The model in a checkpoint. Runs no code from the file; nothing is allocated that the file does not hold.
 *
 * @returns a new model, the caller's
 * @throws AeError `data` if the file is damaged or of another kind, `config` if it needs a function that was not passed
 * @example
 * const vae = await load(VAE, await readFile('vae.safetensors'))
 */
export async function load<M extends Saveable & Disposable>(
  Model: ModelClass<M>,
  bytes: Uint8Array,
  options: LoadOptions = {},
): Promise<M> {
  const checkpoint = decodeCheckpoint(bytes, options)
  if (checkpoint.kind !== Model.kind) {
    throw new AeError(
      'data',
      `load: expected a checkpoint of kind '${Model.kind}'. Received: ${show(checkpoint.kind)}.`,
      { hint: 'inspect(bytes).kind says which class reads it.' },
    )
  }
  const config = configFromJson(checkpoint.config, options.config ?? {})
  const networks: Record<string, Network> = {}
  try {
    for (const [name, topology] of Object.entries(checkpoint.topologies)) {
      networks[name] = await restore(name, topology, { checkpoint, readers: options.readers })
    }
    const model = construct(Model, { ...config, ...networks })
    try {
      weightsFrom(model, checkpoint).commit()
      return model
    } catch (error) {
      model.dispose()
      throw error
    }
  } catch (error) {
    for (const network of Object.values(networks)) network.dispose()
    throw error
  }
}

/** Options of {@link loadNetwork}. */
export type LoadNetworkOptions = Omit<LoadOptions, 'config'>

/**
 * One network out of any checkpoint, with its weights: an encoder alone, say. The class of the model is not needed.
 *
 * @returns a new network, the caller's
 * @throws AeError `data` if the file is damaged, or has no such network
 * @example
 * const encoder = await loadNetwork(bytes, 'encoder')
 */
export async function loadNetwork(
  bytes: Uint8Array,
  name: string,
  options: LoadNetworkOptions = {},
): Promise<Network> {
  const checkpoint = decodeCheckpoint(bytes, options)
  const { topologies } = checkpoint
  const topology = Object.hasOwn(topologies, name) ? topologies[name] : undefined
  if (topology === undefined) {
    throw new AeError(
      'data',
      `loadNetwork: expected one of ${show(Object.keys(topologies))}. Received: ${show(name)}.`,
    )
  }
  const network = await restore(name, topology, { checkpoint, readers: options.readers })
  try {
    const prefix = `${name}/`
    const stored = [...weightsOf(checkpoint, name)].map(
      ([key, tensor]) => [key.slice(prefix.length), tensor] as const,
    )
    fit(network.weights(), new Map(stored)).commit()
    return network
  } catch (error) {
    network.dispose()
    throw error
  }
}

interface RestoreSource {
  readonly checkpoint: Checkpoint
  readonly readers: LoadOptions['readers'] | undefined
}

function restore(
  name: string,
  topology: NetworkTopology,
  { checkpoint, readers }: RestoreSource,
): Promise<Network> {
  let maxWeights = 0
  for (const { shape } of weightsOf(checkpoint, name).values()) {
    maxWeights += shape.reduce((product, side) => product * side, 1)
  }
  return restoreNetwork(topology, { maxWeights, ...(readers === undefined ? {} : { readers }) })
}

function weightsOf({ weights }: Checkpoint, network: string): ReadonlyMap<string, FileTensor> {
  return new Map([...weights].filter(([name]) => name.startsWith(`${network}/`)))
}

function construct<M extends Saveable & Disposable>(Model: ModelClass<M>, config: object): M {
  try {
    // The configuration comes from a file; the constructor checks every part of it.
    return new Model(config as never)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AeError(
      'data',
      `load: expected a configuration of '${Model.kind}'. Received one that fails: ${reason}`,
      {
        cause,
      },
    )
  }
}
