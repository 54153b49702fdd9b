import { AeError, crc32, createRng } from '@ae/core'
import { errorOf } from '@ae/core/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { LappedAutoencoder } from '../lapped'
import type { PixelImage } from '../transform/colour'
import { compress } from './compress'
import { segmentRowsOf } from './container'
import { decompress, decompressLines } from './decompress'
import { weightsAt } from './entropy-model'
import { estimateBits } from './estimate-bits'
import { freezeCodec } from './freeze-codec'
import { fuzzCodec } from './fuzz-codec'
import { ImageCodec } from './image-codec'
import { fromRgba, toRgba } from './rgba'

/** Discs and a slope, with a little noise. */
function picture(width: number, height: number, channels: 1 | 3, seed: number): PixelImage {
  const draws = createRng(seed).uniformArray(40 + width * height)
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [c, x, y] = [i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width)]
    let light = 60 + (80 * x) / width + (draws[40 + y * width + x] ?? 0) * 6
    for (let k = 0; k < 8; k++) {
      const [u = 0, v = 0, r = 0, shade = 0] = draws.subarray(4 * k, 4 * k + 4)
      if (Math.hypot(x - u * width, y - v * height) < 3 + 20 * r) light = 255 * shade * (1 - 0.2 * c)
    }
    return light
  })
  return { width, height, channels, data }
}

function psnr(a: PixelImage, b: PixelImage): number {
  let sum = 0
  for (const [i, value] of a.data.entries()) sum += (value - (b.data[i] ?? 0)) ** 2
  return 10 * Math.log10((255 ** 2 * a.data.length) / sum)
}

let codec: ImageCodec
let grey: ImageCodec
beforeAll(async () => {
  const qualities = [80, 45]
  const [colours, greys] = [
    [1, 2].map((seed) => picture(48, 48, 3, seed)),
    [1, 2].map((seed) => picture(48, 48, 1, seed)),
  ]
  codec = await freezeCodec({ basis: 'lapped', block: 8, planes: 3 }, colours ?? [], { qualities })
  grey = await freezeCodec({ basis: 'lapped', block: 4, planes: 1 }, greys ?? [], { qualities })
}, 120_000)

describe('a codec', () => {
  test('of bytes is the same codec', async () => {
    const again = ImageCodec.fromBytes(codec.toBytes())
    expect(again.fingerprint).toBe(codec.fingerprint)
    const image = picture(40, 24, 3, 5)
    expect(await compress(again, image)).toEqual(await compress(codec, image))
  })

  test.each([
    { name: 'cut', change: (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 9) },
    { name: 'of another kind', change: () => new Uint8Array(100) },
    { name: 'empty', change: () => new Uint8Array(0) },
    { name: 'changed', change: (bytes: Uint8Array) => bytes.map((b, i) => (i === 300 ? b ^ 4 : b)) },
  ])('of bytes that are $name is refused', ({ change }) => {
    expect(() => ImageCodec.fromBytes(change(codec.toBytes()))).toThrow(AeError)
  })

  test('of a model that codes colours codes grey images, not the other way round', async () => {
    const image = picture(30, 20, 1, 3)
    const file = await compress(codec, image, { quality: 90 })
    expect(psnr(await decompress(file, codec), image)).toBeGreaterThan(38)
    await expect(compress(grey, picture(8, 8, 3, 1))).rejects.toThrow('compress: expected a grey image')
  })
})

