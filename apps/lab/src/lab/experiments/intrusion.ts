import {
  AutoencoderDetector,
  type DetectorKind,
  type DetectorOptions,
  InputNormDetector,
  IsolationForestDetector,
  judgeDecisions,
  PCADetector,
  type Row,
} from '@ae/anomaly'
import { createRng } from '@ae/core'
import { kddCup99, nslKdd } from '@ae/datasets'
import { ATTACK_KINDS, attackKind } from '../attacks'
import type { Bar, Experiment, Lab } from '../experiment'
import { type Measured, measureDetector, shuffledArea } from '../measure-detector'
import { paymentsTable, schemaOf, type WordTable, wordTable } from '../word-tables'

/** Columns of a connection that grow by factors: seconds, bytes, counts. */
const AMOUNTS =
  'duration src_bytes dst_bytes hot num_failed_logins num_compromised num_root num_file_creations count srv_count'.split(
    ' ',
  )
/** Rows that are learnt from at most, drawn from those there are. */
const MOST_TRAIN = 50_000
/** Share of the rows of one kind, or of all, that is learnt from in KDD 99. */
const HALF = 0.5
/** Share of the rows that DAGMM's protocol flags: as many as there are of the rarer kind. */
const FLAGGED = 0.2
/** Rows of the synthetic set. */
const QUICK_ROWS = 3000
/** A network in a quick run. */
const QUICK = { steps: 800, learningRate: 0.003, networks: 1 }

/** Connections, of numbers and words: learnt from usual ones, asked for attacks that were never seen. */
export const intrusion: Experiment = {
  name: 'intrusion',
  claim:
    'an auto-encoder that has seen usual connections alone tells attacks, also those that are new in the test',
  data: 'NSL-KDD and KDD Cup 1999',
  async run(lab) {
    const { dataDir } = lab
    if (dataDir === undefined) {
      await onPayments(lab)
      return
    }
    await onNslKdd(lab, dataDir)
    await onKdd99(lab, wordTable((await kddCup99({ dataDir, offline: true })).all))
  },
}

/** Numbers and words without a file: payments, each with the word of its customer. */
async function onPayments(lab: Lab): Promise<void> {
  const { train, test } = paymentsTable(lab.seed, QUICK_ROWS)
  const all = Int32Array.from(test.labels.keys())
  const measured = await onSplit(lab, {
    name: 'payments',
    table: train,
    train: normalNumbers(train),
    test,
    tested: all,
  })
  byAttack(lab, 'payments', test, all, measured, (name) => name)
  lab.report('payments-auroc', measured.area, { quick: { min: 0.95 } })
  lab.report('payments-f1', measured.f1, { quick: { min: 0.8 } })
  lab.report('payments-shuffled-labels', shuffled(lab, measured, test, all), {
    quick: { min: 0.48, max: 0.52 },
  })
}

async function onNslKdd(lab: Lab, dataDir: string): Promise<void> {
  const tables = await nslKdd({ dataDir, offline: true })
  const [train, test] = [wordTable(tables.train), wordTable(tables.test)]
  const tested = Int32Array.from(test.labels.keys())
  const normal = normalNumbers(train)
  lab.report('nsl-kdd-train-rows', normal.length)
  const measured = await onSplit(lab, { name: 'nsl-kdd', table: train, train: normal, test, tested })
  lab.report('nsl-kdd-auroc', measured.area, { full: { min: 0.93 } })
  lab.report('nsl-kdd-average-precision', measured.precisionMean)
  lab.report('nsl-kdd-f1', measured.f1, { full: { min: 0.85 } })
  lab.report('nsl-kdd-false-alarms', measured.falseAlarms)
  const recalls = byAttack(lab, 'nsl-kdd', test, tested, measured, attackKind)
  for (const kind of ATTACK_KINDS) {
    const bar: { readonly full?: Bar } = kind === 'dos' ? { full: { min: 0.85 } } : {}
    lab.report(`nsl-kdd-${kind}-recall`, recalls[kind] ?? Number.NaN, bar)
  }
  lab.report('nsl-kdd-shuffled-labels', shuffled(lab, measured, test, tested), {
    full: { min: 0.48, max: 0.52 },
  })
}

/**
 * Both protocols of KDD 99. In the second, DAGMM's, the usual connections are the rarer kind and so the anomalies; as many rows are
 * flagged as there are of them.
 */
