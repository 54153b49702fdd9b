import { AeError } from '../errors/ae-error'
import { type Tridiagonal, tridiagonalize } from './tridiagonal'

/** Eigenvalues of a symmetric matrix with their vectors, largest first. */
export interface SymmetricEigen {
  /** All eigenvalues, descending. */
  readonly values: Float64Array
  /** The first eigenvectors asked for, orthonormal, in the same order. */
  readonly vectors: readonly Float64Array[]
}

/** QL steps for one eigenvalue; two or three are usual, so a matrix that needs this many is broken. */
const MOST_STEPS = 60

/** Distance from 1 to the next float64. */
const EPSILON = 2 ** -52

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix, in float64: Householder's reduction, then implicit QL.
 *
 * Takes about 4 n³ multiplications; the arithmetic is + − · / √ only, so every engine gives the same bits.
 *
 * @param matrix row-major n × n; only its upper triangle is read. Borrowed.
 * @param size   n
 * @param count  eigenvectors wanted, 0 … n. Default n.
 * @throws AeError `data` if an element is not finite
 * @see Golub & Van Loan 2013, Matrix Computations, §8.3
 */
export function symmetricEigen(matrix: Float64Array, size: number, count: number = size): SymmetricEigen {
  const largest = matrix.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  if (!Number.isFinite(largest)) {
    throw new AeError('data', 'symmetricEigen: expected finite numbers. Received: NaN or infinity.')
  }
  if (largest === 0) return zeroEigen(size, count)
  // Scaled to 1, so that squares neither overflow nor vanish.
  const tridiagonal = tridiagonalize(
    matrix.map((value) => value / largest),
    size,
  )
  const rows = diagonalize(tridiagonal, size)
  const { diagonal } = tridiagonal
  const order = Array.from(diagonal.keys()).sort((i, j) => at(diagonal, j) - at(diagonal, i))
  const vectors = order.slice(0, count).map((index) => {
    const vector = rows[index] ?? new Float64Array(size)
    tridiagonal.applyQ(vector)
    return vector
  })
  return { values: Float64Array.from(order, (index) => at(diagonal, index) * largest), vectors }
}

function zeroEigen(size: number, count: number): SymmetricEigen {
  return { values: new Float64Array(size), vectors: unitRows(size).slice(0, count) }
}

function unitRows(size: number): Float64Array[] {
  return Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size)
    row[i] = 1
    return row
  })
}

/** Leaves the eigenvalues on the diagonal and returns the vectors, in T's basis, one a row so that rotations run along memory. */
function diagonalize({ diagonal, offDiagonal }: Tridiagonal, size: number): readonly Float64Array[] {
  const rows = unitRows(size)
  for (let low = 0; low < size; low++) {
    for (let step = 0; ; step++) {
      const high = endOfBlock(diagonal, offDiagonal, low, size)
      if (high === low) break
      if (step === MOST_STEPS) {
        throw new AeError('data', `symmetricEigen: no convergence after ${MOST_STEPS} steps.`)
      }
      qlStep({ diagonal, offDiagonal, rows, low, high })
    }
  }
  return rows
}

/** The last index of the block that begins at `low`: the first that is not coupled to its successor. */
function endOfBlock(diagonal: Float64Array, offDiagonal: Float64Array, low: number, size: number): number {
  let high = low
  while (high < size - 1) {
    // The matrix was scaled to 1: what is below that by ε is rounding. Without it, blocks of a singular
    // matrix, noise on and beside the diagonal, would never fall apart.
    const scale = 1 + Math.abs(at(diagonal, high)) + Math.abs(at(diagonal, high + 1))
    if (Math.abs(at(offDiagonal, high)) <= EPSILON * scale) break
    high++
  }
  return high
}

interface Block {
  readonly diagonal: Float64Array
  readonly offDiagonal: Float64Array
  readonly rows: readonly Float64Array[]
  readonly low: number
  readonly high: number
}

/** One implicit QL step with Wilkinson's shift on the block low … high. */
function qlStep({ diagonal, offDiagonal, rows, low, high }: Block): void {
  const coupling = at(offDiagonal, low)
  const slope = (at(diagonal, low + 1) - at(diagonal, low)) / (2 * coupling)
  const root = Math.sqrt(slope * slope + 1)
  let g = at(diagonal, high) - at(diagonal, low) + coupling / (slope + (slope >= 0 ? root : -root))
  let sine = 1
  let cosine = 1
  let shift = 0
  for (let i = high - 1; i >= low; i--) {
    const f = sine * at(offDiagonal, i)
    const b = cosine * at(offDiagonal, i)
    const length = Math.sqrt(f * f + g * g)
    offDiagonal[i + 1] = length
    if (length === 0) {
      // The block falls in two; the next step goes on with the parts.
      diagonal[i + 1] = at(diagonal, i + 1) - shift
      offDiagonal[high] = 0
      return
    }
    sine = f / length
    cosine = g / length
    g = at(diagonal, i + 1) - shift
    const r = (at(diagonal, i) - g) * sine + 2 * cosine * b
    shift = sine * r
    diagonal[i + 1] = g + shift
    g = cosine * r - b
    rotate(rows[i], rows[i + 1], cosine, sine)
  }
  diagonal[low] = at(diagonal, low) - shift
  offDiagonal[low] = g
  offDiagonal[high] = 0
}

function rotate(
  first: Float64Array | undefined,
  second: Float64Array | undefined,
  cosine: number,
  sine: number,
): void {
  if (first === undefined || second === undefined) return
  for (let k = 0; k < first.length; k++) {
    const a = at(first, k)
    const b = at(second, k)
    second[k] = sine * a + cosine * b
    first[k] = cosine * a - sine * b
  }
}

/** Positions are inside by construction; a missing one would spread as NaN and be seen. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN
}