describe('an image', () => {
  test.each([
    [1, 1],
    [1, 40],
    [3, 2],
    [7, 8],
    [8, 8],
    [9, 17],
    [100, 33],
  ])('of %i × %i comes back, better at a higher quality', async (width, height) => {
    for (const [channels, own] of [
      [3, codec],
      [1, grey],
    ] as const) {
      const image = picture(width, height, channels, width)
      const [coarse, fine] = [
        await compress(own, image, { quality: 40 }),
        await compress(own, image, { quality: 100 }),
      ]
      const copies = [await decompress(coarse, own), await decompress(fine, own)] as const
      expect([copies[1].width, copies[1].height, copies[1].channels]).toEqual([width, height, channels])
      expect(psnr(copies[1], image)).toBeGreaterThan(45)
      expect(psnr(copies[1], image)).toBeGreaterThanOrEqual(psnr(copies[0], image))
      if (width * height > 1000) expect(coarse.length).toBeLessThan(fine.length / 2)
    }
  })

  test('fits the bytes it is given, and nearly fills them', async () => {
    const image = picture(120, 90, 3, 6)
    const file = await compress(codec, image, { bytes: 1500 })
    expect(file.length).toBeLessThanOrEqual(1500)
    expect(file.length).toBeGreaterThan(1250)
    await expect(compress(codec, image, { bytes: 40 })).rejects.toThrow('expected room for the coarsest file')
  })

  test('in several segments is the same as its lines, and no seam shows', async () => {
    // More than 2¹⁹ pixels in a row of blocks: each row is a segment, and line 8 begins the second.
    const [width, height] = [33_000, 16]
    const data = Uint8Array.from({ length: width * height }, (_, i) => 128 + 90 * Math.sin(i / 700) + (i % 7))
    const image: PixelImage = { width, height, channels: 1, data }
    const progress: number[] = []
    const file = await compress(codec, image, { quality: 60, onProgress: (done) => progress.push(done) })
    expect(progress).toEqual([0.5, 1])
    const copy = await decompress(file, codec)
    const errors = new Float64Array(height)
    let next = 0
    for await (const { y, data: part } of decompressLines(file, codec).lines) {
      expect(y * width).toBe(next)
      expect(crc32(part)).toBe(crc32(copy.data.subarray(next, next + part.length)))
      next += part.length
    }
    expect(next).toBe(width * height)
    for (const [i, value] of copy.data.entries()) {
      const y = Math.floor(i / width)
      errors[y] = (errors[y] ?? 0) + (value - (data[i] ?? 0)) ** 2
    }
    const seam = (errors[7] ?? 0) + (errors[8] ?? 0)
    expect(seam / errors.reduce((sum, error) => sum + error, 0)).toBeLessThan(1.5 * (2 / height))
  }, 120_000)

  test('of one colour is nearly nothing, and all but exact', async () => {
    const image: PixelImage = { width: 200, height: 150, channels: 3, data: new Uint8Array(90_000).fill(77) }
    const file = await compress(codec, image, { quality: 80 })
    expect(file.length).toBeLessThan(400)
    expect([...new Set((await decompress(file, codec)).data)].every((v) => Math.abs(v - 77) <= 2)).toBe(true)
  })

  test('that is not what its sides say is refused, and so are bad options', async () => {
    const image = picture(8, 8, 3, 1)
    await expect(compress(codec, { ...image, width: 9 })).rejects.toThrow('compress: expected width × height')
    await expect(compress(codec, image, { quality: 101 })).rejects.toThrow('quality')
    await expect(compress(codec, image, { bytes: 0 })).rejects.toThrow('bytes')
    const error = await errorOf(() =>
      compress(codec, { ...image, channels: 4 as 3, data: new Uint8Array(256) }),
    )
    expect(String(error)).toContain('fromRgba')
  })

  test('may be given up', async () => {
    const signal = AbortSignal.abort()
    const image = picture(16, 16, 3, 1)
    await expect(compress(codec, image, { signal })).rejects.toThrow('compress: it was aborted.')
    const file = await compress(codec, image)
    await expect(decompress(file, codec, { signal })).rejects.toThrow('decompress: it was aborted.')
  })

  test('of a canvas goes there and back', async () => {
    const data = Uint8ClampedArray.from({ length: 4 * 6 }, (_, i) => (i % 4 === 3 ? 255 : 10 * i))
    const image = { width: 3, height: 2, data }
    expect(toRgba(fromRgba(image))).toEqual(image)
    expect([...toRgba({ width: 1, height: 1, channels: 1, data: Uint8Array.of(9) }).data]).toEqual([
      9, 9, 9, 255,
    ])
  })
})

test('a file of another codec is refused by name', async () => {
  const file = await compress(grey, picture(8, 8, 1, 1))
  await expect(decompress(file, codec)).rejects.toThrow(/expected the codec [0-9a-f]{8}, which made the file/)
})

test('a head that claims too much is refused before anything is made', async () => {
  const file = await compress(codec, picture(16, 16, 3, 1))
  await expect(decompress(file, codec, { maxPixels: 255 })).rejects.toThrow('at most 255 pixels')
  const huge = Uint8Array.from(file)
  new DataView(huge.buffer).setUint32(6, 0x000f_ffff)
  new DataView(huge.buffer).setUint16(20, crc32(huge.subarray(0, 20)) >>> 16)
  await expect(decompress(huge, codec)).rejects.toThrow(/expected segments of \d+ rows of blocks/)
  // A bare head that claims 2²⁸ pixels, which no bytes follow.
  const bare = file.slice(0, 22)
  const view = new DataView(bare.buffer)
  view.setUint32(6, 2 ** 14)
  view.setUint32(10, 2 ** 14)
  view.setUint16(18, segmentRowsOf({ block: codec.block, planes: 3, columns: 2 ** 14 / codec.block }))
  view.setUint16(20, crc32(bare.subarray(0, 20)) >>> 16)
  await expect(decompress(bare, codec)).rejects.toThrow('the file is cut')
})

