/** A generalised Pareto distribution of what exceeds a level: `P(Y > y) = (1 + shape · y / scale)^(−1/shape)`. */
export interface Pareto {
  /** Positive for heavy tails, 0 for an exponential one, negative for a bounded one. */
  readonly shape: number
  /** In units of the excesses; positive. */
  readonly scale: number
}

/** Shapes, and θ times the mean, smaller than this count as 0: the formulas lose their digits there, and the limit is the exponential. */
const SMALLEST_SHAPE = 1e-8

/**
 * The generalised Pareto distribution of positive numbers: the mean of a quasi-posterior over a grid, which needs no search and
 * exists for few numbers, too.
 *
 * @param sorted ascending, positive, at least five
 * @see Zhang & Stephens 2009, A New and Efficient Estimation Method for the Generalized Pareto Distribution, Technometrics 51
 */
export function fitPareto(sorted: Float64Array): Pareto {
  const n = sorted.length
  const largest = sorted[n - 1] ?? Number.NaN
  const quarter = sorted[Math.floor(n / 4 + 0.5) - 1] ?? Number.NaN
  const points = 30 + Math.floor(Math.sqrt(n))
  // Their θ; the grid's spread is their prior's, with a third of the first quartile.
  const grid = Float64Array.from(
    { length: points },
    (_, j) => 1 / largest + (1 - Math.sqrt(points / (j + 0.5))) / (3 * quarter),
  )
  const likelihoods = grid.map((point) => profile(sorted, point))
  let theta = 0
  for (let j = 0; j < points; j++) {
    let sum = 0
    for (let i = 0; i < points; i++) sum += Math.exp((likelihoods[i] ?? 0) - (likelihoods[j] ?? 0))
    theta += (grid[j] ?? 0) / sum
  }
  const mean = meanOf(sorted)
  if (isExponential(theta, mean)) return { shape: 0, scale: mean }
  const shape = shapeAt(sorted, theta)
  return { shape, scale: -shape / theta }
}

/** The value that is exceeded by a share of the excesses. */
export function paretoQuantile({ shape, scale }: Pareto, exceeded: number): number {
  if (Math.abs(shape) < SMALLEST_SHAPE) return -scale * Math.log(exceeded)
  return (scale / shape) * (exceeded ** -shape - 1)
}

function profile(sorted: Float64Array, theta: number): number {
  const mean = meanOf(sorted)
  if (isExponential(theta, mean)) return -sorted.length * (Math.log(mean) + 1)
  const shape = shapeAt(sorted, theta)
  return sorted.length * (Math.log(-theta / shape) - shape - 1)
}

function isExponential(theta: number, mean: number): boolean {
  return Math.abs(theta) * mean < SMALLEST_SHAPE
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function shapeAt(sorted: Float64Array, theta: number): number {
  let sum = 0
  for (const value of sorted) sum += Math.log1p(-theta * value)
  return sum / sorted.length
}
