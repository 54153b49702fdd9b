/** `p_{j|i}` of each row's nearest rows. */
export interface NeighbourAffinities {
  /** n */
  readonly rows: number
  /** Neighbours of a row. */
  readonly neighbours: number
  /** Which rows they are, [n, neighbours]. */
  readonly indices: Float32Array
  /** Their p, [n, neighbours]. */
  readonly values: Float32Array
}

/** `(p_{j|i} + p_{i|j}) / 2n` where it is not 0, row by row, columns ascending. */
export interface SymmetricAffinities {
  /** Entries of each row, [n]. */
  readonly counts: Float32Array
  /** Their columns. */
  readonly columns: Float32Array
  /** Their values; all of them sum to 1. */
  readonly values: Float32Array
}

/** Entries of a matrix by rows. */
interface Entries {
  /** Where each row begins, [n + 1]. */
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Makes P symmetric, without sorting: turned over once, entries are in order; turned over twice, they are P again. */
export function symmetricAffinities(p: NeighbourAffinities): SymmetricAffinities {
  const n = p.rows
  const given: Entries = {
    starts: Int32Array.from({ length: n + 1 }, (_, row) => row * p.neighbours),
    columns: Int32Array.from(p.indices),
    values: p.values,
  }
  const turned = transpose(given, n)
  const ordered = transpose(turned, n)
  const counts = new Float32Array(n)
  const columns = new Float32Array(2 * given.columns.length)
  const values = new Float32Array(2 * given.columns.length)
  let at = 0
  for (let row = 0; row < n; row++) {
    const begin = at
    let [a, b] = [ordered.starts[row] ?? 0, turned.starts[row] ?? 0]
    const [endA, endB] = [ordered.starts[row + 1] ?? 0, turned.starts[row + 1] ?? 0]
    while (a < endA || b < endB) {
      const columnA = a < endA ? (ordered.columns[a] ?? n) : n
      const columnB = b < endB ? (turned.columns[b] ?? n) : n
      columns[at] = Math.min(columnA, columnB)
      const valueA = columnA <= columnB ? (ordered.values[a++] ?? 0) : 0
      const valueB = columnB <= columnA ? (turned.values[b++] ?? 0) : 0
      values[at++] = (valueA + valueB) / (2 * n)
    }
    counts[row] = at - begin
  }
  return { counts, columns: columns.slice(0, at), values: values.slice(0, at) }
}

function transpose({ starts, columns, values }: Entries, n: number): Entries {
  const turnedStarts = new Int32Array(n + 1)
  for (const column of columns) turnedStarts[column + 1] = (turnedStarts[column + 1] ?? 0) + 1
  for (let row = 0; row < n; row++) {
    turnedStarts[row + 1] = (turnedStarts[row + 1] ?? 0) + (turnedStarts[row] ?? 0)
  }
  const next = turnedStarts.slice()
  const turned = { columns: new Int32Array(columns.length), values: new Float32Array(columns.length) }
  for (let row = 0; row < n; row++) {
    for (let k = starts[row] ?? 0; k < (starts[row + 1] ?? 0); k++) {
      const column = columns[k] ?? 0
      const to = next[column] ?? 0
      next[column] = to + 1
      turned.columns[to] = row
      turned.values[to] = values[k] ?? 0
    }
  }
  return { starts: turnedStarts, ...turned }
}
