import {
  AutoencoderDetector,
  type Detector,
  type DetectorKind,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  type NumberRows,
} from '@ae/anomaly'
import { createRng, type Rng } from '@ae/core'
import { breastCancerDiagnostic, syntheticTransactions, TRANSACTION_COLUMNS } from '@ae/datasets'
import type { Experiment, Lab } from '../experiment'
import { adbenchTable, numberTable, splitNormals } from '../labelled-tables'

/** How far away a value is put, in standard deviations of the normal rows that were learnt from. */
const AWAY = 6
/** Normal rows that are spoilt, at most. */
const ROWS = 300
/** Rows of a set, at most. */
const MOST_ROWS = 4000
/** Networks in a quick run. */
const QUICK = { steps: 1500, learningRate: 0.003, networks: 2 }

interface NormalTable {
  readonly name: string
  /** Normal rows to learn from. */
  readonly train: NumberRows
  /** Other normal rows, to be spoilt. */
  readonly fresh: NumberRows
}

/** Which column it was: normal rows with one value changed, and the rank of its column among the reasons. */
export const explain: Experiment = {
  name: 'explain',
  claim:
    'the reasons of an auto-encoder point to the column that was changed, first of all where it was changed by much',
  data: 'synthetic payments, WDBC and cardio of ADBench',
  async run(lab) {
    const tables = [payments(lab)]
    if (lab.dataDir !== undefined) tables.push(...(await realTables(lab.dataDir, lab.seed)))
    const rows: string[][] = []
    for (const table of tables) rows.push(...(await onTable(lab, table)))
    lab.picture({
      heading: 'The rank of the column that was changed',
      text: `By ${AWAY} standard deviations of the normal rows; or to what another normal row has there.`,
      table: {
        columns: ['set', 'detector', 'first, by 6', 'mean rank, by 6', 'first, legal', 'mean rank, legal'],
        rows,
      },
    })
  },
}

function payments({ quick, seed }: Lab): NormalTable {
  const { train, test } = syntheticTransactions({ seed, train: quick ? 2000 : 4000, anomalies: 0 })
  const width = TRANSACTION_COLUMNS.length
  return {
    name: 'payments',
    train: { values: train.values, width },
    fresh: { values: test.values, width },
  }
}

async function realTables(dataDir: string, seed: number): Promise<readonly NormalTable[]> {
  const tables = [
    numberTable('wdbc', (await breastCancerDiagnostic({ dataDir, offline: true })).all),
    await adbenchTable('cardio', dataDir),
  ]
  return tables.map((table) => {
    const { train, test, labels } = splitNormals(table, MOST_ROWS, seed)
    // Normal rows come first in a test.
    const normals = labels.filter((label) => label === 0).length
    const values = test.values.subarray(0, normals * test.width)
    return { name: table.name, train, fresh: { values, width: test.width } }
  })
}

async function onTable(lab: Lab, { name, train, fresh }: NormalTable): Promise<string[][]> {
  const spoilt = {
    away: spoil(fresh, lab.seed, (column, rng) => awayFrom(train, column, rng)),
    legal: spoil(fresh, lab.seed, (column, rng) => legalIn(train, column, rng)),
  }
  const network = lab.quick ? QUICK : {}
  const kinds: readonly (readonly [DetectorKind<object>, object])[] = [
    [AutoencoderDetector, network],
    [MahalanobisDetector, {}],
    [KNNDetector, {}],
    [IsolationForestDetector, {}],
  ]
  const table: string[][] = []
  for (const [kind, options] of kinds) {
    lab.progress(`${name}  ${kind.kind}`)
    const detector = await kind.fit(train, { ...options, seed: lab.seed })
    const away = await ranksOf(detector, spoilt.away)
    const legal = await ranksOf(detector, spoilt.legal)
    detector.dispose()
    const bars = kind === AutoencoderDetector ? { full: { min: 0.9 }, quick: { min: 0.9 } } : {}
    lab.report(`${name}-${kind.kind}-first`, away.first, bars)
    lab.report(`${name}-${kind.kind}-legal-first`, legal.first)
    lab.report(`${name}-${kind.kind}-legal-mean-rank`, legal.mean)
    const figures = [away.first, away.mean, legal.first, legal.mean]
    table.push([name, kind.kind, ...figures.map((figure) => figure.toFixed(2))])
  }
  // Reasons that know nothing would be right so often.
  lab.report(`${name}-chance-first`, 1 / train.width)
  return table
}

interface Spoilt extends NumberRows {
  /** Which column of each row was changed. */
  readonly changed: readonly number[]
}

/** Normal rows with one value each put in another's place. */
function spoil(
  { values, width }: NumberRows,
  seed: number,
  valueFor: (column: number, rng: Rng) => number,
): Spoilt {
  const rows = Math.min(ROWS, values.length / width)
  const rng = createRng(seed).fork('spoilt')
  const spoilt = Float32Array.from(values.subarray(0, rows * width))
  const changed = Array.from({ length: rows }, (_, row) => row % width)
  changed.forEach((column, row) => {
    spoilt[row * width + column] = valueFor(column, rng.fork(`row ${row}`))
  })
  return { values: spoilt, width, changed }
}

/** Six deviations above the mean, or below. */
function awayFrom({ values, width }: NumberRows, column: number, rng: Rng): number {
  const own = Array.from(values).filter((_, i) => i % width === column)
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length
  const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length
  return mean + (rng.integer(2) === 0 ? AWAY : -AWAY) * Math.sqrt(variance)
}

/** What some normal row has there. */
function legalIn({ values, width }: NumberRows, column: number, rng: Rng): number {
  return values[rng.integer(values.length / width) * width + column] ?? 0
}

async function ranksOf(
  detector: Detector,
  { changed, ...rows }: Spoilt,
): Promise<{ readonly first: number; readonly mean: number }> {
  const contributions = await detector.contributions(rows)
  const ranks = changed.map((column, row) => {
    const own = contributions.subarray(row * rows.width, (row + 1) * rows.width)
    return 1 + own.filter((value) => value > (own[column] ?? 0)).length
  })
  return {
    first: ranks.filter((rank) => rank === 1).length / ranks.length,
    mean: ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length,
  }
}
