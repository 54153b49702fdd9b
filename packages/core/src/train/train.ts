import type { Dataset } from '../interfaces/dataset'
import type { Trainable } from '../interfaces/phase'
import type { TrainOptions } from './train-options'
import { Training } from './training'

/**
 * Trains a model and yields what happens, while it happens.
 *
 * Every loss is reported, some steps late so that the device never waits. Leaving the loop early
 * leaks nothing, and the model keeps what it has learnt.
 *
 * @throws AeError `config` on a bad option, `data` if `resume` does not fit, whatever an objective throws
 * @example
 * for await (const event of train(model, data.batch(128), { epochs: 5 })) {
 *   if (event.type === 'epoch') console.log(event.epoch, event.losses)
 * }
 */
export function train<B>(model: Trainable<B>, data: Dataset<B>, options: TrainOptions = {}): Training<B> {
  return new Training(model, data, options)
}
