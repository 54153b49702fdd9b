import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Saveable } from '../interfaces/model'
import { type Checkpoint, decodeCheckpoint, type ReadOptions } from './checkpoint-file'
import { toFloat32 } from './element-type'
import type { FileTensor } from './safetensors'

/**
 * Puts a checkpoint's weights into a model of the same kind and shape: all of them or, if one does not fit, none.
 *
 * @throws AeError `data` if the file is damaged or belongs to another model
 */
export function restoreWeights(model: Saveable, bytes: Uint8Array, options: ReadOptions = {}): void {
  weightsFrom(model, decodeCheckpoint(bytes, options)).commit()
}

/** Weights that were found to fit. */
export interface FittingWeights {
  /** Assigns them; cannot fail. */
  commit(): void
}

/**
 * Checks that a checkpoint's weights are a model's, name by name and shape by shape, without changing anything.
 *
 * @throws AeError `data`
 */
export function weightsFrom(model: Saveable, checkpoint: Checkpoint): FittingWeights {
  if (checkpoint.kind !== model.kind) {
    throw new AeError(
      'data',
      `restoreWeights: expected a checkpoint of kind '${model.kind}'. Received: ${show(checkpoint.kind)}.`,
    )
  }
  return fit(model.weights(), checkpoint.weights)
}

/**
 * As {@link weightsFrom}, for any record of variables.
 *
 * @throws AeError `data`
 */
export function fit(
  variables: Readonly<Record<string, tf.Variable>>,
  stored: ReadonlyMap<string, FileTensor>,
): FittingWeights {
  const stranger = [...stored.keys()].find((name) => !Object.hasOwn(variables, name))
  if (stranger !== undefined) {
    throw new AeError('data', `checkpoint: the model has no weight '${stranger}'. Received one.`)
  }
  const values = Object.entries(variables).map(([name, variable]) => {
    const tensor = stored.get(name)
    const same = tensor !== undefined && String(tensor.shape) === String(variable.shape)
    if (!same) {
      throw new AeError(
        'data',
        `checkpoint: expected weight '${name}' of shape ${show(variable.shape)}. Received: ${tensor === undefined ? 'none' : show(tensor.shape)}.`,
      )
    }
    return { variable, data: toFloat32(name, tensor.dtype, tensor.bytes) }
  })
  return {
    commit() {
      tf.tidy(() => {
        for (const { variable, data } of values) variable.assign(tf.tensor(data, variable.shape, 'float32'))
      })
    },
  }
}
