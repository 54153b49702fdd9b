import { AeError } from '../errors/ae-error'
import { requirePositiveInteger, show } from '../errors/require'
import type { Stage, Trainable } from '../interfaces/phase'

/** Whose step it is. */
export interface Turn {
  /** The phase's name. */
  readonly phase: string
  /** Steps that this phase has done before. */
  readonly step: number
  /** Steps that it will have done when training ends. */
  readonly totalSteps: number
}

/** How long a training is. */
export interface TrainingLength {
  /** Optimizer steps of all phases together in one pass over the data. */
  readonly stepsPerEpoch: number
  /** Passes over the data; the alternative to `steps`. */
  readonly epochs?: number | undefined
  /** Optimizer steps of all phases together. */
  readonly steps?: number | undefined
}

/** Passes over the data where neither options nor stages say how many. */
const DEFAULT_EPOCHS = 10

interface PlannedStage {
  readonly start: number
  readonly end: number
  /** Phase names in the order of one round: turns { a: 2, b: 1 } gives a, a, b. */
  readonly round: readonly string[]
}

/**
 * Which phase steps when, as a pure function of the step's number: nothing to save, nothing to restore.
 */
export class TurnPlan {
  /** Steps of all phases together until training ends. */
  readonly totalSteps: number
  readonly #stages: readonly PlannedStage[]

  /** @throws AeError `config` if a stage names an unknown phase, has no turns, or never ends */
  constructor(model: Trainable<never>, length: TrainingLength) {
    const names = model.phases.map((phase) => phase.name)
    if (new Set(names).size !== names.length) {
      throw new AeError('config', `train: phases must have different names. Received: ${show(names)}.`)
    }
    const stages = model.stages ?? []
    const sizes = stages.map((stage) => stageSteps(stage, length.stepsPerEpoch))
    const planned = sizes.reduce((sum, size) => sum + size, 0)
    this.totalSteps = totalSteps(length, planned)
    const everyone = Object.fromEntries(names.map((name) => [name, 1]))
    const rounds =
      stages.length === 0 ? [round(everyone, names)] : stages.map((stage) => round(stage.turns, names))
    let start = 0
    this.#stages = rounds.map((members, i) => {
      // The last stage goes on for as long as training does.
      const end =
        i === rounds.length - 1 ? this.totalSteps : Math.min(this.totalSteps, start + (sizes[i] ?? 0))
      const stage = { start, end, round: members }
      start = end
      return stage
    })
  }

  /** Whose turn step number `step` (from 0) is. */
  at(step: number): Turn {
    const stage = this.#stages.find(({ end }) => step < end) ?? this.#stages.at(-1)
    const members = stage?.round ?? []
    const phase = members[(step - (stage?.start ?? 0)) % members.length] ?? ''
    return {
      phase,
      step: this.#stepsBefore(phase, step),
      totalSteps: this.#stepsBefore(phase, this.totalSteps),
    }
  }

  #stepsBefore(phase: string, step: number): number {
    let count = 0
    for (const { start, end, round: members } of this.#stages) {
      const done = Math.max(0, Math.min(step, end) - start)
      const left = members.slice(0, done % members.length)
      const inRound = members.filter((name) => name === phase).length
      count += Math.floor(done / members.length) * inRound + left.filter((name) => name === phase).length
    }
    return count
  }
}

function totalSteps({ stepsPerEpoch, epochs, steps }: TrainingLength, planned: number): number {
  if (epochs !== undefined && steps !== undefined) {
    throw new AeError('config', 'train: give `epochs` or `steps`, not both.')
  }
  if (steps !== undefined) return requirePositiveInteger('train', 'steps', steps)
  if (epochs !== undefined) return requirePositiveInteger('train', 'epochs', epochs) * stepsPerEpoch
  return planned > 0 ? planned : DEFAULT_EPOCHS * stepsPerEpoch
}

function stageSteps({ until }: Stage, stepsPerEpoch: number): number {
  if ('steps' in until) return requirePositiveInteger('train', 'stages.until.steps', until.steps)
  return requirePositiveInteger('train', 'stages.until.epochs', until.epochs) * stepsPerEpoch
}

function round(turns: Readonly<Record<string, number>>, names: readonly string[]): string[] {
  const stranger = Object.keys(turns).find((name) => !names.includes(name))
  if (stranger !== undefined) {
    throw new AeError('config', `train: stages must name phases of the model. Received: ${show(stranger)}.`, {
      hint: `the phases are ${names.map(show).join(', ')}.`,
    })
  }
  const members = Object.entries(turns).flatMap(([name, count]) =>
    Array.from({ length: requirePositiveInteger('train', `stages.turns.${name}`, count) }, () => name),
  )
  if (members.length > 0) return members
  throw new AeError('config', 'train: a stage must give at least one phase a turn. Received: {}.')
}
