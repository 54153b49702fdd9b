import { cholesky, squaredMahalanobis } from './cholesky'

/** log 2π. */
const LOG_TWO_PI = 1.8378770664093453

/** What a mixture consists of. */
export interface MixtureParts {
  /** Share of each component; they add up to 1. */
  readonly weights: Float64Array
  /** Mean of each component, [D]. */
  readonly means: readonly Float64Array[]
  /** Of each component the lower triangle whose product with its transpose is the covariance; row-major [D, D]. */
  readonly lowers: readonly Float64Array[]
}

/** How covariances are estimated. */
export interface MaximizeOptions {
  /** Whether everything off the diagonal is 0. */
  readonly diagonal: boolean
  /** Added to every variance. > 0. */
  readonly least: number
}

/** Weighted log-density of a row under each component. */
export function logDensities(row: Float64Array, { weights, means, lowers }: MixtureParts): Float64Array {
  const width = row.length
  return weights.map((weight, k) => {
    const [mean = row, lower = row] = [means[k], lowers[k]]
    let logDeterminant = 0
    for (let i = 0; i < width; i++) logDeterminant += 2 * Math.log(lower[i * width + i] ?? 0)
    const distance = squaredMahalanobis(
      lower,
      row.map((v, i) => v - (mean[i] ?? 0)),
    )
    return Math.log(weight) - 0.5 * (width * LOG_TWO_PI + logDeterminant + distance)
  })
}

/** `log Σ eˣ`, finite unless all are −∞. */
export function logSumExp(values: Float64Array): number {
  const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY)
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0))
}

/** The mixture that makes rows most likely, given how much each component has to do with each of them. */
export function maximize(
  rows: readonly Float64Array[],
  shares: readonly Float64Array[],
  { diagonal, least }: MaximizeOptions,
): MixtureParts {
  const width = rows[0]?.length ?? 0
  const counts = new Float64Array(shares[0]?.length ?? 0)
  for (const share of shares) {
    for (let k = 0; k < counts.length; k++) counts[k] = (counts[k] ?? 0) + (share[k] ?? 0)
  }
  // A component that no row belongs to keeps a hair of weight: its density is finite, its share practically 0.
  const filled = counts.map((count) => Math.max(count, Number.EPSILON))
  const means = Array.from(filled, (count, k) => {
    const mean = new Float64Array(width)
    rows.forEach((row, n) => {
      const share = shares[n]?.[k] ?? 0
      if (share > 0)
        for (let i = 0; i < width; i++) mean[i] = (mean[i] ?? 0) + (share / count) * (row[i] ?? 0)
    })
    return mean
  })
  const lowers = means.map((mean, k) => {
    const covariance = new Float64Array(width * width)
    const centred = new Float64Array(width)
    rows.forEach((row, n) => {
      const share = (shares[n]?.[k] ?? 0) / (filled[k] ?? 1)
      if (share === 0) return
      for (let i = 0; i < width; i++) centred[i] = (row[i] ?? 0) - (mean[i] ?? 0)
      for (let i = 0; i < width; i++) {
        const scaled = share * (centred[i] ?? 0)
        for (let j = diagonal ? i : 0; j <= i; j++) {
          covariance[i * width + j] = (covariance[i * width + j] ?? 0) + scaled * (centred[j] ?? 0)
        }
      }
    })
    for (let i = 0; i < width; i++) covariance[i * width + i] = (covariance[i * width + i] ?? 0) + least
    return cholesky(covariance, width)
  })
  const total = filled.reduce((sum, count) => sum + count, 0)
  return { weights: filled.map((count) => count / total), means, lowers }
}
