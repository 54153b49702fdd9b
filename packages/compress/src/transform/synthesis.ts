/** Bits behind the point of an integer basis: 1 is 2¹⁴. */
export const BASIS_BITS = 14
/** Bits behind the point of what goes through the synthesis: an eighth of a step of a byte. */
export const SIGNAL_BITS = 3
const ROUND: number = 1 << (BASIS_BITS - 1)

/** An integer basis: {@link Basis} in steps of 2⁻¹⁴. */
export interface IntegerBasis {
  /** N */
  readonly block: number
  /** `[N, N]`, row-major. */
  readonly halves: Int16Array
}

/**
 * The synthesis of one plane: two transposed convolutions of integers, down and then across, a row of blocks at a time.
 *
 * Weights and activations have 16 bits, sums 32, and sums that do not fit wrap round, which is the same on every machine. Between
 * the two, numbers are rounded to eighths.
 */
export class Synthesis {
  readonly #basis: IntegerBasis
  readonly #columns: number
  /** `[N lines, N across, columns]`: what a row gives each line by even functions, and by odd ones. */
  #even: Int32Array
  #odd: Int32Array
  #lastEven: Int32Array
  #lastOdd: Int32Array
  /** Whether a function across is all zeros in either row. */
  #used: Uint8Array
  #lastUsed: Uint8Array
  readonly #across: Int32Array
  #begun = false

  /** @param columns blocks in a row */
  constructor(basis: IntegerBasis, columns: number) {
    const size = basis.block ** 2 * columns
    this.#basis = basis
    this.#columns = columns
    this.#even = new Int32Array(size)
    this.#odd = new Int32Array(size)
    this.#lastEven = new Int32Array(size)
    this.#lastOdd = new Int32Array(size)
    this.#used = new Uint8Array(basis.block)
    this.#lastUsed = new Uint8Array(basis.block)
    this.#across = new Int32Array(columns + 2)
  }

  /**
   * Takes the next row of blocks, and gives the lines that are done: from half a block above its first to half a block above its
   * end. Of the first row, those above the image are no part of it.
   *
   * @param row `[N·N, columns]`, 16-bit integers in eighths
   * @param out `[N, N · columns]`, written
   */
  push(row: Int16Array, out: Int32Array): void {
    this.#swap()
    this.#down(row)
    if (!this.#begun) this.#mirror()
    this.#begun = true
    this.#lines(out)
  }

  /** The lines behind the last row, as {@link push} gives them: the first half block of them is in the image. */
  end(out: Int32Array): void {
    this.#swap()
    this.#mirror()
    this.#lines(out)
  }

  #swap(): void {
    ;[this.#even, this.#lastEven] = [this.#lastEven, this.#even]
    ;[this.#odd, this.#lastOdd] = [this.#lastOdd, this.#odd]
    ;[this.#used, this.#lastUsed] = [this.#lastUsed, this.#used]
  }

  /** Beyond the image's edge lies its image in a mirror, whose even functions are the same and odd ones negative. */
  #mirror(): void {
    const begun = this.#begun
    const [even, odd] = begun ? [this.#even, this.#odd] : [this.#lastEven, this.#lastOdd]
    even.set(begun ? this.#lastEven : this.#even)
    const source = begun ? this.#lastOdd : this.#odd
    for (let i = 0; i < source.length; i++) odd[i] = -(source[i] as number)
    if (begun) this.#used.set(this.#lastUsed)
    else this.#lastUsed.set(this.#used)
  }

  #down(row: Int16Array): void {
    const { block, halves } = this.#basis
    const columns = this.#columns
    this.#even.fill(0)
    this.#odd.fill(0)
    this.#used.fill(0)
    for (let u = 0; u < block; u++) {
      const sums = u % 2 === 0 ? this.#even : this.#odd
      for (let v = 0; v < block; v++) {
        const from = (u * block + v) * columns
        if (isZero(row, from, columns)) continue
        this.#used[v] = 1
        for (let y = 0; y < block; y++) {
          const a = halves[u * block + y] as number
          for (let j = 0, at = (y * block + v) * columns; j < columns; j++, at++)
            sums[at] = ((sums[at] as number) + a * (row[from + j] as number)) | 0
        }
      }
    }
  }

  #lines(out: Int32Array): void {
    const { block, halves } = this.#basis
    const [columns, across] = [this.#columns, this.#across]
    const width = block * columns
    out.fill(ROUND, 0, block * width)
    for (let y = 0; y < block; y++) {
      const line = out.subarray(y * width, (y + 1) * width)
      for (let v = 0; v < block; v++) {
        if (((this.#used[v] as number) | (this.#lastUsed[v] as number)) === 0) continue
        this.#meet(y, v)
        const sign = v % 2 === 0 ? 1 : -1
        // Beyond either side lies the block's image in a mirror.
        across[0] = sign * (across[1] as number)
        across[columns + 1] = sign * (across[columns] as number)
        spread(line, across, { halves, from: v * block, block, sign })
      }
    }
    for (let i = 0; i < block * width; i++) out[i] = (out[i] as number) >> BASIS_BITS
  }

  /** What both rows give function `v` on line `y` of where they overlap. */
  #meet(y: number, v: number): void {
    const { block } = this.#basis
    const [columns, across] = [this.#columns, this.#across]
    let at = (y * block + v) * columns
    let last = ((block - 1 - y) * block + v) * columns
    for (let j = 1; j <= columns; j++, at++, last++) {
      const sum =
        (this.#even[at] as number) +
        (this.#odd[at] as number) +
        (this.#lastEven[last] as number) -
        (this.#lastOdd[last] as number)
      across[j] = clamp16((sum + ROUND) >> BASIS_BITS)
    }
  }
}

interface Function1D {
  readonly halves: Int16Array
  readonly from: number
  readonly block: number
  readonly sign: number
}

/** Adds a function across to a line that begins half a block before its first block. */
function spread(line: Int32Array, across: Int32Array, { halves, from, block, sign }: Function1D): void {
  const half = block / 2
  for (let j = 1; j < across.length; j++) {
    const [left, right] = [sign * (across[j - 1] as number), across[j] as number]
    if (left === 0 && right === 0) continue
    const begin = (j - 1) * block - half
    for (let k = Math.max(0, -begin); k < block && begin + k < line.length; k++) {
      line[begin + k] =
        (line[begin + k] as number) +
        (halves[from + k] as number) * right +
        (halves[from + block - 1 - k] as number) * left
    }
  }
}

function isZero(row: Int16Array, from: number, count: number): boolean {
  for (let i = from; i < from + count; i++) if (row[i] !== 0) return false
  return true
}

function clamp16(value: number): number {
  return value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value
}
