import * as tf from '@tensorflow/tfjs'
import type { TrainingState } from '../checkpoint/training-state'
import { disposeBatch, rowsIn } from '../data/row-dataset'
import { detectNonFinite } from '../diagnostics/detect-non-finite'
import { AeError } from '../errors/ae-error'
import { requireNumber, requirePositiveInteger } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Phase, Trainable } from '../interfaces/phase'
import type { Rng } from '../interfaces/rng'
import { repairTfjs } from '../repairs/repair-tfjs'
import { createRng } from '../rng/rng'
import { Breath } from './breathe'
import { EpochMeans } from './epoch-means'
import { meanGradients, meanLosses, type WeightedGradients } from './mean-of-parts'
import { PhaseOptimizer } from './phase-optimizer'
import { disposeStepGradients, stepGradients } from './step-gradients'
import { StepLog } from './step-log'
import type { TrainEvent } from './train-event'
import type { TrainOptions } from './train-options'
import { readTrainingJson } from './training-json'
import { type Turn, TurnPlan } from './turn-plan'
import { WeightAverage } from './weight-average'

/**
 * A training in progress: an async generator of events that can also say where it stands.
 *
 * Nothing is allocated before the first event is asked for, and everything is freed when the last was.
 */
export class Training<B> implements AsyncGenerator<TrainEvent, void, void> {
  readonly #model: Trainable<B>
  readonly #data: Dataset<B>
  readonly #options: TrainOptions
  readonly #accumulate: number
  readonly #stepsPerEpoch: number
  readonly #plan: TurnPlan
  readonly #rng: Rng
  readonly #log = new StepLog()
  readonly #means: EpochMeans
  readonly #events: AsyncGenerator<TrainEvent, void, void>
  #optimizers: ReadonlyMap<string, PhaseOptimizer> = new Map()
  #average: WeightAverage | undefined
  #begun = false
  #step = 0
  /** Passes whose end was reported: one may be complete but unreported when a state is taken. */
  #reportedEpochs = 0

  constructor(model: Trainable<B>, data: Dataset<B>, options: TrainOptions) {
    this.#model = model
    this.#data = data
    this.#options = options
    this.#accumulate = requirePositiveInteger('train', 'accumulate', options.accumulate ?? 1)
    requirePositiveInteger('train', 'readEvery', options.readEvery ?? 10)
    if (options.averageWeights !== undefined) {
      requireNumber('train', 'averageWeights', options.averageWeights, { above: 0, below: 1 })
    }
    if (data.size === 0) throw new AeError('data', 'train: expected at least one row of data. Received: 0.')
    this.#stepsPerEpoch = Math.ceil(data.batches / this.#accumulate)
    const { epochs, steps } = options
    this.#plan = new TurnPlan(model, { stepsPerEpoch: this.#stepsPerEpoch, epochs, steps })
    this.#rng = createRng(options.seed ?? 0).fork('train')
    this.#means = new EpochMeans(model.phases.length > 1)
    for (const phase of model.phases) PhaseOptimizer.check(phase, options.optimizer)
    this.#events = this.#run()
  }

  /** Steps of all phases done so far. */
  get step(): number {
    return this.#step
  }

  /** Steps of all phases when training ends. */
  get totalSteps(): number {
    return this.#plan.totalSteps
  }

  /** Steps of all phases in one pass over the data. */
  get stepsPerEpoch(): number {
    return this.#stepsPerEpoch
  }

  /** The next event; trains until there is one. */
  next(): Promise<IteratorResult<TrainEvent, void>> {
    return this.#events.next()
  }

  /** Ends the training and frees what it holds. */
  async return(): Promise<IteratorResult<TrainEvent, void>> {
    const result = await this.#events.return()
    // A generator that was never asked for an event does not run to its end.
    this.#free()
    return result
  }

  /** Ends the training with an error of the caller's. */
  throw(error: unknown): Promise<IteratorResult<TrainEvent, void>> {
    return this.#events.throw(error).finally(() => this.#free())
  }

