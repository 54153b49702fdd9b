import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { EpochSums } from './epoch-means'

/** The JSON part of a training state, as {@link Training.state} writes it. */
export interface TrainingJson {
  /** Steps of all phases done. */
  readonly step: number
  /** Passes whose end was reported. */
  readonly reportedEpochs: number
  /** Means so far of the pass in progress, as sums. */
  readonly sums: EpochSums
  /** Phase name → updates done by each of its optimizer groups. */
  readonly updates: Readonly<Record<string, readonly number[]>>
}

/** What the resumed training must agree with. */
export interface ExpectedTraining {
  /** The seed option. */
  readonly seed: number
  /** Steps in a pass over the data. */
  readonly stepsPerEpoch: number
  /** Steps until training ends. */
  readonly totalSteps: number
}

/**
 * Reads the JSON part of a training state from an untrusted checkpoint.
 *
 * @throws AeError `data` if it is malformed, or belongs to a training that would not go on the same way
 */
export function readTrainingJson(json: unknown, expected: ExpectedTraining): TrainingJson {
  const record = asRecord(json, 'an object')
  for (const name of ['seed', 'stepsPerEpoch'] as const) {
    if (record[name] === expected[name]) continue
    throw new AeError(
      'data',
      `resume: expected ${name} ${expected[name]}. Received: ${show(record[name])}.`,
      {
        hint: 'resume with the same seed, data, batch size and accumulation that the checkpoint was written with.',
      },
    )
  }
  const step = asCount(record.step, 'step')
  if (step > expected.totalSteps) {
    throw new AeError('data', `resume: expected at most ${expected.totalSteps} steps. Received: ${step}.`, {
      hint: 'the checkpoint was written later than this training ends; raise `epochs` or `steps`.',
    })
  }
  const reportedEpochs = asCount(record.reportedEpochs, 'reported epochs')
  const updates = Object.entries(asRecord(record.updates, 'updates by phase')).map(([phase, counts]) => {
    if (!Array.isArray(counts)) throw malformed('a list of updates', counts)
    return [phase, counts.map((count) => asCount(count, 'updates'))] as const
  })
  const sums = Object.entries(asRecord(record.sums, 'sums of losses')).map(([name, entry]) => {
    const { sum, rows } = asRecord(entry, 'a sum of losses')
    // A loss that was not finite is null in JSON.
    return [name, { sum: typeof sum === 'number' ? sum : Number.NaN, rows: asCount(rows, 'rows') }] as const
  })
  return { step, reportedEpochs, updates: Object.fromEntries(updates), sums: Object.fromEntries(sums) }
}

function asRecord(value: unknown, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(expected, value)
  // Checked just above: an object that is not an array can be read by key.
  return value as Readonly<Record<string, unknown>>
}

function asCount(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw malformed(`a count of ${name}`, value)
}

function malformed(expected: string, value: unknown): AeError {
  return new AeError('data', `resume: expected ${expected} in the training state. Received: ${show(value)}.`)
}
