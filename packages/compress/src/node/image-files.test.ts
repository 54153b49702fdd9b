import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leavesCodec } from '../pretrained'
import type { PixelImage } from '../transform/colour'
import { compressFile, decompressFile, readImage, writePng } from '.'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ae-compress-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a PNG is compressed to a file of fewer bytes, and a PNG comes out of it', async () => {
  const [from, to, again] = ['a.png', 'a.aec', 'b.png'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const data = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => 100 + 60 * Math.sin(i / 300) + (i % 3) * 10)
  await writePng(from, { width: 40, height: 30, channels: 3, data })
  expect((await readImage(from)).data).toEqual(data)
  const bytes = await compressFile(leavesCodec(), { from, to, quality: 70 })
  expect((await stat(to)).size).toBe(bytes)
  expect(bytes).toBeLessThan(data.length / 8)
  await decompressFile(leavesCodec(), { from: to, to: again })
  const copy = await readImage(again)
  expect([copy.width, copy.height, copy.channels]).toEqual([40, 30, 3])
  expect(Math.max(...copy.data.map((value, i) => Math.abs(value - (data[i] ?? 0))))).toBeLessThan(40)
})

test('grey stays grey: pixels of one channel, and a PNG of one', async () => {
  const grey: PixelImage = {
    width: 9,
    height: 7,
    channels: 1,
    data: Uint8Array.from({ length: 63 }, (_, i) => 4 * i),
  }
  const path = join(folder, 'grey.png')
  await writePng(path, grey)
  const again = await readImage(path)
  expect([again.channels, again.width, again.height]).toEqual([1, 9, 7])
  expect(Array.from(again.data)).toEqual(Array.from(grey.data))
})

test('a file that is no image is refused by its path', async () => {
  const path = join(folder, 'text.png')
  await writeFile(path, 'hello')
  await expect(readImage(path)).rejects.toThrow("readImage: expected a grey or coloured image in '")
})
