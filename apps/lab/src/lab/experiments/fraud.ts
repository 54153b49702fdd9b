import {
  AutoencoderDetector,
  type Detector,
  type DetectorKind,
  EnsembleDetector,
  InputNormDetector,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  type NumberRows,
  PCADetector,
} from '@ae/anomaly'
import { AeError } from '@ae/core'
import { creditCardFraud, syntheticTransactions, TRANSACTION_COLUMNS, TRANSACTION_KINDS } from '@ae/datasets'
import { reportControls } from '../anomaly-controls'
import type { Bar, Experiment, Lab } from '../experiment'
import { type LabelledTable, numberTable } from '../labelled-tables'
import { type Measured, measureDetector, testNumbers } from '../measure-detector'

/** Embedded payments: how many, and how few of those to test with are fraud. */
const EMBEDDED = { train: 4000, test: 20_000, anomalies: 0.01 }
/** Of a quick run. */
const QUICK_EMBEDDED = { train: 2000, test: 4000, anomalies: 0.05 }
/** A network in a quick run. */
const QUICK = { steps: 800, learningRate: 0.003, networks: 1 }
/** Share of the days of the real file that is learnt from. */
const EARLY = 0.5
/** Genuine payments learnt from, at most: neighbours are looked for among all. */
const MOST_TRAIN = 20_000

/** What a network has to beat. */
const BASELINES: readonly DetectorKind<object>[] = [
  KNNDetector,
  MahalanobisDetector,
  IsolationForestDetector,
  PCADetector,
  InputNormDetector,
]

interface Split {
  readonly name: string
  readonly train: NumberRows
  readonly test: NumberRows
  readonly labels: Int32Array
  /** What each test row is. */
  readonly kinds: Int32Array
}

/** Payments: learnt from genuine ones that came before, asked for fraud among later ones. */
export const fraud: Experiment = {
  name: 'fraud',
  claim:
    'an auto-encoder of earlier genuine payments finds rare fraud among later ones, where simpler rules do not',
  data: 'synthetic payments',
  async run(lab) {
    await onSplit(lab, embedded(lab))
    const file = lab.dataDir === undefined ? undefined : await cardFile(lab.dataDir)
    // Said, not skipped: the file may not be passed on, so whoever has it puts it there.
    lab.report('card-file-rows', file?.labels.length ?? 0)
    if (file !== undefined) await onSplit(lab, byTime(file))
  },
}

/** The real file, where it lies. */
async function cardFile(dataDir: string): Promise<LabelledTable | undefined> {
  try {
    return numberTable('card', (await creditCardFraud({ dataDir, offline: true })).all)
  } catch (error) {
    if (error instanceof AeError && error.message.includes('no such file')) return undefined
    throw error
  }
}

/** The set that is always there. Rows have no date: those to test with are drawn after those to learn from. */
function embedded({ quick, seed }: Lab): Split {
  const { train, test } = syntheticTransactions({ seed, ...(quick ? QUICK_EMBEDDED : EMBEDDED) })
  const width = TRANSACTION_COLUMNS.length
  return {
    name: 'payments',
    train: { values: train.values, width },
    test: { values: test.values, width },
    labels: test.labels.map((label) => Number(label !== 0)),
    kinds: test.labels,
  }
}

/** Genuine payments of the first half of the time to learn from, all later ones to test with. */
function byTime({ name, values, width, labels }: LabelledTable): Split {
  const time = (row: number): number => values[row * width] ?? 0
  const order = Array.from(labels.keys()).sort((a, b) => time(a) - time(b))
  const middle = Math.floor(EARLY * order.length)
  const early = order.slice(0, middle).filter((row) => labels[row] === 0)
  const step = Math.max(1, early.length / MOST_TRAIN)
  const learnt = Array.from(
    { length: Math.floor(early.length / step) },
    (_, i) => early[Math.floor(i * step)] ?? 0,
  )
  const late = order.slice(middle)
  // The time itself says nothing of a payment, and later ones would all be strange.
  const pick = (rows: readonly number[]): NumberRows => {
    const picked = new Float32Array(rows.length * (width - 1))
    rows.forEach((row, i) => {
      picked.set(values.subarray(row * width + 1, (row + 1) * width), i * (width - 1))
    })
    return { values: picked, width: width - 1 }
  }
  const late01 = Int32Array.from(late, (row) => labels[row] ?? 0)
  return { name, train: pick(learnt), test: pick(late), labels: late01, kinds: late01 }
}

/** What the auto-encoder has to reach, and what simpler rules may. */
const BARS: Readonly<Record<string, { readonly full: Bar; readonly quick: Bar }>> = {
  'autoencoder-auroc': { full: { min: 0.93 }, quick: { min: 0.93 } },
  'autoencoder-average-precision': { full: { min: 0.25 }, quick: { min: 0.25 } },
  'autoencoder-recall-at-1%': { full: { min: 0.7 }, quick: { min: 0.6 } },
}
/** On the embedded set, which must not be easy. */
const EASY: typeof BARS = {
  'input-norm-auroc': { full: { max: 0.8 }, quick: { max: 0.8 } },
  'isolation-forest-auroc': { full: { max: 0.92 }, quick: { max: 0.92 } },
}

async function onSplit(lab: Lab, split: Split): Promise<void> {
  const { name, train, test, labels, kinds } = split
  const rows = testNumbers(test.values as Float32Array, test.width, labels)
  lab.report(`${name}-share-of-fraud`, labels.reduce((sum, label) => sum + label, 0) / labels.length)
  const bars = name === 'payments' ? { ...BARS, ...EASY } : BARS
  const table: string[][] = []
  const tell = (kind: string, measured: Measured): void => {
    const figures = {
      auroc: measured.area,
      'average-precision': measured.precisionMean,
      'recall-at-1%': measured.recallAtOne,
      'false-alarms': measured.falseAlarms,
    }
    for (const [metric, value] of Object.entries(figures)) {
      lab.report(`${name}-${kind}-${metric}`, value, bars[`${kind}-${metric}`])
    }
    table.push([kind, ...recalls(measured, kinds)])
  }
  const network = lab.quick ? QUICK : {}
  const judged = async (detector: Detector): Promise<Measured> => {
    lab.progress(`${name}  ${detector.kind}`)
    const measured = await measureDetector(detector, rows)
    tell(detector.kind, measured)
    detector.dispose()
    return measured
  }
  const measured = await judged(await AutoencoderDetector.fit(train, { ...network, seed: lab.seed }))
  const copierLoss = { full: { min: 0.03 }, quick: { min: 0.02 } }
  await reportControls(lab, { name, train, test, labels, measured, copierLoss })
  const members = [AutoencoderDetector.recipe(network), KNNDetector.recipe(), PCADetector.recipe()]
  await judged(await EnsembleDetector.fit(train, { members, seed: lab.seed }))
  for (const kind of BASELINES) await judged(await kind.fit(train, { seed: lab.seed }))
  const columns = name === 'payments' ? TRANSACTION_KINDS : ['genuine', 'fraud']
  lab.picture({
    heading: `${name}: share flagged at each detector's own threshold`,
    table: { columns: ['detector', ...columns], rows: table },
  })
}

/** Share flagged of each kind of row. */
function recalls({ anomalous }: Measured, kinds: Int32Array): readonly string[] {
  const most = kinds.reduce((max, kind) => Math.max(max, kind), 0)
  return Array.from({ length: most + 1 }, (_, kind) => {
    let [count, found] = [0, 0]
    kinds.forEach((own, row) => {
      if (own !== kind) return
      count++
      found += Number(anomalous[row])
    })
    return (found / count).toFixed(3)
  })
}
