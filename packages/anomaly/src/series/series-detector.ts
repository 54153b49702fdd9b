import { AeError, type Disposable, requirePositiveInteger, show } from '@ae/core'
import type { Detector } from '../detector/detector'
import type { DetectorKind, DetectorOptions } from '../detector/detector-kind'
import { positionalNames } from '../table/cells'
import { FrontEnd, type FrontEndOptions } from '../table/front-end'
import type { NumberRows } from '../table/rows'
import { placeIn, readWindowSchema, stepSchema, windowFrontEnd } from './window-schema'
import { asSteps, type Series, windowsOf } from './windows'

/** How a {@link SeriesDetector} is fitted. */
export interface SeriesDetectorOptions
  extends Pick<DetectorOptions, 'heldOut' | 'threshold' | 'trim' | 'seed'> {
  /** Steps in a window. Default 32. */
  readonly window?: number
  /** How numbers become numbers of one scale, the same for every step of a window. Default: standardised, clipped at 8. */
  readonly frontEnd?: Omit<FrontEndOptions, 'schema' | 'extraColumns'>
  /** Names of the channels, for explanations. Default `value`, or `x0`, `x1`, …. */
  readonly channels?: readonly string[]
}

/** Which steps of a series are anomalous. */
export interface SeriesDetection {
  /** As {@link SeriesDetector.score}. */
  readonly scores: Float64Array
  /** Whether the window that ends at each step is above the threshold; false where none ends yet. */
  readonly anomalous: readonly boolean[]
  /** The threshold's value. */
  readonly threshold: number
}

/** What a step has to do with the score of its window. */
export interface StepContribution {
  /** Number of the step in the series. */
  readonly step: number
  /** Name of the channel. */
  readonly channel: string
  /** What the series has there. */
  readonly value: number
  /** How much of the score it is to blame for, not negative, in the detector's own unit. */
  readonly contribution: number
  /** Its share of all contributions, in [0, 1]. */
  readonly share: number
}

/** Windows that are scored together. */
const BLOCK = 4096

/**
 * A detector of windows, for series: each step gets the score of the window that ends there. It learns from the beginning of a
 * normal series, and its threshold comes from the end, that no window learnt from reaches into.
 *
 * ```
 * series [T, C] ──► windows [T − L + 1, L · C] ──► Detector ──► a score a step, and what each step of a window adds to it
 * ```
 *
 * Everything that takes a `Detector` takes {@link SeriesDetector.detector}, whose rows are windows: files, streams, ensembles.
 *
 * @example
 * const normal = Array.from({ length: 400 }, (_, t) => Math.sin(t / 4))
 * const detector = await SeriesDetector.fit(normal, PCADetector, { window: 16 })
 * const { scores, anomalous } = await detector.detect([...normal.slice(0, 40), 3, ...normal.slice(41, 80)])
 */
export class SeriesDetector implements Disposable {
  /** What decides about windows; this one's. */
  readonly detector: Detector
  /** Steps in a window. */
  readonly window: number
  /** Names of the channels. */
  readonly channels: readonly string[]

  /**
   * Around a detector of windows, out of a file as well.
   *
   * @param detector of windows; this one's from now on
   * @throws AeError `config` unless its columns are those of a window
   */
  constructor(detector: Detector) {
    const { window, channels } = readWindowSchema(detector.schema)
    this.detector = detector
    this.window = window
    this.channels = channels
  }

