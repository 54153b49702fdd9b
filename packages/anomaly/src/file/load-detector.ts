import {
  AeError,
  inspect,
  loadNetwork,
  type Network,
  type ReadOptions,
  requireKnownOptions,
  restoreWeights,
  show,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { Detector, type DetectorParts } from '../detector/detector'
import type { RowScorer, StoredArray, StoredScorer } from '../scorers/row-scorer'
import { FrontEnd, type FrontEndParts } from '../table/front-end'
import type { Threshold } from '../thresholds/threshold-rule'
import { restoreScorer } from './restore-scorer'
import { ARRAYS, DETECTOR_KIND, NORMAL_SCORES, storedDetector } from './stored-detector'

/** Options of {@link loadDetector}. */
export interface LoadDetectorOptions extends ReadOptions {
  /** What reads scorers of your own, by their kind. Default: none. */
  readonly readers?: Readonly<Record<string, (stored: StoredScorer, width: number) => RowScorer>>
}

/**
 * The detector in a file, which scores as the one that was saved. Runs no code from the file; nothing is allocated that the file
 * does not hold.
 *
 * @returns a new detector, the caller's
 * @throws AeError `data` if the file is damaged, or no detector
 * @example
 * const detector = await loadDetector(await readFile('detector.safetensors'))
 */
export async function loadDetector(bytes: Uint8Array, options: LoadDetectorOptions = {}): Promise<Detector> {
  const { readers = {}, ...reading } = requireKnownOptions('loadDetector', options, ['readers', 'verify'])
  const { kind, config, networks: names, weights } = inspect(bytes, reading)
  if (kind !== DETECTOR_KIND) {
    throw new AeError(
      'data',
      `loadDetector: expected a file of kind '${DETECTOR_KIND}'. Received: ${show(kind)}.`,
      {
        hint: 'models are read by `load` of @ae/core.',
      },
    )
  }
  const frontEnd = readFrontEnd(config.frontEnd)
  const threshold = readThreshold(config.threshold)
  const networks: Record<string, Network> = {}
  const variables: Record<string, tf.Variable> = {}
  try {
    for (const name of names) networks[name] = await loadNetwork(bytes, name, reading)
    for (const [name, shape] of Object.entries(weights)) {
      // As many numbers as the file holds for it: that was checked against its bytes.
      if (name.startsWith(ARRAYS)) variables[name.slice(ARRAYS.length)] = emptyVariable(shape)
    }
    restoreWeights(storedDetector({ config, arrays: variables, networks }), bytes, reading)
    const { [NORMAL_SCORES]: scores, ...arrays } = await readArrays(variables)
    const stored = { ...readScorer(config.scorer), arrays, networks }
    const normalScores = readScores(scores)
    const scorer = restoreScorer(stored, { width: frontEnd.units.length, readers })
    return detectorOf({ frontEnd, scorer, threshold, normalScores }, stored)
  } catch (error) {
    for (const network of Object.values(networks)) network.dispose()
    throw error
  } finally {
    tf.dispose(Object.values(variables))
  }
}

/** If the parts do not belong together, the scorer is freed. */
function detectorOf(parts: DetectorParts, stored: StoredScorer): Detector {
  const { scorer, frontEnd } = parts
  try {
    requireAllUsed(scorer, stored)
    if (scorer.width === frontEnd.units.length) return new Detector(parts)
    throw new AeError(
      'data',
      `loadDetector: expected a scorer of ${frontEnd.units.length} numbers. Received: one of ${show(scorer.width)}.`,
    )
  } catch (error) {
    scorer.dispose()
    throw error
  }
}

function emptyVariable(shape: readonly number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zeros([...shape]), false))
}

async function readArrays(
  variables: Readonly<Record<string, tf.Variable>>,
): Promise<Readonly<Record<string, StoredArray>>> {
  const entries = Object.entries(variables).map(
    async ([name, variable]) =>
      [name, { shape: variable.shape, data: Float32Array.from(await variable.data()) }] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

/** The front end checks its own parts; a file's mistakes are mistakes of data. */
function readFrontEnd(parts: unknown): FrontEnd {
  try {
    return new FrontEnd(parts as FrontEndParts)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AeError('data', `loadDetector: expected a front end. Received one that fails: ${reason}`, {
      cause,
    })
  }
}

function readThreshold(stored: unknown): Threshold | undefined {
  if (stored === null) return undefined
  const { value, rule, falseAlarms, observed, scores } = (stored ?? {}) as Record<string, unknown>
  const isShare = (share: unknown): share is number => typeof share === 'number' && share >= 0 && share <= 1
  if (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    typeof rule === 'string' &&
    isShare(falseAlarms) &&
    isShare(observed) &&
    typeof scores === 'number'
  ) {
    // Which rule it was is told, and not acted on.
    return Object.freeze({ value, rule: rule as Threshold['rule'], falseAlarms, observed, scores })
  }
  throw new AeError('data', `loadDetector: expected a threshold. Received: ${show(stored)}.`)
}

function readScores(stored: StoredArray | undefined): Float32Array | undefined {
  if (stored === undefined) return undefined
  const { shape, data } = stored
  const ascending = data.every((score, i) => Number.isFinite(score) && score >= (data[i - 1] ?? score))
  if (shape.length === 1 && data.length >= 2 && ascending) return data
  throw new AeError(
    'data',
    `loadDetector: expected ascending scores. Received: ${show(Array.from(data.subarray(0, 4)))}.`,
  )
}

function readScorer(stored: unknown): Pick<StoredScorer, 'kind' | 'config'> {
  const { kind, config } = (stored ?? {}) as Partial<StoredScorer>
  if (typeof kind === 'string' && typeof config === 'object' && config !== null) return { kind, config }
  throw new AeError('data', `loadDetector: expected a scorer. Received: ${show(stored)}.`)
}

/** What no part of the scorer knows would be lost when it is saved again, and its networks would never be freed. */
function requireAllUsed(scorer: RowScorer, stored: StoredScorer): void {
  const own = scorer.store()
  for (const part of ['arrays', 'networks'] as const) {
    const stranger = Object.keys(stored[part]).find((name) => !Object.hasOwn(own[part], name))
    if (stranger === undefined) continue
    throw new AeError(
      'data',
      `loadDetector: expected the ${part} of '${stored.kind}'. Received: ${show(stranger)}, too.`,
    )
  }
}
