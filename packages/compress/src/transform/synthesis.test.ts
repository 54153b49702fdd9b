import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { analyseImage, blockRows } from './analyse-image'
import { fromPlanes, type PixelImage } from './colour'
import { blockBasis, lappedBasis } from './lapped-basis'
import { mirrored } from './mirrored'
import { BASIS_BITS, SIGNAL_BITS, Synthesis } from './synthesis'

/** An image from its coefficients, with integers only. */
function synthesised(image: PixelImage, basis: ReturnType<typeof lappedBasis>): Uint8Array {
  const { block } = basis
  const columns = Math.ceil(image.width / block)
  const integers = { block, halves: Int16Array.from(basis.halves, (a) => Math.round(a * 2 ** BASIS_BITS)) }
  const rows = analyseImage(image, [basis, basis], { first: 0, end: blockRows(image, block) })
  const syntheses = Array.from({ length: image.channels }, () => new Synthesis(integers, columns))
  const planes = syntheses.map(() => new Int32Array(block * block * columns))
  const out = new Uint8Array(image.data.length)
  for (let r = 0; r <= rows.length; r++) {
    for (const [p, synthesis] of syntheses.entries()) {
      const row = rows[r]?.[p]
      const plane = planes[p] ?? new Int32Array(0)
      if (row === undefined) synthesis.end(plane)
      else
        synthesis.push(
          Int16Array.from(row, (c) => Math.round(c * 2 ** SIGNAL_BITS)),
          plane,
        )
    }
    for (let k = 0; k < block; k++) {
      const y = r * block - block / 2 + k
      if (y < 0 || y >= image.height) continue
      const at = y * image.width * image.channels
      fromPlanes(planes, k * block * columns, { bits: SIGNAL_BITS, count: image.width, out, at })
    }
  }
  return out
}

test.each([
  { basis: lappedBasis(16), width: 40, height: 35, channels: 3 as const },
  { basis: lappedBasis(8), width: 17, height: 3, channels: 1 as const },
  { basis: lappedBasis(2), width: 5, height: 6, channels: 3 as const },
  { basis: blockBasis(8), width: 20, height: 24, channels: 3 as const },
])(
  'integers give noise of $width × $height back within a grey value',
  ({ basis, width, height, channels }) => {
    const data = Uint8Array.from(createRng(1).uniformArray(width * height * channels), (u) => 256 * u)
    const image = { width, height, channels, data }
    const copy = synthesised(image, basis)
    let [worst, sum] = [0, 0]
    for (const [i, value] of data.entries()) {
      const error = Math.abs(value - (copy[i] ?? 0))
      worst = Math.max(worst, error)
      sum += error * error
    }
    // The float transform is exact; eighths and 14 bits cost this much and no more.
    expect(worst).toBeLessThanOrEqual(1)
    expect(sum / data.length).toBeLessThan(0.1)
  },
)

test('lines go on as in a mirror at both ends, however short they are', () => {
  const line = (size: number, padded: number) =>
    Array.from({ length: padded + 4 }, (_, i) => mirrored(i - 2, size, padded))
  expect(line(4, 4)).toEqual([1, 0, 0, 1, 2, 3, 3, 2])
  expect(line(3, 4)).toEqual([1, 0, 0, 1, 2, 2, 2, 2])
  expect(line(1, 4)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
})
