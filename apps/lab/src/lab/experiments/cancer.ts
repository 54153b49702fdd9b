import {
  AutoencoderDetector,
  type DetectorKind,
  InputNormDetector,
  KNNDetector,
  PCADetector,
} from '@ae/anomaly'
import { breastCancerDiagnostic } from '@ae/datasets'
import { reportControls } from '../anomaly-controls'
import type { Experiment, Lab } from '../experiment'
import {
  adbenchTable,
  curvedTable,
  type LabelledTable,
  type NormalSplit,
  numberTable,
  splitGroups,
} from '../labelled-tables'
import { type Measured, measureDetector, testNumbers } from '../measure-detector'

/** Share of the benign rows that is learnt from. */
const SHARE = 0.6
/** Draws of splits and weights. */
const SEEDS = 3
/** Normal rows of the synthetic set. */
const QUICK_ROWS = 1000
/** Steps of a network in a quick run, and how fast it goes. */
const QUICK = { steps: 500, learningRate: 0.003 }

/** The two tables of breast cancer: learnt from benign cells alone, asked for malignant ones. */
export const cancer: Experiment = {
  name: 'cancer',
  claim:
    'an auto-encoder that has seen benign cells alone tells malignant ones, at a threshold that benign cells set',
  data: 'WDBC, and WBC of ADBench',
  async run(lab) {
    const { dataDir } = lab
    if (dataDir === undefined) {
      await onTable(lab, curvedTable(QUICK_ROWS, lab.seed))
      return
    }
    const { all } = await breastCancerDiagnostic({ dataDir, offline: true })
    await onTable(lab, numberTable('wdbc', all))
    await onTable(lab, { ...(await adbenchTable('breastw', dataDir)), name: 'wbc' })
  },
}

/** What has to be reached, by set. */
const BARS = {
  curve: { auroc: 0.95, f1: 0.85, lead: 0.2 },
  wdbc: { auroc: 0.92, f1: undefined, lead: -0.01 },
  wbc: { auroc: 0.98, f1: 0.93, lead: undefined },
} as const

async function onTable(lab: Lab, table: LabelledTable): Promise<void> {
  const { name } = table
  const seeds = lab.quick ? 1 : SEEDS
  const means: Record<string, number> = {}
  for (let i = 0; i < seeds; i++) {
    const seed = lab.seed + i
    lab.progress(`${name}  ${i + 1} of ${seeds}`)
    const split = splitGroups(table, SHARE, seed)
    const measured = await onSplit(lab, split, seed)
    for (const [kind, { area, f1, falseAlarms, recall }] of Object.entries(measured)) {
      const values = { auroc: area, f1, 'false-alarms': falseAlarms, recall }
      for (const [metric, value] of Object.entries(values)) {
        const key = `${kind}-${metric}`
        means[key] = (means[key] ?? 0) + value / seeds
      }
    }
    const { autoencoder } = measured
    if (i === 0 && autoencoder !== undefined)
      await reportControls(lab, { name, ...split, measured: autoencoder })
  }
  report(lab, name, means)
}

function report(lab: Lab, name: string, means: Readonly<Record<string, number>>): void {
  const bars = BARS[name as keyof typeof BARS]
  const at = (min: number | undefined): object => (min === undefined ? {} : { full: { min }, quick: { min } })
  for (const [metric, value] of Object.entries(means)) {
    const bar = { 'autoencoder-auroc': bars.auroc, 'autoencoder-f1': bars.f1 }[metric]
    lab.report(`${name}-${metric}`, value, at(bar))
  }
  const lead = (means['autoencoder-auroc'] ?? Number.NaN) - (means['pca-auroc'] ?? Number.NaN)
  lab.report(`${name}-autoencoder-minus-pca`, lead, at(bars.lead))
}

async function onSplit(
  { quick }: Lab,
  { train, test, labels }: NormalSplit,
  seed: number,
): Promise<Readonly<Record<string, Measured>>> {
  const rows = testNumbers(test.values as Float32Array, test.width, labels)
  const autoencoder = await AutoencoderDetector.fit(train, { seed, ...(quick ? QUICK : {}) })
  const measured: Record<string, Measured> = { autoencoder: await measureDetector(autoencoder, rows) }
  autoencoder.dispose()
  const baselines: readonly DetectorKind<object>[] = [PCADetector, KNNDetector, InputNormDetector]
  for (const kind of baselines) {
    const detector = await kind.fit(train, { seed })
    measured[kind.kind] = await measureDetector(detector, rows)
    detector.dispose()
  }
  return measured
}