async function onKdd99(lab: Lab, table: WordTable): Promise<void> {
  const order = createRng(lab.seed).fork('kdd99').permutation(table.count)
  const normals = order.filter((row) => table.labels[row] === 0)
  const known = new Set(normals.subarray(0, Math.floor(HALF * normals.length)))
  const tested = order.filter((row) => !known.has(row))
  const first = await onSplit(lab, {
    name: 'kdd99',
    table,
    train: Int32Array.from(known),
    test: table,
    tested,
  })
  lab.report('kdd99-auroc', first.area, { full: { min: 0.98 } })
  lab.report('kdd99-f1', first.f1)
  lab.report('kdd99-shuffled-labels', shuffled(lab, first, table, tested), {
    full: { min: 0.48, max: 0.52 },
  })

  const middle = Math.floor(HALF * order.length)
  const asked = order.subarray(middle)
  const turned = { ...table, labels: table.labels.map((label) => Number(label === 0)) }
  const many = order.subarray(0, middle).filter((row) => turned.labels[row] === 0)
  const second = await onSplit(lab, {
    name: 'kdd99-dagmm',
    table: turned,
    train: many,
    test: turned,
    tested: asked,
  })
  const level = Float64Array.from(second.scores).sort()[Math.floor((1 - FLAGGED) * asked.length)] ?? 0
  const anomalous = Array.from(second.scores, (score) => score >= level)
  const quality = judgeDecisions({ anomalous, labels: labelsOf(turned, asked) })
  lab.report('kdd99-dagmm-f1', quality.f1, { full: { min: 0.9 } })
  lab.report('kdd99-dagmm-precision', quality.precision)
  lab.report('kdd99-dagmm-recall', quality.recall)
  lab.report('kdd99-dagmm-auroc', second.area)
}

interface Split {
  readonly name: string
  readonly table: WordTable
  /** Numbers of the rows of `table` that are learnt from. */
  readonly train: Int32Array
  readonly test: WordTable
  /** Numbers of the rows of `test` that are asked. */
  readonly tested: Int32Array
}

async function onSplit(lab: Lab, { name, table, train, test, tested }: Split): Promise<Measured> {
  const rows = table.rows(train.subarray(0, MOST_TRAIN))
  const schema = schemaOf(rows, table.names, AMOUNTS)
  const options: DetectorOptions = { seed: lab.seed, frontEnd: { schema } }
  const asked = {
    labels: labelsOf(test, tested),
    block: (from: number, end: number): readonly Row[] => test.rows(tested.subarray(from, end)),
  }
  lab.progress(`${name}  ${rows.length} rows to learn from`)
  const detector = await AutoencoderDetector.fit(rows, { ...options, ...(lab.quick ? QUICK : {}) })
  const measured = await measureDetector(detector, asked)
  detector.dispose()
  const kinds: readonly DetectorKind<object>[] = [PCADetector, IsolationForestDetector, InputNormDetector]
  for (const kind of kinds) {
    lab.progress(`${name}  ${kind.kind}`)
    const baseline = await kind.fit(rows, options)
    const { area, f1 } = await measureDetector(baseline, asked)
    baseline.dispose()
    lab.report(`${name}-${kind.kind}-auroc`, area)
    lab.report(`${name}-${kind.kind}-f1`, f1)
  }
  return measured
}

/** How many of each attack are flagged, as a table; and by what the names stand for. */
function byAttack(
  lab: Lab,
  name: string,
  { labels, classes }: WordTable,
  tested: Int32Array,
  { anomalous }: Measured,
  group: (attack: string) => string | undefined,
): Readonly<Record<string, number>> {
  const counts = new Map<string, { rows: number; found: number }>()
  const groups: Record<string, { rows: number; found: number }> = {}
  tested.forEach((row, i) => {
    const attack = classes[labels[row] ?? 0] ?? ''
    const own = counts.get(attack) ?? { rows: 0, found: 0 }
    const key = group(attack) ?? attack
    const shared = groups[key] ?? { rows: 0, found: 0 }
    for (const each of [own, shared]) {
      each.rows++
      each.found += Number(anomalous[i])
    }
    counts.set(attack, own)
    groups[key] = shared
  })
  const sorted = [...counts].sort(([, a], [, b]) => b.rows - a.rows)
  lab.picture({
    heading: `${name}: share flagged, by what a row is`,
    table: {
      columns: ['row', 'kind', 'rows', 'flagged'],
      rows: sorted.map(([attack, { rows, found }]) => [
        attack,
        group(attack) ?? '',
        String(rows),
        (found / rows).toFixed(3),
      ]),
    },
  })
  return Object.fromEntries(Object.entries(groups).map(([key, { rows, found }]) => [key, found / rows]))
}

function labelsOf({ labels }: WordTable, rows: Int32Array): Int32Array {
  return rows.map((row) => Number(labels[row] !== 0))
}

function shuffled(lab: Lab, { scores }: Measured, test: WordTable, tested: Int32Array): number {
  return shuffledArea(scores, labelsOf(test, tested), lab.seed)
}

function normalNumbers({ labels }: WordTable): Int32Array {
  return Int32Array.from(labels.keys()).filter((row) => labels[row] === 0)
}
