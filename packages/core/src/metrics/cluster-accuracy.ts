import { requirePairs } from './require-pairs'

/**
 * Share of rows whose cluster stands for their class, under the best one-to-one matching of clusters and classes:
 * accuracy for a model that found classes without being told their names. Clusters beyond the number of classes, and
 * classes beyond that of clusters, are matched with nothing.
 *
 * @param labels   true classes, any integers
 * @param clusters which cluster each row is in, as many, any integers
 * @returns in [0, 1]
 * @throws AeError `shape` if there are none or not equally many
 * @see Kuhn 1955, The Hungarian Method for the Assignment Problem; Yang et al. 2010, Image Clustering Using Local
 * Discriminant Models and Global Integration, eq. 20
 * @example
 * clusterAccuracy([0, 0, 1, 1], [5, 5, 3, 5]) // .75
 */
export function clusterAccuracy(labels: ArrayLike<number>, clusters: ArrayLike<number>): number {
  requirePairs('clusterAccuracy', labels, clusters)
  const [rows, columns] = [numbered(clusters), numbered(labels)]
  const size = Math.max(rows.count, columns.count)
  const shared = Array.from({ length: size }, () => new Float64Array(size))
  rows.of.forEach((row, i) => {
    const counts = shared[row]
    const column = columns.of[i] ?? 0
    if (counts !== undefined) counts[column] = (counts[column] ?? 0) + 1
  })
  const classes = heaviestMatching(shared)
  return classes.reduce((sum, column, row) => sum + (shared[row]?.[column] ?? 0), 0) / labels.length
}

/** Values as numbers from 0, in the order in which they first occur. */
function numbered(values: ArrayLike<number>): { readonly of: Int32Array; readonly count: number } {
  const numbers = new Map<number, number>()
  const of = Int32Array.from(values, (value) => {
    const number = numbers.get(value) ?? numbers.size
    numbers.set(value, number)
    return number
  })
  return { of, count: numbers.size }
}

/**
 * The column of each row such that the sum over a square matrix is largest: shortest augmenting paths with potentials,
 * O(n³).
 */
function heaviestMatching(gains: readonly Float64Array[]): Int32Array {
  const size = gains.length
  // Rows and columns count from 1; column 0 stands for the row that is being matched.
  const rowPotential = new Float64Array(size + 1)
  const columnPotential = new Float64Array(size + 1)
  const rowOf = new Int32Array(size + 1)
  const before = new Int32Array(size + 1)
  for (let row = 1; row <= size; row++) {
    rowOf[0] = row
    const slack = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY)
    const done = new Uint8Array(size + 1)
    let column = 0
    while ((rowOf[column] ?? 0) !== 0) {
      done[column] = 1
      const at = rowOf[column] ?? 0
      let [step, next] = [Number.POSITIVE_INFINITY, 0]
      for (let other = 1; other <= size; other++) {
        if (done[other] === 1) continue
        const cost = -(gains[at - 1]?.[other - 1] ?? 0)
        const reduced = cost - (rowPotential[at] ?? 0) - (columnPotential[other] ?? 0)
        if (reduced < (slack[other] ?? 0)) {
          slack[other] = reduced
          before[other] = column
        }
        if ((slack[other] ?? 0) < step) [step, next] = [slack[other] ?? 0, other]
      }
      for (let other = 0; other <= size; other++) {
        if (done[other] === 1) {
          const matched = rowOf[other] ?? 0
          rowPotential[matched] = (rowPotential[matched] ?? 0) + step
          columnPotential[other] = (columnPotential[other] ?? 0) - step
        } else slack[other] = (slack[other] ?? 0) - step
      }
      column = next
    }
    while (column !== 0) {
      const previous = before[column] ?? 0
      rowOf[column] = rowOf[previous] ?? 0
      column = previous
    }
  }
  const columnOf = new Int32Array(size)
  for (let column = 1; column <= size; column++) columnOf[(rowOf[column] ?? 1) - 1] = column - 1
  return columnOf
}
