import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { OptimizerSpec, ScheduleProgress } from '../interfaces/optimizer'
import type { Phase } from '../interfaces/phase'
import { adam } from './adam'
import { resolveOptimizer } from './resolve-optimizer'
import { type SlotValues, VariableUpdater } from './variable-updater'

/** Which variables are moved how. */
interface Group {
  readonly optimizer: OptimizerSpec
  readonly variables: readonly tf.Variable[]
}

/** Moves a phase's variables: one optimizer for all of them, or one for each named group. */
export class PhaseOptimizer {
  readonly #updaters: readonly VariableUpdater[]

  constructor(phase: Phase<never>, fallback: OptimizerSpec | undefined) {
    this.#updaters = groups(phase, fallback).map(
      ({ optimizer, variables }) => new VariableUpdater(resolveOptimizer(optimizer), variables),
    )
  }

  /**
   * Checks what the constructor would be given, without allocating anything.
   *
   * @throws AeError `config`
   */
  static check(phase: Phase<never>, fallback: OptimizerSpec | undefined): void {
    for (const { optimizer } of groups(phase, fallback)) resolveOptimizer(optimizer)
  }

  /** Updates done, group by group. */
  get updates(): readonly number[] {
    return this.#updaters.map((updater) => updater.updates)
  }

  /** The first group's learning rate. */
  learningRate(progress: ScheduleProgress): number {
    return this.#updaters[0]?.learningRate(progress) ?? 0
  }

  /** One step along the gradients. Call inside `tf.tidy`. */
  apply(gradients: Readonly<Record<string, tf.Tensor>>, progress: ScheduleProgress): void {
    for (const updater of this.#updaters) updater.apply(gradients, progress)
  }

  /** What the optimizers remember: `0/3/first` is the first moment of the first group's fourth variable. */
  tensors(): Record<string, tf.Tensor> {
    return Object.fromEntries(
      this.#updaters.flatMap((updater, group) =>
        Object.entries(updater.tensors()).map(([name, slot]) => [`${group}/${name}`, slot] as const),
      ),
    )
  }

  /**
   * Goes on from what {@link tensors} and {@link updates} gave.
   *
   * @throws AeError `data` if they do not fit
   */
  restore(updates: readonly number[], tensors: Readonly<Record<string, SlotValues>>): void {
    if (updates.length !== this.#updaters.length) {
      throw new AeError(
        'data',
        `resume: expected updates of ${this.#updaters.length} optimizers. Received: ${updates.length}.`,
        { hint: 'resume with the same optimizers that the checkpoint was written with.' },
      )
    }
    this.#updaters.forEach((updater, group) => {
      const prefix = `${group}/`
      const mine = Object.entries(tensors).filter(([name]) => name.startsWith(prefix))
      const slots = Object.fromEntries(mine.map(([name, slot]) => [name.slice(prefix.length), slot]))
      updater.restore(updates[group] ?? 0, slots)
    })
  }

  /** Frees what the optimizers remember. */
  dispose(): void {
    for (const updater of this.#updaters) updater.dispose()
  }
}

function groups(phase: Phase<never>, fallback: OptimizerSpec = adam()): Group[] {
  const { optimizer = fallback, variables } = phase
  if (isSpec(optimizer)) return [{ optimizer, variables }]
  const named = phase.groups ?? {}
  const missing = Object.keys(optimizer).find((name) => named[name] === undefined)
  const members = Object.values(named).flat()
  if (
    missing !== undefined ||
    members.length !== variables.length ||
    variables.some((v) => !members.includes(v))
  ) {
    throw new AeError(
      'config',
      `${phase.name}: \`groups\` must put every variable into exactly one group with an optimizer. Received groups ${show(Object.keys(named))} for optimizers ${show(Object.keys(optimizer))}.`,
    )
  }
  return Object.entries(optimizer).map(([name, spec]) => ({ optimizer: spec, variables: named[name] ?? [] }))
}

function isSpec(
  optimizer: OptimizerSpec | Readonly<Record<string, OptimizerSpec>>,
): optimizer is OptimizerSpec {
  return typeof optimizer.kind === 'string'
}