  /** Itself: `for await (const event of training)`. */
  [Symbol.asyncIterator](): this {
    return this
  }

  /** As `return`: `await using training = train(…)`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  /**
   * Everything beside the model's weights that is needed to go on, bit for bit. Call it between two events.
   *
   * @throws AeError `state` before the first event and after the last
   */
  async state(): Promise<TrainingState> {
    if (this.#optimizers.size === 0) {
      throw new AeError(
        'state',
        'Training.state: expected a training in progress. Received: one not begun or ended.',
      )
    }
    const tensors = new Map<string, tf.Tensor>()
    for (const [phase, optimizer] of this.#optimizers) {
      for (const [name, slot] of Object.entries(optimizer.tensors()))
        tensors.set(`optimizer/${phase}/${name}`, slot)
    }
    for (const [name, slot] of Object.entries(this.#average?.tensors() ?? {}))
      tensors.set(`average/${name}`, slot)
    const entries = await Promise.all(
      [...tensors].map(async ([name, tensor]) => {
        const data = Float32Array.from(await tensor.data())
        return [name, { shape: tensor.shape, data }] as const
      }),
    )
    return {
      json: {
        step: this.#step,
        seed: this.#options.seed ?? 0,
        stepsPerEpoch: this.#stepsPerEpoch,
        reportedEpochs: this.#reportedEpochs,
        updates: Object.fromEntries(
          [...this.#optimizers].map(([phase, { updates }]) => [phase, [...updates]]),
        ),
        sums: this.#means.sums,
      },
      tensors: Object.fromEntries(entries),
    }
  }

  /** Runs `f` with the averaged weights in place, where there are any. */
  async withAveragedWeights<T>(f: () => Promise<T>): Promise<T> {
    this.#average?.swap()
    try {
      return await f()
    } finally {
      this.#average?.swap()
    }
  }

  async *#run(): AsyncGenerator<TrainEvent, void, void> {
    try {
      this.begin()
      yield* this.#reportEpoch(0)
      while (this.#step < this.#plan.totalSteps && this.#options.signal?.aborted !== true) {
        yield* this.#epoch()
      }
    } finally {
      // However training ends, what the model is left with is the average.
      this.#average?.swap()
      this.#free()
    }
  }

  /**
   * Makes the optimizer state now; the first event does it otherwise. It is freed when the last event was asked for.
   *
   * @throws AeError `data` if `resume` does not fit; nothing is left behind then
   */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    repairTfjs()
    try {
      this.#createState()
    } catch (error) {
      this.#free()
      throw error
    }
  }

  #free(): void {
    for (const optimizer of this.#optimizers.values()) optimizer.dispose()
    this.#optimizers = new Map()
    this.#average?.dispose()
    this.#average = undefined
    this.#log.dispose()
  }

  #createState(): void {
    const { phases } = this.#model
    const { averageWeights, optimizer, resume } = this.#options
    this.#optimizers = new Map(phases.map((phase) => [phase.name, new PhaseOptimizer(phase, optimizer)]))
    if (averageWeights !== undefined) {
      const variables = [...new Set(phases.flatMap((phase) => phase.variables))]
      this.#average = new WeightAverage(variables, averageWeights)
    }
    if (resume === undefined) return
    const json = readTrainingJson(resume.json, {
      seed: this.#options.seed ?? 0,
      stepsPerEpoch: this.#stepsPerEpoch,
      totalSteps: this.#plan.totalSteps,
    })
    for (const [phase, optimizer] of this.#optimizers) {
      optimizer.restore(json.updates[phase] ?? [], within(resume.tensors, `optimizer/${phase}/`))
    }
    this.#average?.restore(within(resume.tensors, 'average/'))
    this.#means.restore(json.sums)
    this.#step = json.step
    this.#reportedEpochs = json.reportedEpochs
  }

