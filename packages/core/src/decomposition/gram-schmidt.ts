/**
 * Makes `vector` orthogonal to an orthonormal `basis` and of length 1, in place: Gram–Schmidt, twice over, so that
 * rounding leaves nothing.
 *
 * @returns which share of its length was new: 0 for a vector that depends on the others or is 0, which is left as it is
 */
export function orthonormalizeAgainst(vector: Float64Array, basis: readonly Float64Array[]): number {
  const before = Math.sqrt(dot(vector, vector))
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) {
      const share = dot(vector, other)
      for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - share * (other[i] ?? 0)
    }
  }
  const length = Math.sqrt(dot(vector, vector))
  if (!(length > 0)) return 0
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length
  return length / before
}

/** Σ aᵢ·bᵢ over the length of `a`. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
