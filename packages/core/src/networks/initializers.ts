import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Rng } from '../interfaces/rng'

/** Initial values of a weight of a shape, row-major. */
export type Initializer = (rng: Rng, shape: readonly number[]) => Float32Array

/** All zeros: biases. */
export const zeros: Initializer = (_, shape) => new Float32Array(product(shape))

/** All ones: scales. */
export const ones: Initializer = (_, shape) => new Float32Array(product(shape)).fill(1)

/**
 * Uniform within ±√(6 / (fanIn + fanOut)): for linear, tanh and sigmoid layers.
 *
 * @see Glorot & Bengio 2010, eq. 16
 */
export const glorotUniform: Initializer = (rng, shape) => {
  const { fanIn, fanOut } = fans(shape)
  const limit = Math.sqrt(6 / (fanIn + fanOut))
  return rng.uniformArray(product(shape)).map((u) => (2 * u - 1) * limit)
}

/**
 * Normal with standard deviation √(2 / fanIn): for ReLU layers.
 *
 * @see He et al. 2015, eq. 10
 */
export const heNormal: Initializer = (rng, shape) => {
  const deviation = Math.sqrt(2 / fans(shape).fanIn)
  return rng.normalArray(product(shape)).map((z) => z * deviation)
}

/**
 * Rows or columns of a random orthogonal matrix: for recurrent weights. The last axis is the columns.
 *
 * @see Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning, §3
 */
export const orthogonal: Initializer = (rng, shape) => {
  const columns = shape.at(-1) ?? 1
  const rows = product(shape) / columns
  const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)]
  const basis = orthonormal(rng, long, short)
  const flat = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++)
      flat[r * columns + c] = (rows >= columns ? basis[c]?.[r] : basis[r]?.[c]) ?? 0
  }
  return flat
}

/** `count` orthonormal vectors of `size`, by modified Gram–Schmidt in float64. */
function orthonormal(rng: Rng, size: number, count: number): Float64Array[] {
  const basis: Float64Array[] = []
  while (basis.length < count) {
    const vector = Float64Array.from(rng.normalArray(size))
    // Twice is enough (Kahan): the second pass removes what rounding left of the first.
    for (const other of [...basis, ...basis]) {
      const dot = vector.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)
      for (let i = 0; i < size; i++) vector[i] = (vector[i] ?? 0) - dot * (other[i] ?? 0)
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    // A vector that lies in the span of the others, but for rounding, says nothing: draw another.
    if (norm > 1e-6) basis.push(vector.map((value) => value / norm))
  }
  return basis
}

/** Inputs and outputs of one unit: dense `[in, out]`, convolution `[h, w, in, out]` or `[w, in, out]`. */
function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [inputs, outputs] = shape.slice(-2)
  if (inputs === undefined || outputs === undefined) {
    throw new AeError(
      'shape',
      `initializer: expected a weight with at least two axes. Received shape ${show(shape)}.`,
    )
  }
  const window = product(shape.slice(0, -2))
  return { fanIn: window * inputs, fanOut: window * outputs }
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1)
}