  async *#epoch(): AsyncGenerator<TrainEvent, void, void> {
    const { signal, readEvery = 10 } = this.#options
    const epoch = Math.floor(this.#step / this.#stepsPerEpoch)
    const skip = (this.#step % this.#stepsPerEpoch) * this.#accumulate
    const batches = this.#data.iterate({ epoch, skip })[Symbol.asyncIterator]()
    const end = Math.min((epoch + 1) * this.#stepsPerEpoch, this.#plan.totalSteps)
    const started = performance.now()
    const breath = new Breath()
    try {
      while (this.#step < end && signal?.aborted !== true) {
        await this.#takeStep(batches, epoch)
        if (this.#log.size >= readEvery || this.#step === end) yield* this.#report()
        await breath.take()
      }
      yield* this.#report()
    } finally {
      await batches.return?.()
    }
    yield* this.#reportEpoch((performance.now() - started) / 1000)
  }

  /** Reports a pass if one is complete and unreported. */
  *#reportEpoch(seconds: number): Generator<TrainEvent, void, void> {
    const epoch = Math.floor(this.#step / this.#stepsPerEpoch)
    if (epoch === this.#reportedEpochs) return
    const losses = this.#means.means()
    this.#means.reset()
    this.#reportedEpochs = epoch
    yield { type: 'epoch', epoch, step: this.#step, totalSteps: this.totalSteps, losses, seconds }
  }

  /** Reads the waiting losses; a state asked for in between includes every step reported. */
  async *#report(): AsyncGenerator<TrainEvent, void, void> {
    const events = await this.#log.read()
    for (const event of events) this.#means.add(event)
    for (const event of events) {
      yield event
      const diagnostic = detectNonFinite(event)
      if (diagnostic !== undefined) yield { type: 'diagnostic', diagnostic }
    }
  }

  async #takeStep(batches: AsyncIterator<B>, epoch: number): Promise<void> {
    const turn = this.#plan.at(this.#step)
    const phase = this.#phase(turn.phase)
    const results: WeightedGradients[] = []
    try {
      while (results.length < this.#accumulate) {
        const next = await batches.next()
        if (next.done === true) break
        try {
          const rows = rowsIn(next.value)
          const result = stepGradients(phase, next.value, this.#context(turn, results.length))
          results.push({ result, rows })
        } finally {
          disposeBatch(next.value)
        }
      }
      if (results.length === 0) {
        throw new AeError(
          'data',
          `train: expected ${this.#data.batches} batches in a pass. Received fewer.`,
          {
            hint: 'a Dataset must give `batches` batches in each pass.',
          },
        )
      }
      this.#update(phase, turn, results)
    } catch (error) {
      for (const { result } of results) tf.dispose([result.total ?? [], result.terms])
      throw error
    } finally {
      for (const { result } of results) disposeStepGradients(result)
    }
    const rows = results.reduce((sum, part) => sum + part.rows, 0)
    const { total, terms } = meanLosses(results)
    const learningRate = this.#optimizers.get(phase.name)?.learningRate(turn) ?? 0
    this.#step++
    const { totalSteps } = this
    this.#log.add({
      event: { type: 'step', step: this.#step, totalSteps, epoch, phase: phase.name, rows, learningRate },
      total,
      terms,
    })
  }

  #update(phase: Phase<B>, turn: Turn, results: readonly WeightedGradients[]): void {
    tf.tidy(() => {
      this.#optimizers.get(phase.name)?.apply(meanGradients(results), turn)
      results.forEach(({ result }, i) => {
        phase.afterStep?.(result.aux, this.#context(turn, i))
      })
      this.#average?.update()
    })
  }

  /** The same step of the same seed always gets the same stream, whatever happened before. */
  #context(turn: Turn, part: number): { training: true; rng: Rng; step: number; totalSteps: number } {
    const rng = this.#rng.fork(`step ${this.#step} part ${part}`)
    return { training: true, rng, step: turn.step, totalSteps: turn.totalSteps }
  }

  #phase(name: string): Phase<B> {
    return this.#model.phases.find((phase) => phase.name === name) ?? this.#model.phases[0]
  }
}

/** The entries whose names start with `prefix`, without it. */
function within<T>(record: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  const inside = Object.entries(record).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(inside.map(([name, value]) => [name.slice(prefix.length), value]))
}
