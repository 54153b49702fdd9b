import { expect, test } from 'vitest'
import { bdRate, gainOver, psnrAt } from './rate-curves'

const theirs = [0.1, 0.2, 0.4, 0.8].map((bpp) => ({ bpp, psnr: 30 + 3 * Math.log2(bpp) }))

test('between points a curve is straight over the logarithm of the rate, and beyond them there is none', () => {
  expect(psnrAt(theirs, 0.2 * Math.SQRT2)).toBeCloseTo(30 + 3 * Math.log2(0.2) + 1.5, 9)
  expect(psnrAt(theirs, 0.05)).toBeNaN()
})

test('files of half the length at equal quality are half an octave of rate better', () => {
  const ours = theirs.map(({ bpp, psnr }) => ({ bpp: bpp / 2, psnr }))
  expect(bdRate(ours, theirs)).toBeCloseTo(-0.5, 9)
  expect(gainOver(ours, theirs, [0.2, 0.3])).toBeCloseTo(3, 9)
})
