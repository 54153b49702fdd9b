/** A symmetric matrix as `Q T Qᵀ` with T tridiagonal; Q is kept as the reflections it is made of. */
export interface Tridiagonal {
  /** Main diagonal of T. */
  readonly diagonal: Float64Array
  /** The diagonal beside it; the last entry is unused. */
  readonly offDiagonal: Float64Array
  /** Turns a vector of T's basis into the matrix's own, in place. */
  applyQ(vector: Float64Array): void
}

/**
 * Householder's reduction of a symmetric matrix, scaled to about 1, to tridiagonal form. Destroys the matrix, of which
 * only the upper triangle is read.
 *
 * @param a    row-major, `size` × `size`
 * @param size rows
 * @see Golub & Van Loan 2013, Matrix Computations, algorithm 8.3.1
 */
export function tridiagonalize(a: Float64Array, size: number): Tridiagonal {
  const diagonal = new Float64Array(size)
  const offDiagonal = new Float64Array(size)
  const scales = new Float64Array(size)
  const p = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    diagonal[k] = at(a, k * size + k)
    if (k + 1 < size) {
      const { alpha, scale } = reflect(a, k * size + k + 1, (k + 1) * size)
      offDiagonal[k] = alpha
      scales[k] = scale
      if (scale > 0) reduce(a, size, k, scale, p)
    }
  }
  return {
    diagonal,
    offDiagonal,
    applyQ(vector) {
      for (let k = size - 2; k >= 0; k--) {
        let dot = 0
        for (let j = k + 1; j < size; j++) dot += at(a, k * size + j) * at(vector, j)
        const factor = dot * at(scales, k)
        for (let j = k + 1; j < size; j++) vector[j] = at(vector, j) - factor * at(a, k * size + j)
      }
    },
  }
}

/** A sum of squares far below rounding in a matrix scaled to 1; reflecting along it would divide by almost nothing. */
const NOTHING = 1e-60

/** Replaces x = a[start … end) by v with (1 − scale·v·vᵀ) x = (alpha, 0, …); scale 0 where there is nothing to do. */
function reflect(a: Float64Array, start: number, end: number): { alpha: number; scale: number } {
  let tail = 0
  for (let j = start + 1; j < end; j++) tail += at(a, j) ** 2
  const first = at(a, start)
  if (tail < NOTHING) return { alpha: first, scale: 0 }
  const norm = Math.sqrt(first * first + tail)
  // Away from x, so that the difference does not cancel.
  const alpha = first > 0 ? -norm : norm
  const v = first - alpha
  a[start] = v
  return { alpha, scale: 2 / (v * v + tail) }
}

/** The rows and columns after k from both sides: A ← A − v·wᵀ − w·vᵀ, upper triangle only. */
function reduce(a: Float64Array, size: number, k: number, scale: number, p: Float64Array): void {
  const v = a.subarray(k * size, (k + 1) * size)
  p.fill(0)
  for (let i = k + 1; i < size; i++) {
    const row = i * size
    const vi = at(v, i)
    let sum = at(a, row + i) * vi
    for (let j = i + 1; j < size; j++) {
      const element = at(a, row + j)
      sum += element * at(v, j)
      p[j] = at(p, j) + element * vi
    }
    p[i] = at(p, i) + sum
  }
  let dot = 0
  for (let i = k + 1; i < size; i++) dot += at(p, i) * at(v, i)
  const half = 0.5 * scale * scale * dot
  for (let i = k + 1; i < size; i++) p[i] = scale * at(p, i) - half * at(v, i)
  for (let i = k + 1; i < size; i++) {
    const row = i * size
    const vi = at(v, i)
    const wi = at(p, i)
    for (let j = i; j < size; j++) a[row + j] = at(a, row + j) - vi * at(p, j) - wi * at(v, j)
  }
}

/** Positions are inside by construction; a missing one would spread as NaN and be seen. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN
}
