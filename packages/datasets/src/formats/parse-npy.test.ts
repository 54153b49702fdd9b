import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { NPY_F4, NPY_F4_BIG_FORTRAN, NPY_FORTRAN3, NPY_OBJECT, NPY_V2, NPY_V3, NPZ } from './fixtures/files'
import { parseNpy } from './parse-npy'
import { parseNpz } from './parse-npz'

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
const npy = (header: string, numbers: readonly number[] = []): Uint8Array =>
  Uint8Array.of(
    ...Array.from(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`, (c) => c.charCodeAt(0)),
    ...numbers,
  )
const damaged = (at: number, byte: number): Uint8Array => npy('').map((old, i) => (i === at ? byte : old))
const headerOf = (descr: string, shape: string): string =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`

test('reads what NumPy wrote, in C order whatever the order and the byte order in the file', () => {
  const data = Float32Array.of(0, 1, 2, 3, 4, 5)
  expect(parseNpy(NPY_F4)).toEqual({ shape: [2, 3], data, dtype: 'float32', fortranOrder: false })
  expect(parseNpy(NPY_F4_BIG_FORTRAN)).toEqual({ shape: [2, 3], data, dtype: 'float32', fortranOrder: true })
})

test('turns three axes of Fortran order round', () => {
  expect(parseNpy(NPY_FORTRAN3).data).toEqual(Uint8Array.from({ length: 24 }, (_, i) => i))
})

test('reads versions 2 and 3, and a single number', () => {
  expect(parseNpy(NPY_V2)).toMatchObject({ shape: [1], data: Uint8Array.of(7) })
  expect(parseNpy(NPY_V3)).toMatchObject({ shape: [], data: Int16Array.of(7) })
})

/* np.array(values, dtype).tobytes().hex(), for both byte orders */
test.each([
  ['|b1', '00010100', Uint8Array.of(0, 1, 1, 0)],
  ['|u1', '00ff', Uint8Array.of(0, 255)],
  ['|i1', '807f', Int8Array.of(-128, 127)],
  ['<u2', '0000ffff', Uint16Array.of(0, 65535)],
  ['>u2', '0000ffff', Uint16Array.of(0, 65535)],
  ['<i2', '0080ff7f', Int16Array.of(-32768, 32767)],
  ['>i2', '80007fff', Int16Array.of(-32768, 32767)],
  ['<u4', '00000000ffffffff', Uint32Array.of(0, 2 ** 32 - 1)],
  ['>u4', '00000001ffffffff', Uint32Array.of(1, 2 ** 32 - 1)],
  ['<i4', '00000080ffffff7f', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
  ['>i4', '800000007fffffff', Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
  ['<u8', '0000000000000000ffffffffffffffff', BigUint64Array.of(0n, 2n ** 64n - 1n)],
  ['>u8', '0000000000000001ffffffffffffffff', BigUint64Array.of(1n, 2n ** 64n - 1n)],
  ['<i8', '0000000000000080ffffffffffffff7f', BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
  ['>i8', '80000000000000007fffffffffffffff', BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
  ['<f2', '003efffb0100007c', Float32Array.of(1.5, -65504, 2 ** -24, Number.POSITIVE_INFINITY)],
  ['>f2', '3e00fbff00017c00', Float32Array.of(1.5, -65504, 2 ** -24, Number.POSITIVE_INFINITY)],
  ['<f2', '007e0080', Float32Array.of(Number.NaN, -0)],
  ['<f4', '0000c03fcdccccbd', Float32Array.of(1.5, -0.1)],
  ['>f4', '3fc00000bdcccccd', Float32Array.of(1.5, -0.1)],
  ['<f8', '000000000000f83f9a9999999999b9bf', Float64Array.of(1.5, -0.1)],
  ['>f8', '3ff8000000000000bfb999999999999a', Float64Array.of(1.5, -0.1)],
])('reads numbers of type %s: %s', (descr, hex, data) => {
  expect(parseNpy(npy(headerOf(descr, `(${data.length},)`), bytesOf(hex))).data).toEqual(data)
})

test('runs no Python: objects are refused', () => {
  expect(() => parseNpy(NPY_OBJECT)).toThrow("Received: '|O'.")
})

test('reads a shape without the comma, and one that Python 2 wrote', () => {
  expect(parseNpy(npy("{'shape':(2L,1L),'descr':'|u1','fortran_order':True}\n", [1, 2])).shape).toEqual([
    2, 1,
  ])
})

test.each([
  ['text', npy(headerOf('<U4', '(1,)')), "Received: '<U4'"],
  ['complex numbers', npy(headerOf('<c8', '(1,)')), "Received: '<c8'"],
  ['structures', npy("{'descr': [('a', '<f4')], "), 'expected the name of a type of number'],
  ['another magic number', damaged(0, 0), 'at byte 0, expected the magic number'],
  ['version 4', damaged(6, 4), 'at byte 6, expected version 1, 2 or 3. Received: 4.'],
  ['a header beyond the end', damaged(9, 255), 'expected 65280 bytes of the header'],
  [
    'a key too few',
    npy("{'descr': '<f4'}"),
    'expected the keys descr, fortran_order, shape. Received: descr.',
  ],
  ['a key too many', npy("{'descr': '<f4', 'x': 1}"), "Received: 'x'."],
  ['a key twice', npy("{'descr': '<f4', 'descr': '<f4'}"), "Received: 'descr'."],
  ['a negative axis', npy(headerOf('<f4', '(-1,)')), 'expected the length of an axis'],
  ['an axis beyond 2^53', npy(headerOf('<f4', '(9999999999999999,)')), 'expected the length of an axis'],
  ['no end of the shape', npy("{'shape': (1, 2"), "expected ')'"],
  ['something after the header', npy(`${headerOf('|u1', '(0,)')} x`), 'only spaces after the header'],
  ['numbers that are not there', npy(headerOf('<f4', '(3,)'), [1, 2, 3, 4]), 'expected 12 bytes of numbers'],
  ['more than it says', npy(headerOf('|u1', '(1,)'), [1, 2]), 'Received: 1 more bytes'],
  ['65 axes', npy(headerOf('|u1', `(${'1,'.repeat(65)})`), [1]), 'at most 64 axes'],
])('refuses %s', (_, file, message) => {
  expect(() => parseNpy(file)).toThrow(message)
})

test('reads the arrays of a compressed npz file by name', () => {
  expect(Object.fromEntries(parseNpz(NPZ))).toEqual({
    X: { shape: [2, 2], data: Float64Array.of(0.5, 1, 2, 3), dtype: 'float64', fortranOrder: false },
    y: { shape: [2], data: BigInt64Array.of(0n, 1n), dtype: 'int64', fortranOrder: false },
  })
})

test('says which array of an npz file is wrong, and keeps the limit', () => {
  expect(() => parseNpz(zipSync({ 'x.npy': NPY_OBJECT }))).toThrow("parseNpz 'x.npy': at byte 128")
  expect(() => parseNpz(zipSync({ 'x.txt': NPY_F4 }))).toThrow("files that end in '.npy'. Received: 'x.txt'")
  expect(() => parseNpz(NPZ, { maxBytes: 100 })).toThrow(
    'parseNpz: at byte 268, expected data that unpacks to at most 100',
  )
})
