import type { Basis } from './lapped-basis'

/** Lines of one plane, as they come. */
export interface Lines {
  /** Numbers in a line: whole blocks, and half a block before and behind them. */
  readonly width: number
  /** Line `y`, from half a block above the image on; borrowed until the next call. */
  line(y: number): Float32Array
}

/**
 * Coefficients of a row of blocks: how much of each function is in each block, down and across.
 *
 * @param first line of the row, without what overlaps
 * @returns `[N·N, columns]`, the functions down counting slower than those across
 */
export function analyseRow(lines: Lines, first: number, { block, halves }: Basis): Float32Array {
  const { width } = lines
  const [from, columns] = [first - block / 2, width / block - 1]
  const sums = new Float32Array(block * width)
  const differences = new Float32Array(block * width)
  for (let k = 0; k < block; k++) {
    sums.set(lines.line(from + k), k * width)
    const far = lines.line(from + 2 * block - 1 - k)
    for (let x = 0, at = k * width; x < width; x++, at++) {
      const near = sums[at] as number
      sums[at] = near + (far[x] as number)
      differences[at] = near - (far[x] as number)
    }
  }
  const coefficients = new Float32Array(block * block * columns)
  const down = new Float64Array(width)
  const folded = new Float64Array(2 * block)
  for (let u = 0; u < block; u++) {
    down.fill(0)
    const source = u % 2 === 0 ? sums : differences
    for (let k = 0; k < block; k++) {
      const a = halves[u * block + k] as number
      if (a === 0) continue
      for (let x = 0, at = k * width; x < width; x++, at++)
        down[x] = (down[x] as number) + a * (source[at] as number)
    }
    for (let j = 0; j < columns; j++) {
      const [near, far] = [j * block, j * block + 2 * block - 1]
      for (let k = 0; k < block; k++) {
        folded[k] = (down[near + k] as number) + (down[far - k] as number)
        folded[block + k] = (down[near + k] as number) - (down[far - k] as number)
      }
      for (let v = 0; v < block; v++) {
        const side = v % 2 === 0 ? 0 : block
        let sum = 0
        for (let k = 0; k < block; k++)
          sum += (halves[v * block + k] as number) * (folded[side + k] as number)
        coefficients[(u * block + v) * columns + j] = sum
      }
    }
  }
  return coefficients
}
