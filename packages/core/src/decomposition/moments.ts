/** Rows that are added to the products together, so that each product is read and written once for all of them. */
const BLOCK_ROWS = 4

/** Share of zeros in a column of the first batch above which it is not shifted. */
const MOSTLY_ZERO = 0.5

/**
 * Mean and covariance of rows that come in batches, in float64 and in one pass.
 *
 * Values are shifted by the mean of the first batch, so that a large mean does not swallow a small variance; a column
 * that is mostly zero is not, so that its zeros stay zero and cost nothing.
 */
export class Moments {
  readonly #width: number
  readonly #products: Float64Array
  readonly #sums: Float64Array
  #shift: Float64Array | undefined
  #count = 0

  /** @param width numbers in a row */
  constructor(width: number) {
    this.#width = width
    this.#products = new Float64Array(width * width)
    this.#sums = new Float64Array(width)
  }

  /** Rows added so far. */
  get count(): number {
    return this.#count
  }

  /** Adds whole rows, one after the other. */
  add(rows: ArrayLike<number>): void {
    const width = this.#width
    const count = rows.length / width
    this.#shift ??= firstShift(rows, width)
    const shift = this.#shift
    const block = new Float64Array(BLOCK_ROWS * width)
    for (let start = 0; start < count; start += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, count - start)
      // Rows that are missing in the last block are zero and add nothing.
      if (size < BLOCK_ROWS) block.fill(0)
      for (let k = 0; k < size * width; k++) {
        const column = k % width
        const value = (rows[start * width + k] ?? Number.NaN) - (shift[column] ?? 0)
        block[k] = value
        this.#sums[column] = (this.#sums[column] ?? 0) + value
      }
      addProducts(this.#products, block, width)
    }
    this.#count += count
  }

  /** The mean row. */
  mean(): Float64Array {
    return this.#sums.map((sum, column) => sum / this.#count + (this.#shift?.[column] ?? 0))
  }

  /** Row-major covariance with divisor n; only the upper triangle is filled. */
  covariance(): Float64Array {
    const width = this.#width
    const covariance = new Float64Array(width * width)
    for (let i = 0; i < width; i++) {
      const meanI = (this.#sums[i] ?? 0) / this.#count
      for (let j = i; j < width; j++) {
        const meanJ = (this.#sums[j] ?? 0) / this.#count
        covariance[i * width + j] = (this.#products[i * width + j] ?? 0) / this.#count - meanI * meanJ
      }
    }
    return covariance
  }
}

function firstShift(rows: ArrayLike<number>, width: number): Float64Array {
  const count = rows.length / width
  const sums = new Float64Array(width)
  const zeros = new Float64Array(width)
  for (let k = 0; k < rows.length; k++) {
    const value = rows[k] ?? 0
    const column = k % width
    if (value === 0) zeros[column] = (zeros[column] ?? 0) + 1
    sums[column] = (sums[column] ?? 0) + value
  }
  return sums.map((sum, column) => ((zeros[column] ?? 0) > MOSTLY_ZERO * count ? 0 : sum / count))
}

/** Upper triangle of blockᵀ·block. */
function addProducts(products: Float64Array, block: Float64Array, width: number): void {
  const a = block.subarray(0, width)
  const b = block.subarray(width, 2 * width)
  const c = block.subarray(2 * width, 3 * width)
  const d = block.subarray(3 * width, 4 * width)
  for (let i = 0; i < width; i++) {
    const ai = a[i] ?? 0
    const bi = b[i] ?? 0
    const ci = c[i] ?? 0
    const di = d[i] ?? 0
    if (ai !== 0 || bi !== 0 || ci !== 0 || di !== 0) {
      const target = i * width
      for (let j = i; j < width; j++) {
        const sum = ai * (a[j] ?? 0) + bi * (b[j] ?? 0) + ci * (c[j] ?? 0) + di * (d[j] ?? 0)
        products[target + j] = (products[target + j] ?? 0) + sum
      }
    }
  }
}
