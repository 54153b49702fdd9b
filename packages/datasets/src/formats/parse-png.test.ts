import { crc32 } from '@ae/core'
import { zlibSync } from 'fflate'
import { expect, test } from 'vitest'
import {
  PNG_ADAM7,
  PNG_FILTERS,
  PNG_FILTERS_PIXELS,
  PNG_GRAY1,
  PNG_GRAY16,
  PNG_PALETTE2BIT,
  PNG_RGB_KEY,
} from './fixtures/files'
import { parsePng } from './parse-png'

test('undoes all five filters', () => {
  expect(parsePng(PNG_FILTERS)).toEqual({
    width: 4,
    height: 5,
    channels: 3,
    data: Uint8Array.from(PNG_FILTERS_PIXELS),
  })
})

test('puts the seven passes of an interlaced image together', () => {
  const { data, ...rest } = parsePng(PNG_ADAM7)
  expect(rest).toEqual({ width: 5, height: 6, channels: 2 })
  expect([...data]).toEqual(Array.from({ length: 60 }, (_, i) => i))
})

test('looks colours up in a palette of two bits, with their alpha', () => {
  const [none, half] = [
    [0, 0, 0, 0],
    [10, 20, 30, 128],
  ]
  const [third, last] = [
    [40, 50, 60, 255],
    [70, 80, 90, 255],
  ]
  const pixels = [none, half, third, last, none, last, third, half, none, half].flat()
  expect(parsePng(PNG_PALETTE2BIT)).toEqual({
    width: 5,
    height: 2,
    channels: 4,
    data: Uint8Array.from(pixels),
  })
})

test('brings 16 bits and 1 bit to 8', () => {
  expect([...parsePng(PNG_GRAY16).data]).toEqual([255, 1])
  expect([...parsePng(PNG_GRAY1).data]).toEqual([255, 0, 255, 0, 255, 0])
})

test('makes the transparent colour transparent', () => {
  expect(parsePng(PNG_RGB_KEY)).toMatchObject({ channels: 4, data: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 0) })
})

function chunk(name: string, data: Uint8Array): number[] {
  const named = Uint8Array.of(...Array.from(name, (letter) => letter.charCodeAt(0)), ...data)
  const word = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)
  return [...word(data.length), ...named, ...word(crc32(named))]
}

type Parts = {
  ihdr?: readonly number[]
  lines?: Uint8Array
  before?: readonly number[]
  after?: readonly number[]
}

/** A file of one grey pixel, unless told otherwise. */
function png({
  ihdr = [1, 1, 8, 0, 0, 0, 0],
  lines = Uint8Array.of(0, 7),
  before = [],
  after = [],
}: Parts): Uint8Array {
  const [width = 0, height = 0, ...kind] = ihdr
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, width)
  view.setUint32(4, height)
  const header = chunk('IHDR', Uint8Array.of(...new Uint8Array(view.buffer), ...kind))
  const signature = PNG_FILTERS.subarray(0, 8)
  const data = chunk('IDAT', zlibSync(lines))
  return Uint8Array.of(
    ...signature,
    ...header,
    ...before,
    ...data,
    ...after,
    ...chunk('IEND', new Uint8Array(0)),
  )
}

test('skips chunks that make no pixels', () => {
  const text = chunk('zTXt', Uint8Array.of(1, 2, 3))
  expect([...parsePng(png({ before: text, after: text })).data]).toEqual([7])
})

test.each([
  [
    'an image over the limit',
    { ihdr: [2 ** 16, 2 ** 16, 8, 0, 0, 0, 0] },
    'expected at most 33554432 pixels',
  ],
  ['no pixels', { ihdr: [0, 1, 8, 0, 0, 0, 0] }, 'expected at least one pixel. Received: 0×1.'],
  ['a depth of 3 bits', { ihdr: [1, 1, 3, 0, 0, 0, 0] }, 'depth 3 and colour type 0'],
  ['an unknown interlacing', { ihdr: [1, 1, 8, 0, 0, 0, 2] }, 'interlace 0 or 1'],
  ['interlacing of single bits', { ihdr: [1, 1, 1, 0, 0, 0, 1] }, 'an interlaced image of at least 8 bits'],
  [
    'an unknown filter',
    { lines: Uint8Array.of(5, 7) },
    'expected filtered lines of pixels. Received: Unsupported filter',
  ],
  [
    'too few pixels',
    { lines: Uint8Array.of(0) },
    'expected data that unpacks to 2 bytes. Received: 1 bytes.',
  ],
  ['a bomb', { lines: new Uint8Array(5_000_000) }, 'expected data that unpacks to 2 bytes. Received: more.'],
  ['no palette', { ihdr: [1, 1, 8, 3, 0, 0, 0] }, 'expected a palette. Received: none.'],
  [
    'an index beyond the palette',
    { ihdr: [1, 1, 8, 3, 0, 0, 0], before: chunk('PLTE', new Uint8Array(21)) },
    'expected palette indices below 7. Received: 7.',
  ],
  ['half a palette entry', { before: chunk('PLTE', new Uint8Array(4)) }, '1 to 256 palette entries'],
  ['alpha that does not fit', { before: chunk('tRNS', new Uint8Array(4)) }, 'a tRNS chunk that fits'],
  ['an unknown critical chunk', { before: chunk('XYZW', new Uint8Array(1)) }, "Received: 'XYZW'."],
  ['two headers', { before: chunk('IHDR', new Uint8Array(13)) }, "Received: 'IHDR'."],
])('refuses %s', (_, parts, message) => {
  expect(() => parsePng(png(parts))).toThrow(message)
})

test('keeps the limit it is given', () => {
  expect(() => parsePng(PNG_FILTERS, { maxPixels: 19 })).toThrow(
    'at byte 16, expected at most 19 pixels. Received: 4×5.',
  )
  expect(parsePng(PNG_FILTERS, { maxPixels: 20 }).width).toBe(4)
})

test('refuses every file that is cut, and a wrong checksum', () => {
  for (let length = 0; length < PNG_FILTERS.length; length++) {
    expect(() => parsePng(PNG_FILTERS.subarray(0, length))).toThrow(/^parsePng: at byte /)
  }
  const damaged = PNG_FILTERS.slice()
  damaged[31] = 0
  expect(() => parsePng(damaged)).toThrow(/at byte 29, expected CRC-32 \d+\. Received: \d+\./)
})
