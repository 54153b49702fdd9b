import { expect, test } from 'vitest'
import { compress, decompress } from '..'
import { leavesCodec } from '.'

test('the codec that comes with the package is what its file says, and works at once', async () => {
  const codec = leavesCodec()
  expect(leavesCodec()).toBe(codec)
  expect(codec.about).toContain('dead leaves')
  expect([codec.block, codec.planes]).toEqual([16, 3])
  const data = Uint8Array.from({ length: 96 * 64 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 900) + (i % 3) * 9)
  const file = await compress(codec, { width: 96, height: 64, channels: 3, data }, { quality: 60 })
  const copy = await decompress(file, codec)
  let sum = 0
  for (const [i, value] of data.entries()) sum += (value - (copy.data[i] ?? 0)) ** 2
  expect(10 * Math.log10((255 ** 2 * data.length) / sum)).toBeGreaterThan(32)
})
