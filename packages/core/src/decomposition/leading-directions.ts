/** The directions in which rows vary most, as a solver of PCA finds them. */
export interface LeadingDirections {
  /** The mean row, [D]. */
  readonly mean: Float64Array
  /** Variance along each direction, descending, with divisor n. */
  readonly variances: Float64Array
  /** The directions, orthonormal, of either sign; each [D]. */
  readonly directions: readonly Float64Array[]
  /** Variance in all directions together. */
  readonly totalVariance: number
}

/** Rows that are read at a time. */
export const ROWS_AT_A_TIME = 1024
