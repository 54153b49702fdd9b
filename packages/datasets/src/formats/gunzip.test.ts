import { AeError } from '@ae/core'
import { gzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { GZIP_MEMBERS, GZIP_NAMED } from './fixtures/files'
import { gunzip } from './gunzip'

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

test('unpacks every member of a file, empty ones too', () => {
  expect(textOf(gunzip(GZIP_MEMBERS))).toBe('hello, world')
})

test('reads past the name of a file in the header', () => {
  expect(textOf(gunzip(GZIP_NAMED))).toBe('named')
})

test('unpacks more than one chunk of compressed bytes', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i * 2654435761) >>> 11)
  const packed = gzipSync(bytes)
  expect(packed.length).toBeGreaterThan(2 ** 15)
  const twice = new Uint8Array(2 * packed.length)
  twice.set(packed)
  twice.set(packed, packed.length)
  const unpacked = gunzip(twice)
  expect(unpacked.length).toBe(400_000)
  expect(unpacked.subarray(200_000)).toEqual(bytes)
})

test('stops a bomb at maxBytes, before it is unpacked', () => {
  const bomb = gzipSync(new Uint8Array(30_000_000))
  expect(bomb.length).toBeLessThan(100_000)
  const before = performance.now()
  expect(() => gunzip(bomb, { maxBytes: 1000 })).toThrow('unpacks to at most 1000 bytes')
  expect(performance.now() - before).toBeLessThan(1000)
  expect(gunzip(gzipSync(new Uint8Array(1000)), { maxBytes: 1000 })).toEqual(new Uint8Array(1000))
})

test('refuses every file that is cut', () => {
  const members = [...Array(GZIP_MEMBERS.length).keys()].filter((length) => {
    try {
      gunzip(GZIP_MEMBERS.subarray(0, length))
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(AeError)
      return false
    }
  })
  // Where a member ends, the file may.
  expect(members).toEqual([27, 47])
})

test('refuses a wrong checksum, a wrong length and bytes at the end', () => {
  for (const place of [1, 5]) {
    const damaged = GZIP_NAMED.slice()
    const at = damaged.length - place
    damaged[at] = (damaged[at] ?? 0) ^ 1
    expect(() => gunzip(damaged)).toThrow(/gunzip: at byte 26, expected CRC-32 1910557831 and length 5/)
  }
  expect(() => gunzip(Uint8Array.of(...GZIP_NAMED, 0))).toThrow(AeError)
  expect(() => gunzip(Uint8Array.of(...GZIP_NAMED, 1, 2, 3, 4, 5))).toThrow('invalid gzip data')
})

test('says which option is wrong', () => {
  expect(() => gunzip(GZIP_NAMED, { maxBytes: 0 })).toThrow('gunzip: `maxBytes` must be a positive integer')
})
