import {
  AutoencoderDetector,
  type DetectorKind,
  movingDeviations,
  movingZScores,
  PCADetector,
  SeriesDetector,
} from '@ae/anomaly'
import { createRng, lstmDecoder, lstmEncoder, mlp } from '@ae/core'
import { type LabelledSeries, nab } from '@ae/datasets'
import type { Experiment, Lab } from '../experiment'
import { recallAtFalseAlarms, type ScoredSeries } from '../series-alarms'

/** Share of a series that is learnt from, and the most steps: the probationary period of NAB. */
const LEARNT = { share: 0.15, most: 750 }
/** Steps before a step that say what is usual: a day of five minutes each. */
const PAST = 288
/** Steps in a window. */
const WINDOW = 16
/** Rates of false alarms a day at which events are counted. */
const RATES = [0.02, 0.05, 0.1, 0.2, 0.5, 1]
const MS_PER_DAY = 86_400_000

/** Small networks, for some hundred windows. */
const NETWORK = {
  inputShape: [WINDOW, 1],
  latentDim: 3,
  networks: 1,
  steps: 400,
  learningRate: 0.003,
} as const

/** A kind with its options, by name. */
const KINDS: readonly (readonly [name: string, kind: DetectorKind<object>, options: object])[] = [
  ['pca', PCADetector, {}],
  [
    'dense',
    AutoencoderDetector,
    {
      ...NETWORK,
      encoder: mlp({ hiddenUnits: [32], activation: 'tanh' }),
      decoder: mlp({ hiddenUnits: [32], activation: 'tanh' }),
    },
  ],
  ['convolutions', AutoencoderDetector, NETWORK],
  [
    'lstm',
    AutoencoderDetector,
    { ...NETWORK, encoder: lstmEncoder({ units: [16] }), decoder: lstmDecoder({ units: [16] }) },
  ],
]

interface SeriesToScore {
  readonly name: string
  readonly values: Float64Array
  readonly events: readonly (readonly [number, number])[]
  readonly daysPerStep: number
}

/** Windows that an auto-encoder has not seen the like of, against steps that are far from the mean of those before. */
export const timeSeries: Experiment = {
  name: 'time-series',
  claim: 'auto-encoders of windows find more events in series than a moving z-score, at as many false alarms',
  data: "45 series of NAB, with NAB's windows",
  async run(lab) {
    const all = lab.dataDir === undefined ? madeSeries(lab.seed) : await nabSeries(lab.dataDir)
    const scored: Record<string, ScoredSeries[]> = {}
    for (const [i, series] of all.entries()) {
      lab.progress(`${i + 1} of ${all.length}  ${series.name}`)
      const from = learntSteps(series.values.length)
      for (const [method, scores] of Object.entries(await scoresOf(lab, series, from))) {
        const { events, daysPerStep } = series
        scored[method] = [...(scored[method] ?? []), { scores, from, events, daysPerStep }]
      }
    }
    report(lab, all.length, scored)
  },
}

function learntSteps(steps: number): number {
  return Math.min(LEARNT.most, Math.floor(LEARNT.share * steps))
}

async function scoresOf(
  lab: Lab,
  { values }: SeriesToScore,
  from: number,
): Promise<Readonly<Record<string, Float64Array>>> {
  // What a step is like is said by those before it alone, so that nothing of what comes is known.
  const relative = movingDeviations(values, { window: PAST })
  const scores: Record<string, Float64Array> = { 'moving-z': movingZScores(values, { window: PAST }) }
  const learnt = { values: relative.values.subarray(0, from), width: 1 }
  for (const [name, kind, options] of KINDS) {
    const detector = await SeriesDetector.fit(learnt, kind, {
      ...options,
      window: WINDOW,
      // One scale for all series, and spikes as high as they are.
      frontEnd: { scaling: 'none', clip: 30 },
      seed: lab.seed,
    })
    scores[name] = unscaled(await detector.score(relative), detector)
    detector.dispose()
  }
  return scores
}

