import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, requirePositiveInteger, show } from '../errors/require'
import type { Disposable } from '../interfaces/model'
import { createRng } from '../rng/rng'
import { drawRows, type ProbeData, requireProbeData } from './labelled-rows'
import { PROBE_MODES, type ProbeEncoder, type ProbeMode, probe, type TransferOptions } from './transfer-probe'

/** How many labels of each class: so many to learn from and as many to choose by, or all there are. */
export type LabelCount = number | 'all'

/** What is measured with each number of labels: every mode, and a linear probe on an encoder that learnt nothing. */
export type EfficiencyMode = ProbeMode | 'random-linear'

/** Options of {@link labelEfficiency}. */
export interface LabelEfficiencyOptions extends Omit<TransferOptions, 'mode' | 'seed'> {
  /** Makes an encoder of the same kind, of fresh weights and never trained: the controls. Disposed when used. */
  readonly untrained: (seed: number) => ProbeEncoder & Disposable
  /** Numbers of labels. Default 1, 5, 10, 50, 100 and all. */
  readonly labelsPerClass?: readonly LabelCount[]
  /** Ways of use beside the controls `scratch` and `random-linear`, which are always there. Default: the other three. */
  readonly modes?: readonly Exclude<ProbeMode, 'scratch'>[]
  /** Draws of labelled rows, and of fresh weights; errors are averaged over them. Default 3. */
  readonly draws?: number
  /** Where all randomness comes from; draw `i` has `seed + i`. Default 0. */
  readonly seed?: number
  /** Told of each point when it is known. */
  readonly onPoint?: (point: EfficiencyPoint) => void
}

/** One number of labels, used in one way. */
export interface EfficiencyPoint {
  /** Labels of each class to learn from. */
  readonly labelsPerClass: LabelCount
  /** How they were used. */
  readonly mode: EfficiencyMode
  /** Share of wrong answers on the test rows, averaged over the draws. */
  readonly error: number
  /** The same of each draw. */
  readonly errors: readonly number[]
}

const DEFAULT_COUNTS: readonly LabelCount[] = [1, 5, 10, 50, 100, 'all']
const DEFAULT_MODES: readonly Exclude<ProbeMode, 'scratch'>[] = ['frozen-linear', 'frozen-mlp', 'fine-tune']

/**
 * What an encoder is worth with few labels and with many, beside what is fair to compare it with.
 *
 * In each draw all ways of use get the same labelled rows, and as many again to stop and choose by. `scratch` trains the same
 * kind of encoder from fresh weights, with as many passes over it and the same choice of rates as `fine-tune`, whose head
 * alone has as many passes before, over codes that stand still; `random-linear` reads its codes as they are. What was gained is gone, usually, when all rows have labels: it is there to be seen.
 *
 * @throws AeError `config` on a bad option, `data` if a class has too few rows, `shape` as {@link probe}
 * @example
 * const untrained = (seed: number) => new VAE({ ...model.config, seed })
 * const curve = await labelEfficiency(model, labelled, { untrained })
 */
export async function labelEfficiency(
  encoder: ProbeEncoder,
  data: ProbeData,
  options: LabelEfficiencyOptions,
): Promise<readonly EfficiencyPoint[]> {
  const { untrained, onPoint, counts, modes, draws, seed, tuning } = resolve(options)
  requirePositiveInteger('labelEfficiency', 'classes', data.classes)
  requireProbeData('labelEfficiency', data)
  const points: EfficiencyPoint[] = []
  for (const labelsPerClass of counts) {
    const errors = new Map<EfficiencyMode, number[]>()
    for (let draw = 0; draw < draws; draw++) {
      const drawn = drawSets(data, labelsPerClass, seed + draw)
      let fresh: (ProbeEncoder & Disposable) | undefined
      try {
        fresh = untrained(seed + draw)
        for (const mode of [...modes, 'scratch', 'random-linear'] as const) {
          const control = mode === 'scratch' || mode === 'random-linear'
          const { accuracy } = await probe(control ? fresh : encoder, drawn.data, {
            ...tuning,
            mode: mode === 'random-linear' ? 'frozen-linear' : mode,
            seed: seed + draw,
          })
          errors.set(mode, [...(errors.get(mode) ?? []), 1 - accuracy.estimate])
        }
      } finally {
        fresh?.dispose()
        tf.dispose(drawn.own)
      }
    }
    for (const [mode, all] of errors) {
      const error = all.reduce((sum, value) => sum + value, 0) / all.length
      const point = { labelsPerClass, mode, error, errors: all }
      points.push(point)
      onPoint?.(point)
    }
  }
  return points
}

/** The labelled rows of a draw, and which of their tensors are not the caller's of `labelEfficiency`. */
function drawSets(
  data: ProbeData,
  perClass: LabelCount,
  seed: number,
): { readonly data: ProbeData; readonly own: tf.Tensor[] } {
  if (perClass === 'all') return { data, own: [] }
  const rng = createRng(seed).fork('labels')
  const { classes } = data
  const train = drawRows('labelEfficiency', data.train, { classes, perClass, rng: rng.fork('train') })
  try {
    const how = { classes, perClass, rng: rng.fork('validation') }
    const validation = drawRows('labelEfficiency', data.validation, how)
    return { data: { ...data, train, validation }, own: [train.x, validation.x] }
  } catch (error) {
    train.x.dispose()
    throw error
  }
}

function resolve(options: LabelEfficiencyOptions) {
  const subject = 'labelEfficiency'
  requireKnownOptions(subject, options, [
    'untrained',
    'labelsPerClass',
    'modes',
    'draws',
    'seed',
    'onPoint',
    'epochs',
    'patience',
    'learningRates',
  ])
  const { untrained, onPoint, labelsPerClass, modes, draws, seed = 0, ...tuning } = options
  if (typeof untrained !== 'function') {
    throw new AeError(
      'config',
      `${subject}: \`untrained\` must be a function that makes an encoder. Received: ${show(untrained)}.`,
    )
  }
  const counts = (labelsPerClass ?? DEFAULT_COUNTS).map((count) =>
    count === 'all' ? count : requirePositiveInteger(subject, "labelsPerClass (or 'all')", count),
  )
  for (const mode of modes ?? []) {
    requireChoice(
      subject,
      'modes',
      mode,
      PROBE_MODES.filter((known) => known !== 'scratch'),
    )
  }
  return {
    untrained,
    onPoint,
    counts,
    modes: modes ?? DEFAULT_MODES,
    draws: requirePositiveInteger(subject, 'draws', draws ?? 3),
    seed,
    tuning,
  }
}
