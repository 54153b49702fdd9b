import { exp } from '../math/exp'
import { log } from '../math/log'
import { type HostArray, runHostKernel } from './host-kernel'
import { FAR } from './squared-distances'

/** Numbers of one call. */
export interface AffinityAttributes {
  /** Numbers in a row. */
  readonly width: number
  /** What each row's entropy has to be: the logarithm of the perplexity. Unit: nats. */
  readonly entropy: number
}

/** Steps of the search for one row; halving alone needs about forty. */
const MOST_STEPS = 64
/** How far the entropy may be from its target. Unit: nats. */
const CLOSE = 1e-5
/** Distances from here on are {@link FAR}. */
const FINITE = 1e38

/**
 * `p_j ∝ exp(−β·d_j)` for each row of squared distances [m, k], with β such that all rows have the same entropy: Newton's
 * steps, halving where they leave what is known. A row that cannot have it, its nearest all equally near, comes as close
 * as it can.
 *
 * @see van der Maaten & Hinton 2008, Visualizing Data using t-SNE, eqs. 1 and 4
 */
export async function affinities(
  distances: HostArray,
  attributes: AffinityAttributes,
): Promise<Float32Array> {
  const [p = new Float32Array(0)] = await runHostKernel({
    name: 'AeAffinities',
    inputs: { distances },
    attributes,
    plain: plainAffinities,
  })
  return p
}

function plainAffinities(
  inputs: Readonly<Record<string, Float32Array>>,
  { width, entropy }: AffinityAttributes,
): { shape: number[]; values: Float32Array }[] {
  const { distances } = inputs
  if (distances === undefined) return []
  const values = new Float32Array(distances.length)
  for (let start = 0; start < distances.length; start += width) {
    fillRow(distances.subarray(start, start + width), values.subarray(start, start + width), entropy)
  }
  return [{ shape: [distances.length / width, width], values }]
}

function fillRow(distances: Float32Array, p: Float32Array, entropy: number): void {
  const nearest = distances.reduce((least, distance) => Math.min(least, distance), FAR)
  let beta = startOfSearch(distances, nearest)
  let [low, high] = [0, Number.POSITIVE_INFINITY]
  let total = 1
  for (let step = 0; step < MOST_STEPS; step++) {
    let [first, second] = [0, 0]
    total = 0
    for (let k = 0; k < p.length; k++) {
      const x = (distances[k] ?? 0) - nearest
      const e = exp(-beta * x)
      p[k] = e
      total += e
      first += x * e
      second += x * x * e
    }
    const mean = first / total
    const excess = log(total) + beta * mean - entropy
    if (Math.abs(excess) < CLOSE) break
    if (excess > 0) low = beta
    else high = beta
    // dH/dβ = −β·Var(d)
    const next = beta + excess / (beta * (second / total - mean * mean))
    if (next > low && next < high) beta = next
    else beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2
  }
  for (let k = 0; k < p.length; k++) p[k] = (p[k] ?? 0) / total
}

/** One over the mean of what distances exceed the nearest by; any positive number would do. */
function startOfSearch(distances: Float32Array, nearest: number): number {
  let [sum, count] = [0, 0]
  for (const distance of distances) {
    if (distance >= FINITE) continue
    sum += distance - nearest
    count++
  }
  return sum > 0 ? count / sum : 1
}
