import { AutoencoderDetector, KNNDetector } from '@ae/anomaly'
import { syntheticTransactions, TRANSACTION_COLUMNS } from '@ae/datasets'
import type { Experiment, Lab } from '../experiment'
import { measureDetector, testNumbers } from '../measure-detector'

/** Shares of the rows to learn from that are anomalies. */
const LEVELS = [0, 0.01, 0.05, 0.1]
/** Share that the robust mode leaves out, whatever the level: nobody knows it. */
const TRIM = 0.1
/** Embedded payments: how many. */
const SIZES = { full: { train: 4000, test: 4000 }, quick: { train: 1500, test: 1500 } }
/** A network in a quick run. */
const QUICK = { steps: 500, learningRate: 0.003, networks: 1 }

/** Anomalies among the rows that are learnt from as normal: what they cost, with and without a second fit. */
export const contamination: Experiment = {
  name: 'contamination',
  claim: 'a second fit without the rows that look least normal costs less when anomalies were learnt from',
  data: 'synthetic payments',
  async run(lab) {
    const plain: number[] = []
    const trimmed: number[] = []
    for (const level of LEVELS) {
      const percent = Math.round(100 * level)
      lab.progress(`${percent} % contamination`)
      const areas = await areasAt(lab, level)
      plain.push(areas.plain)
      trimmed.push(areas.trimmed)
      lab.report(`autoencoder-at-${percent}%`, areas.plain)
      lab.report(`autoencoder-trimmed-at-${percent}%`, areas.trimmed)
      lab.report(`knn-at-${percent}%`, areas.knn)
    }
    const slopes = { plain: slope(plain), trimmed: slope(trimmed) }
    lab.report('slope', slopes.plain)
    lab.report('slope-trimmed', slopes.trimmed)
    // Less is lost, or the second fit is in vain.
    lab.report('slope-trimmed-minus-plain', slopes.trimmed - slopes.plain, {
      full: { min: 0 },
      quick: { min: 0 },
    })
  },
}

async function areasAt(
  { quick, seed }: Lab,
  level: number,
): Promise<{ readonly plain: number; readonly trimmed: number; readonly knn: number }> {
  const made = syntheticTransactions({ seed, ...(quick ? SIZES.quick : SIZES.full), contamination: level })
  const width = TRANSACTION_COLUMNS.length
  const train = { values: made.train.values, width }
  const asked = testNumbers(made.test.values, width, made.test.labels)
  const network = quick ? QUICK : {}
  const areas: number[] = []
  for (const detector of [
    await AutoencoderDetector.fit(train, { ...network, seed }),
    await AutoencoderDetector.fit(train, { ...network, seed, trim: TRIM }),
    await KNNDetector.fit(train, { seed }),
  ]) {
    areas.push((await measureDetector(detector, asked)).area)
    detector.dispose()
  }
  const [plain = Number.NaN, trimmed = Number.NaN, knn = Number.NaN] = areas
  return { plain, trimmed, knn }
}

/** By how much the area changes for each share of anomalies, by least squares: negative, as a rule. */
function slope(areas: readonly number[]): number {
  const [x, y] = [mean(LEVELS), mean(areas)]
  const across = LEVELS.reduce((sum, level, i) => sum + (level - x) * ((areas[i] ?? 0) - y), 0)
  return across / LEVELS.reduce((sum, level) => sum + (level - x) ** 2, 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
