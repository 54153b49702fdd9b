import {
  type Attack,
  attackCodes,
  type ConversionJudges,
  type ConversionRates,
  conversionRates,
  globalVarianceRatios,
  l1Ratio,
  type SpeakerStatistics,
  speakerStatistics,
  swapStatistics,
} from '@ae/disentangle'
import * as tf from '@tensorflow/tfjs'
import type { Bar, Lab } from './experiment'
import type { VoiceClips, Voices } from './voices'

/** Every test clip with every other speaker as its target. */
export interface Pairs {
  /** Clips, [P, T, F] */
  readonly x: tf.Tensor3D
  /** int32 [P], who speaks */
  readonly from: tf.Tensor1D
  /** int32 [P], who shall speak */
  readonly to: tf.Tensor1D
  /** As `to`. */
  readonly targets: readonly number[]
  /** What is said. */
  readonly contents: readonly number[]
  /** Which test clip it is. */
  readonly sources: readonly number[]
}

/** All conversions there are to judge; the tensors are the caller's. */
export function allPairs({ test, speakerCount }: Voices): Pairs {
  const pairs = Array.from(test.speakers).flatMap((from, row) =>
    Array.from({ length: speakerCount }, (_, to) => ({ row, from, to })).filter(({ to }) => to !== from),
  )
  const rows = tf.tensor1d(
    pairs.map(({ row }) => row),
    'int32',
  )
  const x = test.x.gather<tf.Tensor3D>(rows)
  rows.dispose()
  const [froms, targets] = [pairs.map(({ from }) => from), pairs.map(({ to }) => to)]
  return {
    x,
    from: tf.tensor1d(froms, 'int32'),
    to: tf.tensor1d(targets, 'int32'),
    targets,
    contents: pairs.map(({ row }) => test.words[row] ?? 0),
    sources: pairs.map(({ row }) => row),
  }
}

/** What a disentangler can be asked, whatever it has to be told. */
export interface Converter {
  /** Codes of what is said, the caller's. */
  content(clips: VoiceClips): tf.Tensor
  /** Conversions, the caller's. */
  convert(pairs: Pairs): tf.Tensor
  /** Clips said again by their own speakers, the caller's. */
  again(clips: VoiceClips): tf.Tensor
}

/** What there is to judge with. */
export interface Trial {
  /** Clips of all splits. */
  readonly voices: Voices
  /** Who judges. */
  readonly judges: ConversionJudges
  /** What is judged. */
  readonly pairs: Pairs
  /** How long a probe may learn. */
  readonly epochs: number
}

/** Reports a number under a name, with the bar of a full run. */
export type Note = (metric: string, value: number, full?: Bar, quick?: Bar) => void

/** Puts a name in front of every metric. */
export function noteOf(lab: Lab, prefix: string): Note {
  return (metric, value, full, quick) =>
    lab.report(`${prefix}-${metric}`, value, {
      ...(full === undefined ? {} : { full }),
      ...(quick === undefined ? {} : { quick }),
    })
}

/** Reports what judges hear of conversions, which are freed. */
export async function judged(
  note: Note,
  { judges, pairs }: Trial,
  converted: tf.Tensor,
): Promise<ConversionRates> {
  try {
    const rates = await conversionRates({ converted, ...pairs }, judges)
    note('target', rates.target.estimate)
    note('word-kept', rates.content.estimate)
    return rates
  } finally {
    converted.dispose()
  }
}

/** Conversion without learning: reports it, and gives its joint rate. */
export async function reportSwap(lab: Lab, trial: Trial): Promise<number> {
  const { train, speakerCount } = trial.voices
  const speaker = tf.tensor1d(train.speakers, 'int32')
  const statistics: SpeakerStatistics = speakerStatistics({ x: train.x, speaker }, speakerCount)
  const note = noteOf(lab, 'no-learning-swap')
  const { joint } = await judged(note, trial, swapStatistics(trial.pairs.x, { statistics, ...trial.pairs }))
  note('joint', joint.estimate)
  tf.dispose([speaker, statistics.mean, statistics.deviation])
  return joint.estimate
}

/** Figures of one trained model, of which experiments compare some. */
export interface VoiceFigures {
  /** Conversions heard as the target. */
  readonly target: number
  /** Conversions heard to say the same. */
  readonly kept: number
  /** Both. */
  readonly joint: number
  /** What logistic regression reads of the speaker from content codes. */
  readonly linear: number
}

/** Bars of a treated model; a control has none of its own. */
const TREATED = {
  joint: { full: { min: 0.7 }, quick: { min: 0.25 } },
  linear: { full: { max: 0.8 } },
  word: { full: { min: 0.93 }, quick: { min: 0.7 } },
  l1: { full: { max: 0.4 }, quick: { max: 0.6 } },
  variance: { full: { min: 0.7, max: 1.3 }, quick: { min: 0.5, max: 1.5 } },
} as const

/** Reports all that is measured of a treated model. */
export async function reportTreated(note: Note, trial: Trial, converter: Converter): Promise<VoiceFigures> {
  const { voices, pairs } = trial
  const converted = converter.convert(pairs)
  const variance = await meanOf(globalVarianceRatios(converted, voices.test.x))
  const { target, content, joint } = await judged(note, trial, converted)
  note('joint', joint.estimate, TREATED.joint.full, TREATED.joint.quick)
  note('joint-low', joint.low)
  note('joint-high', joint.high)
  note('global-variance', variance, TREATED.variance.full, TREATED.variance.quick)
  const mean = tf.tidy(() => voices.train.x.mean(0))
  const again = converter.again(voices.test)
  note(
    'l1-ratio',
    await l1Ratio({ x: voices.test.x, reconstruction: again, mean }),
    TREATED.l1.full,
    TREATED.l1.quick,
  )
  tf.dispose([mean, again])
  const speakers = await attack(trial, (clips) => converter.content(clips), 'speakers')
  const linear = speakers.linear.accuracy.estimate
  note('speaker-in-content-linear', linear, TREATED.linear.full)
  note('speaker-in-content-best', speakers.best.accuracy.estimate)
  note('speaker-in-content-best-low', speakers.best.accuracy.low)
  note('speaker-in-content-best-high', speakers.best.accuracy.high)
  const words = await attack(trial, (clips) => converter.content(clips), 'words')
  note('word-in-content', words.best.accuracy.estimate, TREATED.word.full, TREATED.word.quick)
  return { target: target.estimate, kept: content.estimate, joint: joint.estimate, linear }
}

/** Fresh probes on codes of all splits. */
export async function attack(
  { voices, epochs }: Trial,
  codesOf: (clips: VoiceClips) => tf.Tensor,
  what: 'speakers' | 'words',
): Promise<Attack> {
  const setOf = (name: 'train' | 'validation' | 'test') => ({
    codes: codesOf(voices[name]),
    labels: voices[name][what],
  })
  const sets = { train: setOf('train'), validation: setOf('validation'), test: setOf('test') }
  try {
    const classes = what === 'speakers' ? voices.speakerCount : voices.wordCount
    return await attackCodes({ classes, ...sets, epochs })
  } finally {
    for (const { codes } of Object.values(sets)) codes.dispose()
  }
}

async function meanOf(values: Promise<Float32Array>): Promise<number> {
  const all = await values
  return all.reduce((sum, value) => sum + value, 0) / all.length
}