  /**
   * Fits a kind of detector to the windows of a normal series, borrowed.
   *
   * @param options the kind's own among them
   * @throws AeError `config` on a bad option, `data` if the series is too short or not finite; nothing is left behind
   */
  static async fit<O extends object>(
    series: Series,
    kind: DetectorKind<O>,
    options: O & SeriesDetectorOptions = {} as O & SeriesDetectorOptions,
  ): Promise<SeriesDetector> {
    const subject = 'SeriesDetector.fit'
    const { window: length = 32, frontEnd = {}, channels: named, ...rest } = options
    const window = requirePositiveInteger(subject, 'window', length)
    const steps = asSteps(subject, series)
    const channels = channelNames(subject, steps.width, named)
    const scaled = FrontEnd.fit(subject, steps, { options: { ...frontEnd, schema: stepSchema(channels) } })
    const detector = await kind.fit(windowsOf(steps, { window }), {
      // What is left are the kind's own options, and those that all have.
      ...(rest as unknown as O),
      frontEnd: windowFrontEnd(scaled, window),
      heldOutPart: 'last',
      gap: window - 1,
    })
    return new SeriesDetector(detector)
  }

  /**
   * Scores, one a step; NaN for the first `window − 1` steps, where no window ends yet.
   *
   * @throws AeError `shape` for a series of other channels, `data` if a number is missing, `state` after `dispose`
   */
  async score(series: Series): Promise<Float64Array> {
    const steps = this.#steps('SeriesDetector.score', series)
    const { window } = this
    const count = steps.values.length / steps.width
    const scores = new Float64Array(count).fill(Number.NaN)
    // A block at a time: all windows together are as many times the series as a window has steps.
    for (let first = 0; first + window <= count; first += BLOCK) {
      const end = Math.min(count, first + BLOCK + window - 1)
      const values = steps.values.subarray(first * steps.width, end * steps.width)
      const rows = windowsOf({ values, width: steps.width }, { window })
      scores.set(await this.detector.score(rows), first + window - 1)
    }
    return scores
  }

  /**
   * Scores, and which of them are above the threshold.
   *
   * @throws AeError as {@link SeriesDetector.score}, and `state` without a threshold
   */
  async detect(series: Series): Promise<SeriesDetection> {
    // Asked for nothing, the detector says whether it could decide.
    const { threshold } = await this.detector.detect([])
    const scores = await this.score(series)
    return { scores, threshold, anomalous: Array.from(scores, (score) => score > threshold) }
  }

  /**
   * What each step of the window that ends at a step, and each channel, adds to its score; the one most to blame first.
   *
   * @param at number of the window's last step
   * @throws AeError as {@link SeriesDetector.score}, and `config` if no window ends there
   */
  async explain(series: Series, at: number): Promise<readonly StepContribution[]> {
    const { values, width } = this.#steps('SeriesDetector.explain', series)
    const first = at - this.window + 1
    if (!(Number.isSafeInteger(at) && first >= 0 && at < values.length / width)) {
      throw new AeError(
        'config',
        `SeriesDetector.explain: \`at\` must be a step from ${this.window - 1} to before ${values.length / width}. Received: ${show(at)}.`,
      )
    }
    const { contributions } = await this.detector.explain(values.subarray(first * width, (at + 1) * width))
    return contributions.map(({ column, contribution, share, value }) => {
      const place = placeIn(column)
      return { step: at + place.step, channel: place.channel, value: Number(value), contribution, share }
    })
  }

  /** Frees the detector. */
  dispose(): void {
    this.detector.dispose()
  }

  #steps(subject: string, series: Series): NumberRows {
    const steps = asSteps(subject, series)
    if (steps.width === this.channels.length) return steps
    throw new AeError(
      'shape',
      `${subject}: expected a series of ${this.channels.length} channels. Received: ${steps.width}.`,
    )
  }
}

function channelNames(subject: string, count: number, named: unknown): readonly string[] {
  if (named === undefined) return count === 1 ? ['value'] : positionalNames(count)
  const names: readonly unknown[] = Array.isArray(named) ? named : []
  const texts = names.filter((name): name is string => typeof name === 'string' && name !== '')
  if (texts.length === count && new Set(texts).size === count) return texts
  throw new AeError(
    'config',
    `${subject}: \`channels\` must be ${count} names, each another one. Received: ${show(named)}.`,
  )
}
