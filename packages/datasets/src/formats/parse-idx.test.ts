import { expect, test } from 'vitest'
import { parseIdx } from './parse-idx'

const idx = (code: number, shape: readonly number[], numbers: readonly number[]): Uint8Array => {
  const axes = shape.flatMap((size) => [24, 16, 8, 0].map((shift) => (size >>> shift) & 255))
  return Uint8Array.of(0, 0, code, shape.length, ...axes, ...numbers)
}

test.each([
  [0x08, [0, 255], Uint8Array.of(0, 255)],
  [0x09, [128, 127], Int8Array.of(-128, 127)],
  [0x0b, [0x80, 0, 0x7f, 0xff], Int16Array.of(-32768, 32767)],
  [0x0c, [0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
  [0x0d, [0x3f, 0xc0, 0, 0, 0xbf, 0x80, 0, 0], Float32Array.of(1.5, -1)],
  [0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0], Float64Array.of(1.5, -1)],
])('reads elements of type %i, big endian', (code, numbers, data) => {
  expect(parseIdx(idx(code, [2], numbers))).toEqual({ shape: [2], data })
})

test('reads every number of axes, none and empty ones too', () => {
  expect(parseIdx(idx(8, [2, 1, 3], [1, 2, 3, 4, 5, 6])).shape).toEqual([2, 1, 3])
  expect(parseIdx(idx(8, [], [7]))).toEqual({ shape: [], data: Uint8Array.of(7) })
  expect(parseIdx(idx(8, [2 ** 32 - 1, 0], []))).toEqual({ shape: [2 ** 32 - 1, 0], data: new Uint8Array(0) })
})

test('does not keep the memory of its input', () => {
  const file = idx(8, [2], [1, 2])
  const { data } = parseIdx(file)
  file.fill(9)
  expect([...data]).toEqual([1, 2])
})

test.each([
  ['a short magic number', Uint8Array.of(0, 0, 8), 'at byte 3, expected 1 bytes of the number of axes'],
  ['another magic number', Uint8Array.of(1, 0, 8, 0), 'at byte 0, expected two zero bytes. Received: 0x100.'],
  [
    'an unknown type',
    idx(0x0a, [1], [1]),
    'at byte 2, expected element type 8, 9, 11, 12, 13 or 14. Received: 10.',
  ],
  ['axes that are not there', Uint8Array.of(0, 0, 8, 255), 'at byte 4, expected 1020 bytes of axes'],
  [
    'numbers that are not there',
    idx(8, [2, 3], [1, 2, 3, 4, 5]),
    'expected 6 bytes of numbers for shape [2, 3]',
  ],
  [
    'a product beyond all numbers',
    idx(
      14,
      Array.from({ length: 255 }, () => 2 ** 32 - 1),
      [],
    ),
    'Infinity bytes',
  ],
  [
    'more than it says',
    idx(8, [1], [1, 2]),
    'at byte 9, expected the end after the numbers. Received: 1 more bytes.',
  ],
])('refuses %s', (_, file, message) => {
  expect(() => parseIdx(file)).toThrow(message)
})
