/**
 * Functions that a line of numbers is written in: blocks of `block` numbers, each seen through a window of twice as many that
 * reaches half a block to either side. Function `u` is even round the middle of its window where `u` is even, and odd where it is
 * odd, so the first half of each says all.
 */
export interface Basis {
  /** N: numbers from one block to the next, and functions. */
  readonly block: number
  /** `[N, N]`, row-major: the first half of each function's window. */
  readonly halves: Float64Array
}

/** The discrete cosine transform of blocks that do not overlap: nothing outside of the middle half of the window. */
export function blockBasis(block: number): Basis {
  const [inner, half] = [cosines(block, 0), block / 2]
  const halves = inner.map((_, i) => (i % block < half ? 0 : (inner[i - half] ?? 0)))
  return { block, halves }
}

/**
 * An orthogonal lapped transform: the cosine transform of blocks whose borders were filtered first, so that neighbours share what
 * lies between them and no border is seen.
 *
 * @param block an even number of at least 2
 * @see Tran, Liang & Tu 2003, Lapped transform via time-domain pre- and post-filtering: the filter of the LOT
 */
export function lappedBasis(block: number): Basis {
  const border = borderFilter(block)
  // A block's first half is the latter part of what the filter of its first border gives.
  const latter = new Float64Array(block * block)
  latter.set(border.subarray((block * block) / 2))
  return { block, halves: product(cosines(block, 0), latter, block) }
}

/** `[N, N]`: sums and differences across a border, the differences turned, and back. */
function borderFilter(block: number): Float64Array {
  const half = block / 2
  const butterfly = new Float64Array(block * block)
  const turned = new Float64Array(block * block)
  const turn = product(transposed(cosines(half, 0), half), cosines(half, 0.5), half)
  for (let a = 0; a < half; a++) {
    const [last, low] = [block - 1 - a, half + a]
    butterfly[a * block + a] = Math.SQRT1_2
    butterfly[low * block + low] = -Math.SQRT1_2
    butterfly[a * block + last] = Math.SQRT1_2
    butterfly[last * block + a] = Math.SQRT1_2
    turned[a * block + a] = 1
    for (let b = 0; b < half; b++)
      turned[low * block + half + b] = turn[(half - 1 - a) * half + half - 1 - b] ?? 0
  }
  return product(butterfly, product(turned, butterfly, block), block)
}

/** `[N, N]`: cosines of length 1, of the second kind (`shift` 0) or the fourth (`shift` ½). */
function cosines(n: number, shift: 0 | 0.5): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => {
    const [k, t] = [Math.floor(i / n), i % n]
    const length = k === 0 && shift === 0 ? 1 : 2
    return Math.sqrt(length / n) * Math.cos((Math.PI * (k + shift) * (2 * t + 1)) / (2 * n))
  })
}

function transposed(a: Float64Array, n: number): Float64Array {
  return a.map((_, i) => a[(i % n) * n + Math.floor(i / n)] ?? 0)
}

/** `[M, K] × [K, L]`. */
function product(a: Float64Array, b: Float64Array, inner: number): Float64Array {
  const columns = b.length / inner
  return Float64Array.from({ length: (a.length / inner) * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    let sum = 0
    for (let k = 0; k < inner; k++) sum += (a[row * inner + k] ?? 0) * (b[k * columns + column] ?? 0)
    return sum
  })
}
