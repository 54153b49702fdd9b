import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Saveable } from '../interfaces/model'

/**
 * Returns `model` if `save` can write it.
 *
 * @throws AeError `config`
 */
export function requireSaveable(subject: string, model: unknown): Saveable {
  const complete =
    typeof model === 'object' &&
    model !== null &&
    'weights' in model &&
    'kind' in model &&
    'config' in model &&
    'topologies' in model
  // All of Saveable's members are there; their types are the model's promise.
  if (complete) return model as Saveable
  throw new AeError('config', `${subject}: expected a model that can be saved. Received: ${show(model)}.`, {
    hint: 'give the model `kind`, `config`, `weights()` and `topologies()` (see Saveable).',
  })
}
