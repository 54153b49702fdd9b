import { AeError } from '../errors/ae-error'
import { dot, orthonormalizeAgainst } from './gram-schmidt'
import { symmetricEigen } from './symmetric-eigen'

/** Directions shorter than this share of their former length depend on the others. */
const DEPENDENT = 1e-7

/**
 * Angles between two subspaces of the same dimension: all 0 if they are the same, the last π/2 if one has a
 * direction that is orthogonal to the other.
 *
 * @param a K linearly independent directions, each [D]
 * @param b K linearly independent directions, each [D]
 * @returns K angles in radians, ascending
 * @throws AeError `shape` if they differ in number or length, or are not independent
 * @see Björck & Golub 1973, Numerical Methods for Computing Angles Between Linear Subspaces
 */
export function principalAngles(
  a: readonly ArrayLike<number>[],
  b: readonly ArrayLike<number>[],
): Float64Array {
  const width = a[0]?.length ?? 0
  if (a.length === 0 || a.length !== b.length || [...a, ...b].some(({ length }) => length !== width)) {
    throw new AeError(
      'shape',
      `principalAngles: expected as many directions of one length. Received: ${a.length} and ${b.length}.`,
    )
  }
  const left = orthonormal(a)
  const right = orthonormal(b)
  // cos² of the angles are the eigenvalues of C·Cᵀ with C = left · rightᵀ.
  const cosines = left.map((u) => right.map((v) => dot(u, v)))
  const product = new Float64Array(a.length * a.length)
  cosines.forEach((row, i) => {
    cosines.forEach((other, j) => {
      product[i * a.length + j] = dot(row, other)
    })
  })
  const { values } = symmetricEigen(product, a.length)
  return values.slice(0, a.length).map((value) => Math.acos(Math.sqrt(Math.min(1, Math.max(0, value)))))
}

function orthonormal(directions: readonly ArrayLike<number>[]): readonly Float64Array[] {
  const basis: Float64Array[] = []
  for (const direction of directions) {
    const vector = Float64Array.from(direction)
    if (!(orthonormalizeAgainst(vector, basis) > DEPENDENT)) {
      throw new AeError(
        'shape',
        'principalAngles: expected linearly independent directions. Received dependent ones.',
      )
    }
    basis.push(vector)
  }
  return basis
}