test('a codec from a file may say anything: what it reads is an image or an error, and soon', async () => {
  const bytes = codec.toBytes()
  const { block, planes } = codec
  const head = 4 + 4 + 2 + new TextEncoder().encode(codec.parts.about).length
  const priors = head + 8 * block ** 2 + 3 * planes * block ** 2
  const changed = Uint8Array.from(bytes).fill(255, priors, bytes.length - 4 - 2 * 160)
  const wild = Uint8Array.from(bytes)
  // All priors and weights at their largest: products of 32 bits.
  wild.fill(255, priors, priors + 2 * 160 + 2 * (weightsAt(block, 2, 1, block - 1, block - 1) + 10))
  for (const file of [changed, wild]) {
    new DataView(file.buffer).setUint32(file.length - 4, crc32(file.subarray(0, -4)))
    const error = await errorOf(async () => {
      const other = ImageCodec.fromBytes(file)
      const image = picture(40, 40, 3, 5)
      const copy = await decompress(await compress(other, image, { quality: 90 }), other)
      expect(copy.data.length).toBe(image.data.length)
    })
    expect(error === undefined || error instanceof AeError).toBe(true)
  }
}, 60_000)

test('a text about a codec comes back letter for letter, and one that is too long is refused before anything is fitted', async () => {
  const parts = { ...codec.parts, about: '\uFEFFmine' }
  const own = new ImageCodec(parts)
  const again = ImageCodec.fromBytes(own.toBytes())
  expect(again.parts.about).toBe(parts.about)
  expect(again.fingerprint).toBe(own.fingerprint)
  const source = { basis: 'lapped', block: 8, planes: 1 } as const
  const fit = (options: object, images = [picture(16, 16, 1, 1)]) => freezeCodec(source, images, options)
  await expect(fit({ about: 'x'.repeat(5000) })).rejects.toThrow('4096 bytes at most')
  await expect(fit({ qualities: [] })).rejects.toThrow('`qualities` must name at least one')
  const lying = { width: 64, height: 64, channels: 1 as const, data: new Uint8Array(10) }
  await expect(fit({}, [lying])).rejects.toThrow('freezeCodec: expected width × height × channels bytes')
  const model = new LappedAutoencoder({ inputShape: [16, 16, 1], block: 8 })
  model.dispose()
  await expect(freezeCodec(model, [picture(16, 16, 1, 1)])).rejects.toThrow('disposed')
})

test('what a file costs is what is estimated, segment by segment', async () => {
  const [width, height] = [33_000, 32]
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => 128 + 60 * Math.sin(i / 9) + ((i * 31) % 40),
  )
  const image: PixelImage = { width, height, channels: 1, data }
  const bits = 8 * (await compress(codec, image, { quality: 60 })).length
  expect(Math.abs(estimateBits(codec, image, 60) / bits - 1)).toBeLessThan(0.003)
  expect(() => estimateBits(codec, image, 101)).toThrow('`quality` must be')
  expect(() => estimateBits(grey, picture(8, 8, 3, 1), 50)).toThrow('expected a grey image')
}, 120_000)

test('a side that no file can say is refused when it is compressed, not when it is read', async () => {
  const width = 2 ** 20 + 1
  const image: PixelImage = { width, height: 1, channels: 1, data: new Uint8Array(width) }
  await expect(compress(codec, image)).rejects.toThrow('sides up to 1048576')
})

test('levels that a file cannot hold are the nearest that it can', async () => {
  // Steps of 1/65,535 of the usual: levels of millions.
  const gains = new Uint16Array(codec.parts.gains.length).fill(1)
  const fine = new ImageCodec({ ...codec.parts, gains })
  const image = picture(32, 32, 3, 2)
  const copy = await decompress(await compress(fine, image, { quality: 100 }), fine)
  expect(copy.data.length).toBe(image.data.length)
})

test('5,000 changed files end in an error or in an image, soon', async () => {
  const image = picture(24, 16, 3, 9)
  const result = await fuzzCodec(codec, image, { mutations: 5000, seed: 1 })
  expect(result.refused + result.decoded).toBe(5000)
  expect(result.others).toEqual([])
  // Half of them have their check sums put right, so that damage reaches the coder.
  expect(result.decoded).toBeGreaterThan(0)
  expect(result.refused).toBeGreaterThan(4000)
}, 240_000)