/** Squared errors of all steps together in the series' own deviations, so that one threshold does for all series. */
function unscaled(scores: Float64Array, { detector }: SeriesDetector): Float64Array {
  const deviation = detector.store().arrays['deviations-0']?.data[0] ?? 1
  return scores.map((score) => score * deviation ** 2)
}

function report(lab: Lab, count: number, scored: Readonly<Record<string, readonly ScoredSeries[]>>): void {
  lab.report('series', count)
  const rows: string[][] = []
  const means: Record<string, number> = {}
  for (const [method, series] of Object.entries(scored)) {
    const recalls = RATES.map((rate) => recallAtFalseAlarms(series, rate))
    recalls.forEach((recall, i) => {
      lab.report(`${method}-recall-at-${RATES[i]}-a-day`, recall)
    })
    means[method] = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
    lab.report(`${method}-mean-recall`, means[method])
    rows.push([method, ...[...recalls, means[method]].map((recall) => recall.toFixed(3))])
  }
  const lead = (method: string): number => (means[method] ?? Number.NaN) - (means['moving-z'] ?? Number.NaN)
  lab.report('dense-minus-moving-z', lead('dense'), { full: { min: 0 }, quick: { min: 0.05 } })
  for (const method of ['convolutions', 'lstm']) lab.report(`${method}-minus-moving-z`, lead(method))
  lab.picture({
    heading: 'Events found',
    text: 'Share of the events with an alarm within, by false alarms a day over all series.',
    table: { columns: ['method', ...RATES.map((rate) => `${rate} a day`), 'mean'], rows },
  })
}

async function nabSeries(dataDir: string): Promise<readonly SeriesToScore[]> {
  const { all } = await nab({ dataDir, offline: true })
  return all.map(({ group, name, values, times, windows }) => ({
    name: `${group}/${name}`,
    values: Float64Array.from(values),
    events: windows.map(({ start, end }) => [firstAt(times, start), firstAt(times, end + 1)] as const),
    daysPerStep: medianStep(times) / MS_PER_DAY,
  }))
}

/** Number of the first step at a time or later; one past the last if there is none. */
function firstAt(times: LabelledSeries['times'], time: number): number {
  const step = times.findIndex((each) => each >= time)
  return step < 0 ? times.length : step
}

function medianStep(times: LabelledSeries['times']): number {
  const steps = Array.from(times.subarray(1), (time, i) => time - (times[i] ?? 0)).sort((a, b) => a - b)
  return steps[Math.floor(steps.length / 2)] ?? Number.NaN
}

/** Series of a quick run. */
const MADE = { series: 3, steps: 2400, events: 6, eventSteps: 24 }

/** Waves that stand still for a while, at a height that they often have: nothing that a mean could notice. */
function madeSeries(seed: number): readonly SeriesToScore[] {
  return Array.from({ length: MADE.series }, (_, number) => {
    const rng = createRng(seed).fork(`series ${number}`)
    const noise = rng.normalArray(MADE.steps)
    const period = 20 + 6 * number
    const values = Float64Array.from(noise, (z, t) => Math.sin((2 * Math.PI * t) / period) + 0.05 * z)
    const first = learntSteps(MADE.steps) + MADE.eventSteps
    const room = Math.floor((MADE.steps - first) / MADE.events)
    const events = Array.from({ length: MADE.events }, (_, i) => {
      const start = first + i * room + rng.integer(room - 2 * MADE.eventSteps)
      const level = values[start] ?? 0
      for (let t = start; t < start + MADE.eventSteps; t++) values[t] = level + 0.05 * (noise[t] ?? 0)
      return [start, start + MADE.eventSteps] as const
    })
    return { name: `made ${number}`, values, events, daysPerStep: 300_000 / MS_PER_DAY }
  })
}
