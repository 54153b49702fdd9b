import { createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { type Basis, blockBasis, lappedBasis } from './lapped-basis'

/** `[N, 2N]`: whole windows. */
function rowsOf({ block, halves }: Basis): Float64Array {
  return Float64Array.from({ length: 2 * block * block }, (_, i) => {
    const [u, k] = [Math.floor(i / (2 * block)), i % (2 * block)]
    const mirrored = 2 * block - 1 - k
    return k < block
      ? (halves[u * block + k] ?? 0)
      : (u % 2 === 0 ? 1 : -1) * (halves[u * block + mirrored] ?? 0)
  })
}

/** Gain over coding each number by itself, in dB, for numbers whose neighbours correlate by `rho`. */
function codingGain(basis: Basis, rho: number): number {
  const { block } = basis
  const rows = rowsOf(basis)
  let sum = 0
  for (let u = 0; u < block; u++) {
    const row = rows.subarray(2 * block * u, 2 * block * (u + 1))
    let variance = 0
    for (const [i, a] of row.entries())
      for (const [j, b] of row.entries()) variance += a * b * rho ** Math.abs(i - j)
    sum -= 10 * Math.log10(variance)
  }
  return sum / block
}

describe.each([
  { name: 'block', basis: blockBasis },
  { name: 'lapped', basis: lappedBasis },
])('$name', ({ basis }) => {
  test.each([2, 8, 16])('of %i gives back what was written in it', (block) => {
    const rows = rowsOf(basis(block))
    const [blocks, width] = [6, 2 * block]
    const x = createRng(1).normal([7 * block])
    const line = x.dataSync()
    x.dispose()
    const back = new Float64Array(line.length)
    for (let i = 0; i < blocks; i++) {
      for (let u = 0; u < block; u++) {
        let c = 0
        for (let k = 0; k < width; k++) c += (rows[u * width + k] ?? 0) * (line[i * block + k] ?? 0)
        for (let k = 0; k < width; k++)
          back[i * block + k] = (back[i * block + k] ?? 0) + c * (rows[u * width + k] ?? 0)
      }
    }
    for (let t = block; t < blocks * block; t++) expect(back[t]).toBeCloseTo(line[t] ?? Number.NaN, 6)
  })
})

test('coding gains of a first-order process are those of the literature', () => {
  // Tran, Liang & Tu 2003, table I: DCT 8.83 dB, LOT 9.22 dB.
  expect(codingGain(blockBasis(8), 0.95)).toBeCloseTo(8.83, 2)
  expect(codingGain(lappedBasis(8), 0.95)).toBeCloseTo(9.22, 2)
  expect(codingGain(lappedBasis(16), 0.95)).toBeCloseTo(9.76, 2)
})
