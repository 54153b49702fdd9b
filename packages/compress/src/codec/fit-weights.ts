import { FEATURES } from './entropy-model'

/** Rounds of weighted least squares. */
const ROUNDS = 4
/** Sweeps over the weights in each. */
const SWEEPS = 30
/** Keeps expectations off 0, in steps. */
const LEAST = 1e-3
/** Weight of the start, in samples: a class without samples keeps it. */
const RIDGE = 0.02

/** Features of coefficients of one class, and how large they were. */
export interface Samples {
  /** `[count, FEATURES]` */
  readonly features: Float32Array
  /** `[count]` */
  readonly sizes: Float32Array
  readonly count: number
}

/**
 * Weights of features, none below 0, whose sum is the expected magnitude: most likely if magnitudes are geometric.
 *
 * @returns `[FEATURES]`
 */
export function fitWeights({ features, sizes, count }: Samples): Float64Array {
  const weights = new Float64Array(FEATURES)
  weights[0] = 1
  for (let round = 0; round < ROUNDS; round++) {
    const { products, targets } = normalEquations({ features, sizes, count }, weights)
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (let a = 0; a < FEATURES; a++) {
        let left = targets[a] as number
        for (let b = 0; b < FEATURES; b++)
          if (b !== a) left -= (products[a * FEATURES + b] as number) * (weights[b] as number)
        const own = products[a * FEATURES + a] as number
        weights[a] = own > 0 ? Math.max(0, left / own) : 0
      }
    }
  }
  return weights
}

function normalEquations({ features, sizes, count }: Samples, weights: Float64Array) {
  const products = new Float64Array(FEATURES * FEATURES)
  const targets = new Float64Array(FEATURES)
  for (let a = 0; a < FEATURES; a++) products[a * FEATURES + a] = RIDGE
  targets[0] = RIDGE
  for (let i = 0; i < count; i++) {
    const at = i * FEATURES
    let expected = LEAST
    for (let a = 0; a < FEATURES; a++) expected += (features[at + a] as number) * (weights[a] as number)
    // The variance of a geometric magnitude.
    const trust = 1 / (expected * (1 + expected))
    const size = sizes[i] as number
    for (let a = 0; a < FEATURES; a++) {
      const f = (features[at + a] as number) * trust
      if (f === 0) continue
      targets[a] = (targets[a] as number) + f * size
      for (let b = 0; b < FEATURES; b++)
        products[a * FEATURES + b] = (products[a * FEATURES + b] as number) + f * (features[at + b] as number)
    }
  }
  return { products, targets }
}
