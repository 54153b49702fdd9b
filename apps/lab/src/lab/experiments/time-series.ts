import {
  AutoencoderDetector,
  type DetectorKind,
  movingZScores,
  PCADetector,
  SeriesDetector,
} from '@ae/anomaly'
import { createRng, lstmDecoder, lstmEncoder } from '@ae/core'
import { type LabelledSeries, nab } from '@ae/datasets'
import type { Experiment, Lab } from '../experiment'
import { recallAtFalseAlarms, type ScoredSeries } from '../series-alarms'

/** Share of a series that is learnt from, and the most steps: NAB's probationary period. */
const LEARNT = { share: 0.15, most: 750 }
/** Steps in a window. */
const WINDOW = 32
/** Rates of false alarms a day at which events found are counted. */
const RATES = [0.02, 0.05, 0.1, 0.2, 0.5, 1]
const MS_PER_DAY = 86_400_000

interface SeriesToScore {
  readonly name: string
  readonly values: Float64Array
  readonly events: readonly (readonly [number, number])[]
  readonly daysPerStep: number
}

/** Series of machines, traffic and tweets: windows that an auto-encoder has not seen the like of, against what a moving mean says. */
export const timeSeries: Experiment = {
  name: 'time-series',
  claim: 'an auto-encoder of windows finds events in series that a moving z-score misses at as many false alarms',
  data: "45 series of NAB, with NAB's windows",
  async run(lab) {
    const all = lab.dataDir === undefined ? madeSeries(lab.seed) : await nabSeries(lab.dataDir)
    const scored: Record<string, ScoredSeries[]> = {}
    for (const [i, series] of all.entries()) {
      lab.progress(`${i + 1} of ${all.length}  ${series.name}`)
      for (const [method, scores] of Object.entries(await scoresOf(lab, series))) {
        const { events, daysPerStep, values } = series
        const from = Math.max(learntSteps(values), WINDOW)
        scored[method] = [...(scored[method] ?? []), { scores, from, events, daysPerStep }]
      }
    }
    report(lab, scored)
  },
}
