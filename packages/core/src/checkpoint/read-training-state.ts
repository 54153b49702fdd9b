import { AeError } from '../errors/ae-error'
import { decodeCheckpoint } from './checkpoint-file'
import type { TrainingState } from './training-state'

/**
 * What a checkpoint says about the training it was saved in: what `train(…, { resume })` takes.
 *
 * @throws AeError `data` if the file is damaged, or holds a model alone
 */
export function readTrainingState(bytes: Uint8Array): TrainingState {
  const { training } = decodeCheckpoint(bytes)
  if (training !== undefined) return training
  throw new AeError(
    'data',
    'readTrainingState: expected a checkpoint of a training. Received: a model alone.',
    {
      hint: 'the `checkpoint()` callback writes both; `save(model)` only the model.',
    },
  )
}
