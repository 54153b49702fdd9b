import {
  AeError,
  createRng,
  type FitOptions,
  fit,
  fromTensors,
  type LabelledCodes,
  requireBatch,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
  trainProbe,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { VoiceBatch } from '../../voice-batch'
import { type AutoVCConfig, resolveAutoVCConfig } from './config'
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
  /** Told of each width when it is measured; which are too narrow is known when all are. */
  onPoint?(point: MeasuredWidth): void
}

/** What one width gives. */
export interface MeasuredWidth extends BottleneckWidth {
  /** Numbers of the code for one frame: what the width amounts to. */
  readonly numbersPerFrame: number
  /** Mean absolute error of the validation clips, said again by their own speakers. */
  readonly error: number
  /** Share of the validation clips whose speaker logistic regression reads from the code. */
  readonly leakage: number
  /** Whether more is read than may be. */
  readonly tooWide: boolean
}

/** What one width gives, beside all others. */
export interface BottleneckPoint extends MeasuredWidth {
  /** Whether the error is more than 1.5 times the least of all: words are lost. */
  readonly tooNarrow: boolean
}

/** The widths that were tried, and the one to take. */
export interface BottleneckChoice {
  /** From the narrowest to the widest. */
  readonly curve: readonly BottleneckPoint[]
  /** The widest that does not leak more than it may; the one that leaks least, where all do. None whose training diverged. */
  readonly pick: BottleneckPoint
}

/** An error of so many times the least says that words are lost. */
const TOO_NARROW = 1.5
/** Of so many training clips of a speaker, one is kept from a probe, to stop it by. */
const PROBE_FOLD = 5
/** Of which clips, is the same for every width. */
const FOLD_SEED = 0

/**
 * Trains an {@link AutoVC} for each of several widths, and picks the widest whose code does not give the speaker away. The
 * right width depends on the data, and finding it by hand is what users of the original spend their time with.
 *
 * @throws AeError `config` on a bad option, or without widths, `shape` for clips or labels that do not fit, before anything is
 * trained; `data` if every training diverges
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
  requirePositiveInteger(subject, 'speakers', options.speakers)
  for (const width of options.widths) {
    // What is left of its clips' shape when it is checked is the same for all.
    const { inputShape } = resolveAutoVCConfig({ ...options.config, ...width })
    for (const name of ['train', 'validation'] as const) requireNumbered(options, name, inputShape)
  }
  const measured: MeasuredWidth[] = []
  for (const width of options.widths) {
    const { error, leakage } = await measure(options, width)
    const numbersPerFrame = (2 * width.neck) / width.every
    const point = {
      ...width,
      numbersPerFrame,
      error,
      leakage,
      tooWide: leakage > maxLeakage,
    }
    options.onPoint?.(point)
    measured.push(point)
  }
  const least = Math.min(...measured.map(({ error }) => error).filter(Number.isFinite))
  if (least === Number.POSITIVE_INFINITY) {
    throw new AeError('data', `${subject}: expected a training that ends in numbers. Received: none.`, {
      hint: 'all have diverged: a smaller learning rate.',
    })
  }
  const curve = measured
    .map((point) => ({ ...point, tooNarrow: point.error > TOO_NARROW * least }))
    .sort((a, b) => a.numbersPerFrame - b.numbersPerFrame)
  return { curve, pick: picked(curve) }
}

/** @param curve from the narrowest to the widest, at least one of which has learnt */
function picked(curve: readonly BottleneckPoint[]): BottleneckPoint {
  const learnt = curve.filter(({ error }) => Number.isFinite(error))
  const widest = learnt.filter(({ tooWide }) => !tooWide).at(-1)
  return widest ?? learnt.reduce((a, b) => (b.leakage < a.leakage ? b : a))
}

async function measure(
  { config, train, validation, speakers, fit: how }: ChooseBottleneckOptions,
  width: BottleneckWidth,
): Promise<Pick<BottleneckPoint, 'error' | 'leakage'>> {
  const model = new AutoVC({ ...config, ...width })
  const owned: tf.Tensor[] = []
  try {
    await fit<VoiceBatch>(model, fromTensors({ x: train.x, speaker: train.speaker }), how)
    const own = <T extends tf.Tensor>(tensor: T): T => {
      owned.push(tensor)
      return tensor
    }
    const [codes, held] = [own(model.content(train)), own(model.content(validation))]
    const again = own(model.convert(validation, validation.speaker))
    const error = own(tf.tidy(() => again.sub(validation.x).abs().mean()))
    const labels = Array.from(train.labels)
    const stops = foldOf(labels)
    const part = (kept: boolean): LabelledCodes => {
      const rows = labels.flatMap((_, row) => (stops.has(row) === kept ? [row] : []))
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

/** A share of the clips of each speaker, at random. */
function foldOf(labels: readonly number[]): ReadonlySet<number> {
  const rng = createRng(FOLD_SEED).fork('fold')
  const rowsOf = new Map<number, number[]>()
  for (const row of rng.permutation(labels.length)) {
    const rows = rowsOf.get(labels[row] ?? 0) ?? []
    rowsOf.set(labels[row] ?? 0, rows)
    rows.push(row)
  }
  return new Set([...rowsOf.values()].flatMap((rows) => rows.slice(0, Math.ceil(rows.length / PROBE_FOLD))))
}

function requireNumbered(
  options: ChooseBottleneckOptions,
  name: 'train' | 'validation',
  inputShape: readonly number[],
): void {
  const { x, labels } = options[name]
  requireBatch(`chooseBottleneck: ${name}`, x, inputShape)
  const isSpeaker = (label: number): boolean =>
    Number.isSafeInteger(label) && label >= 0 && label < options.speakers
  const all = Array.from(labels)
  if (all.length === x.shape[0] && all.every(isSpeaker)) return
  throw new AeError(
    'shape',
    `chooseBottleneck: expected ${show(x.shape[0])} \`${name}.labels\` from 0 to ${options.speakers - 1}. Received: ${show(labels)}.`,
  )
}
