import {
  AeError,
  type FitOptions,
  fit,
  fromTensors,
  type LabelledCodes,
  requireKnownOptions,
  requireNumber,
  show,
  trainProbe,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { VoiceBatch } from '../../voice-batch'
import type { AutoVCConfig } from './config'
import { AutoVC } from './model'

/** How wide a code is. */
export interface BottleneckWidth {
  /** Numbers in each direction of time, at each place. */
  readonly neck: number
  /** Frames from one place to the next. */
  readonly every: number
}

/** Clips, and the numbers of those who speak. */
export interface NumberedVoices extends VoiceBatch {
  /** As `speaker`, or of the speakers whose vectors `speaker` are: what probes are asked for. [N] */
  readonly labels: ArrayLike<number>
}

/** What {@link chooseBottleneck} is given. */
export interface ChooseBottleneckOptions {
  /** All of the model but its width. */
  readonly config: Omit<AutoVCConfig, 'neck' | 'every'>
  /** What to try. */
  readonly widths: readonly BottleneckWidth[]
  /** Clips to learn from; borrowed. */
  readonly train: NumberedVoices
  /** Clips to choose by, none of which is in `train`; borrowed. */
  readonly validation: NumberedVoices
  /** How many speakers there are. */
  readonly speakers: number
  /** How each is trained; the same for all. */
  readonly fit: FitOptions<VoiceBatch>
  /** Most that logistic regression may read of the speaker, as a share of the validation clips. Default .8. */
  readonly maxLeakage?: number
  /** Told of each width when it is measured. */
  onPoint?(point: BottleneckPoint): void
}

/** What one width gives. */
export interface BottleneckPoint extends BottleneckWidth {
  /** Numbers of the code for one frame: what the width amounts to. */
  readonly numbersPerFrame: number
  /** Mean absolute error of the validation clips, said again by their own speakers. */
  readonly error: number
  /** Share of the validation clips whose speaker logistic regression reads from the code. */
  readonly leakage: number
  /** Whether more is read than may be. */
  readonly tooWide: boolean
  /** Whether the error is more than 1.5 times the least of all: words are lost. */
  readonly tooNarrow: boolean
}

/** The widths that were tried, and the one to take. */
export interface BottleneckChoice {
  /** From the narrowest to the widest. */
  readonly curve: readonly BottleneckPoint[]
  /** The widest that does not leak more than it may; the one that leaks least, where all do. */
  readonly pick: BottleneckPoint
}

/** An error of so many times the least says that words are lost. */
const TOO_NARROW = 1.5
/** Every so many training clips, one is kept from a probe, to stop it by. */
const PROBE_FOLD = 5

/**
 * Trains an {@link AutoVC} for each of several widths, and picks the widest whose code does not give the speaker away. The
 * right width depends on the data, and finding it by hand is what users of the original spend their time with.
 *
 * @throws AeError `config` on a bad option, or without widths
 * @example
 * const half = (begin: number) => ({
 *   x: clips.slice(begin, 500),
 *   speaker: speakers.slice(begin, 500),
 *   labels: labels.subarray(begin, begin + 500),
 * })
 * const { curve, pick } = await chooseBottleneck({
 *   config: { inputShape: [48, 40], speakers: { kind: 'numbered', count: 6 } },
 *   widths: [{ neck: 1, every: 8 }, { neck: 2, every: 8 }, { neck: 4, every: 4 }],
 *   train: half(0),
 *   validation: half(500),
 *   speakers: 6,
 *   fit: { steps: 2000, batchSize: 64 },
 * })
 */
export async function chooseBottleneck(options: ChooseBottleneckOptions): Promise<BottleneckChoice> {
  const subject = 'chooseBottleneck'
  requireKnownOptions(subject, options, [
    'config',
    'widths',
    'train',
    'validation',
    'speakers',
    'fit',
    'maxLeakage',
    'onPoint',
  ])
  const maxLeakage = requireNumber(subject, 'maxLeakage', options.maxLeakage ?? 0.8, { min: 0, max: 1 })
  if (!Array.isArray(options.widths) || options.widths.length === 0) {
    throw new AeError(
      'config',
      `${subject}: \`widths\` must name at least one. Received: ${show(options.widths)}.`,
    )
  }
  const measured: BottleneckPoint[] = []
  for (const width of options.widths) {
    const { error, leakage } = await measure(options, width)
    const numbersPerFrame = (2 * width.neck) / width.every
    const point = {
      ...width,
      numbersPerFrame,
      error,
      leakage,
      tooWide: leakage > maxLeakage,
      tooNarrow: false,
    }
    options.onPoint?.(point)
    measured.push(point)
  }
  const least = Math.min(...measured.map(({ error }) => error))
  const curve = measured
    .map((point) => ({ ...point, tooNarrow: point.error > TOO_NARROW * least }))
    .sort((a, b) => a.numbersPerFrame - b.numbersPerFrame)
  return { curve, pick: picked(curve) }
}

/** @param curve at least one point, from the narrowest to the widest */
function picked(curve: readonly BottleneckPoint[]): BottleneckPoint {
  const widest = curve.filter(({ tooWide }) => !tooWide).at(-1)
  return widest ?? curve.reduce((a, b) => (b.leakage < a.leakage ? b : a))
}

async function measure(
  { config, train, validation, speakers, fit: how }: ChooseBottleneckOptions,
  width: BottleneckWidth,
): Promise<Pick<BottleneckPoint, 'error' | 'leakage'>> {
  const model = new AutoVC({ ...config, ...width })
  const owned: tf.Tensor[] = []
  try {
    await fit<VoiceBatch>(model, fromTensors({ x: train.x, speaker: train.speaker }), how)
    const [codes, held] = [model.content(train), model.content(validation)]
    const again = model.convert(validation, validation.speaker)
    const error = tf.tidy(() => again.sub(validation.x).abs().mean())
    owned.push(codes, held, again, error)
    const labels = Array.from(train.labels)
    const part = (kept: boolean): LabelledCodes => {
      const rows = labels.flatMap((_, row) => ((row % PROBE_FOLD === 0) === kept ? [row] : []))
      const picked = tf.tidy(() => codes.gather(tf.tensor1d(rows, 'int32')))
      owned.push(picked)
      return { codes: picked, labels: rows.map((row) => labels[row] ?? 0) }
    }
    const { accuracy } = await trainProbe({
      classes: speakers,
      train: part(false),
      validation: part(true),
      test: { codes: held, labels: validation.labels },
    })
    return { error: (await error.data())[0] ?? Number.NaN, leakage: accuracy.estimate }
  } finally {
    tf.dispose(owned)
    model.dispose()
  }
}
