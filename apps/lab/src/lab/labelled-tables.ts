import type { NumberRows } from '@ae/anomaly'
import { createRng, type Rng } from '@ae/core'
import { type AdbenchName, adbench, type Table } from '@ae/datasets'

/** Rows of a table, of which some are anomalies. */
export interface LabelledTable {
  /** Name of the set. */
  readonly name: string
  /** Row-major. */
  readonly values: Float32Array
  /** Numbers in a row. */
  readonly width: number
  /** 0 for normal rows, 1 for anomalies. */
  readonly labels: Int32Array
}

/** Half of the normal rows to learn from; the others, and all anomalies, to test with. */
export interface NormalSplit {
  /** Normal rows alone. */
  readonly train: NumberRows
  /** Both kinds. */
  readonly test: NumberRows
  /** Of the rows to test with. */
  readonly labels: Int32Array
}

/** One of ADBench's sets. */
export async function adbenchTable(set: AdbenchName, dataDir: string): Promise<LabelledTable> {
  return numberTable(set, (await adbench({ set, dataDir, offline: true })).all)
}

/** A table's columns of numbers, row by row. */
export function numberTable(name: string, { features, labels }: Table): LabelledTable {
  const width = features.length
  const values = new Float32Array(labels.length * width)
  features.forEach((feature, column) => {
    if (feature.kind !== 'number') return
    feature.values.forEach((value, row) => {
      values[row * width + column] = value
    })
  })
  return { name, values, width, labels }
}

/**
 * Splits off a share of the groups of equal normal rows to learn from, at random. Equal rows are always on the same side: copies
 * of what was learnt would be no test.
 */
export function splitGroups(table: LabelledTable, share: number, seed: number): NormalSplit {
  const { values, width, labels } = table
  const keyOf = (row: number): string => values.subarray(row * width, (row + 1) * width).join()
  const rng = createRng(seed).fork('groups')
  const order = Array.from(rng.permutation(labels.length))
  const groups = new Map<string, number[]>()
  for (const row of order.filter((each) => labels[each] === 0)) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  // Drawn by group, not by row: else the frequent ones, which come up first, would all be learnt from.
  const all = [...groups.values()]
  const drawn = Array.from(rng.fork('order').permutation(all.length), (group) => all[group] ?? [])
  const half = Math.round(share * all.length)
  const rest = [...drawn.slice(half).flat(), ...order.filter((row) => labels[row] !== 0)]
  return splitOf(table, drawn.slice(0, half).flat(), rest)
}

/** Splits a table as the twin does: at most so many rows drawn, half of the normal ones to learn from. */
export function splitNormals(table: LabelledTable, most: number, seed: number): NormalSplit {
  const { labels } = table
  const rng = createRng(seed).fork('rows')
  const drawn = Array.from(rng.permutation(labels.length).subarray(0, most))
  const normals = drawn.filter((row) => labels[row] === 0)
  const half = Math.floor(normals.length / 2)
  const rest = [...normals.slice(half), ...drawn.filter((row) => labels[row] !== 0)]
  return splitOf(table, normals.slice(0, half), rest)
}

/** Some of the rows, in the order of their numbers; a copy. */
export function pickRows({ values, width }: NumberRows, rows: readonly number[]): NumberRows {
  const picked = new Float32Array(rows.length * width)
  rows.forEach((row, i) => {
    picked.set(values.subarray(row * width, (row + 1) * width), i * width)
  })
  return { values: picked, width }
}

function splitOf(
  { values, width, labels }: LabelledTable,
  train: readonly number[],
  test: readonly number[],
): NormalSplit {
  const all = { values, width }
  return {
    train: pickRows(all, train),
    test: pickRows(all, test),
    labels: Int32Array.from(test, (row) => labels[row] ?? 0),
  }
}

/** Numbers in a row of {@link curvedTable}. */
const CURVED_WIDTH = 6

/** Rows on a curve that no plane holds; anomalies have the same numbers in each column, but of different rows. */
export function curvedTable(rows: number, seed: number): LabelledTable {
  const rng = createRng(seed).fork('curve')
  const normal = onCurve(rows, rng)
  const odd = onCurve(rows / 2, rng)
  for (let column = 0; column < CURVED_WIDTH; column++) {
    const from = rng.permutation(rows / 2)
    const kept = Array.from(from, (row) => odd[row * CURVED_WIDTH + column] ?? 0)
    kept.forEach((value, row) => {
      odd[row * CURVED_WIDTH + column] = value
    })
  }
  const labels = Int32Array.from({ length: rows * 1.5 }, (_, row) => Number(row >= rows))
  return { name: 'curve', values: Float32Array.of(...normal, ...odd), width: CURVED_WIDTH, labels }
}

function onCurve(rows: number, rng: Rng): Float32Array {
  const places = rng.uniformArray(rows)
  const noise = rng.normalArray(rows * CURVED_WIDTH)
  return noise.map((value, i) => {
    const angle = 2 * Math.PI * (places[Math.floor(i / CURVED_WIDTH)] ?? 0)
    const column = i % CURVED_WIDTH
    const turns = 1 + Math.floor(column / 2)
    return (column % 2 === 0 ? Math.cos(turns * angle) : Math.sin(turns * angle)) + 0.1 * value
  })
}
