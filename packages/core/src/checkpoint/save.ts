import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { Saveable } from '../interfaces/model'
import { encodeCheckpoint } from './checkpoint-file'
import { configToJson } from './config-json'
import { requireSaveable } from './require-saveable'
import type { StoredTensor, TrainingState } from './training-state'

/** Options of {@link save}. */
export interface SaveOptions {
  /** What training needs to go on, from `Run.state()` or `Training.state()`. Default: the model alone. */
  readonly training?: TrainingState
}

/**
 * A model as the bytes of one safetensors file: kind, configuration, network topologies and weights, so that
 * `load` needs no user code. Any safetensors library can read the weights. Functions in the configuration are
 * left out, and are passed again to `load`.
 *
 * @throws AeError `config` if the model lacks what `Saveable` asks for, `state` if it was disposed
 * @example
 * await writeFile('vae.safetensors', await save(vae))
 */
export async function save(model: Saveable, options: SaveOptions = {}): Promise<Uint8Array> {
  const { kind, config } = requireSaveable('save', model)
  const weights = Object.entries(model.weights())
  const gone = weights.find(([, variable]) => variable.isDisposed)
  if (gone !== undefined) throw new AeError('state', `save: model '${kind}' was disposed.`)
  // Reads begin before anything is awaited, so that all are of one moment.
  const tensors = await Promise.all(
    weights.map(async ([name, variable]) => [name, await read(name, variable)] as const),
  )
  return encodeCheckpoint({
    kind,
    config: configToJson(config),
    topologies: model.topologies(),
    weights: Object.fromEntries(tensors),
    ...(options.training === undefined ? {} : { training: options.training }),
  })
}

async function read(name: string, variable: tf.Variable): Promise<StoredTensor> {
  if (variable.dtype !== 'float32') {
    throw new AeError('config', `save: weight '${name}' must be float32. Received: ${variable.dtype}.`)
  }
  return { shape: variable.shape, data: Float32Array.from(await variable.data()) }
}
