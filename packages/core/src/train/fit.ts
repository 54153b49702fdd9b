import * as tf from '@tensorflow/tfjs'
import { decodeCheckpoint } from '../checkpoint/checkpoint-file'
import { readTrainingState } from '../checkpoint/read-training-state'
import { requireSaveable } from '../checkpoint/require-saveable'
import { weightsFrom } from '../checkpoint/restore-weights'
import type { TrainingState } from '../checkpoint/training-state'
import { fromTensor } from '../data/from-tensor'
import type { Diagnostic } from '../diagnostics/diagnostic'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Trainable } from '../interfaces/phase'
import { createRng } from '../rng/rng'
import type { Callback, Run } from './callback'
import { callbackStates, restoreCallbacks } from './callback-states'
import { evaluate } from './evaluate'
import type { DataLike, FitOptions } from './fit-options'
import type { EpochReport, History } from './history'
import { train } from './train'
import type { EpochEvent, TrainEvent } from './train-event'
import type { Training } from './training'
import { assignVariables, copyVariables, learntVariables } from './variable-copies'

/** Everything that {@link FitOptions} may hold. */
const OPTION_NAMES: readonly (keyof FitOptions<never>)[] = [
  'epochs',
  'steps',
  'optimizer',
  'accumulate',
  'averageWeights',
  'seed',
  'signal',
  'readEvery',
  'batchSize',
  'shuffle',
  'validation',
  'callbacks',
  'resume',
]

/** Rows in a batch where neither the options nor the data say. */
const DEFAULT_BATCH = 128

/**
 * Trains a model to the end and reports how it went.
 *
 * A thin wrapper round `train`: batches and shuffles the data, evaluates after each epoch, calls the
 * callbacks. The model keeps what it has learnt also when training is stopped or fails.
 *
 * @throws AeError `config` on a bad option, `data` if `resume` does not fit; whatever an objective or a callback throws
 * @example
 * const history = await fit(model, images, { epochs: 20, validation: test, callbacks: [earlyStopping()] })
 */
export async function fit<B>(
  model: Trainable<B>,
  data: DataLike<B>,
  options: FitOptions<B> = {},
): Promise<History> {
  const { batchSize, shuffle = true, validation, callbacks = [], resume, ...trainOptions } = options
  requireKnownOptions('fit', options, OPTION_NAMES)
  requireDifferentNames(callbacks)
  const order = createRng(options.seed ?? 0).fork('order')
  const batched = asDataset(data, batchSize)
  const heldOut = validation === undefined ? undefined : asDataset(validation, batchSize)
  if (heldOut?.size === 0) {
    throw new AeError('data', 'fit: expected at least one row in `validation`. Received: 0.')
  }
  const state = resume instanceof Uint8Array ? readTrainingState(resume) : resume
  const training = train(model, shuffle ? batched.shuffle(order) : batched, {
    ...trainOptions,
    ...(state === undefined ? {} : { resume: state }),
  })
  const weights =
    resume instanceof Uint8Array
      ? weightsFrom(requireSaveable('fit', model), decodeCheckpoint(resume))
      : undefined
  const fitting = new Fitting({ model, training, callbacks, validation: heldOut, seed: options.seed ?? 0 })
  try {
    await fitting.begin(state)
    // Only when the rest of the checkpoint fits too is the model touched.
    weights?.commit()
    return await fitting.run()
  } finally {
    for (const callback of callbacks) callback.release?.()
  }
}

interface FittingParts<B> {
  readonly model: Trainable<B>
  readonly training: Training<B>
  readonly callbacks: readonly Callback[]
  readonly validation: Dataset<B> | undefined
  readonly seed: number
}

/** One call of `fit`. */
class Fitting<B> implements Run {
  readonly #parts: FittingParts<B>
  readonly #epochs: EpochReport[] = []
  readonly #diagnostics: Diagnostic[] = []
  #stopped: string | undefined

  constructor(parts: FittingParts<B>) {
    this.#parts = parts
  }

  /** Makes ready, or leaves everything as it was. */
  async begin(resumed: TrainingState | undefined): Promise<void> {
    const { training, callbacks } = this.#parts
    for (const callback of callbacks) await callback.onBegin?.(this)
    if (resumed !== undefined) restoreCallbacks(callbacks, resumed)
    training.begin()
  }

  get model(): Trainable<never> {
    return this.#parts.model
  }

  stop(reason: string): void {
    this.#stopped ??= reason
  }

  async report(diagnostic: Diagnostic): Promise<void> {
    await this.#tell({ type: 'diagnostic', diagnostic })
  }

  async state(): Promise<TrainingState> {
    return callbackStates(this.#parts.callbacks, await this.#parts.training.state())
  }

  copyWeights(): Promise<TrainingState['tensors']> {
    const { model, training } = this.#parts
    return training.withAveragedWeights(() => copyVariables(learntVariables(model)))
  }

  restoreWeights(copies: TrainingState['tensors']): void {
    assignVariables(learntVariables(this.#parts.model), copies)
  }

  async run(): Promise<History> {
    const { training, callbacks } = this.#parts
    for await (const event of training) {
      await this.#tell(event)
      if (this.#stopped !== undefined) break
    }
    for (const callback of callbacks) await callback.onEnd?.(this)
    const stopped = this.#stopped ?? (training.step < training.totalSteps ? 'aborted' : undefined)
    return {
      epochs: this.#epochs,
      steps: training.step,
      diagnostics: this.#diagnostics,
      ...(stopped === undefined ? {} : { stopped }),
    }
  }

  async #tell(event: TrainEvent): Promise<void> {
    const { callbacks } = this.#parts
    if (event.type === 'step') for (const callback of callbacks) await callback.onStep?.(event, this)
    if (event.type === 'diagnostic') {
      this.#diagnostics.push(event.diagnostic)
      for (const callback of callbacks) await callback.onDiagnostic?.(event, this)
    }
    if (event.type === 'epoch') {
      const report = await this.#report(event)
      this.#epochs.push(report)
      for (const callback of callbacks) await callback.onEpoch?.(report, this)
    }
  }

  async #report({ type: _, ...event }: EpochEvent): Promise<EpochReport> {
    const { model, training, validation, seed } = this.#parts
    if (validation === undefined) return event
    const losses = await training.withAveragedWeights(() => evaluate(model, validation, seed))
    return { ...event, validation: losses }
  }
}

function asDataset<B>(data: DataLike<B>, batchSize: number | undefined): Dataset<B> {
  // DataLike<B> is a tensor only where B is one, so the rows of a tensor are B.
  const rows = data instanceof tf.Tensor ? (fromTensor(data) as unknown as Dataset<B>) : (data as Dataset<B>)
  if (typeof rows?.iterate !== 'function') {
    throw new AeError('config', `fit: expected a tensor or a Dataset. Received: ${show(data)}.`, {
      hint: 'fromTensor(), fromArrays() and fromRowSource() make data sets.',
    })
  }
  if (batchSize !== undefined) return rows.batch(batchSize)
  return rows.batchSize === 1 ? rows.batch(DEFAULT_BATCH) : rows
}

function requireDifferentNames(callbacks: readonly Callback[]): void {
  const names = callbacks.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return
  throw new AeError('config', `fit: callbacks must have different names. Received ${show(twice)} twice.`, {
    hint: 'earlyStopping() and checkpoint() take a `name`.',
  })
}
