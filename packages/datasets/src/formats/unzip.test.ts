import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { ZIP } from './fixtures/files'
import { unzip } from './unzip'

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
const empty = new Uint8Array(0)

test('unpacks stored and deflated files, past folders and the comment', () => {
  const files = unzip(ZIP)
  expect([...files.keys()]).toEqual(['stored.txt', 'folder/é.txt'])
  expect(textOf(files.get('stored.txt'))).toBe('as it is')
  expect(textOf(files.get('folder/é.txt'))).toBe('abc'.repeat(40))
})

test('sums sizes before it unpacks anything', () => {
  const bomb = zipSync({ a: new Uint8Array(5_000_000), b: new Uint8Array(5_000_000) })
  expect(() => unzip(bomb, { maxBytes: 9_999_999 })).toThrow('unpacks to at most 9999999 bytes')
})

test('refuses a file that unpacks to more than its directory says', () => {
  const bomb = zipSync({ a: new Uint8Array(5_000_000) })
  const directory = new DataView(bomb.buffer)
  const start = directory.getUint32(bomb.length - 6, true)
  directory.setUint32(start + 24, 100, true)
  expect(() => unzip(bomb, { maxBytes: 1000 })).toThrow(
    'expected data that unpacks to 100 bytes. Received: more',
  )
})

test.each(['../x', '/x', 'a/../../x', 'C:/x', '..\\x', '\\x', '.'])('refuses the name %s', (name) => {
  expect(() => unzip(zipSync({ [name]: empty }))).toThrow('expected the name of a file below the archive')
})

test('cleans names', () => {
  expect([...unzip(zipSync({ './a//b.txt': empty, __proto__x: empty })).keys()]).toEqual([
    'a/b.txt',
    '__proto__x',
  ])
  expect(() => unzip(zipSync({ 'a/b': empty, './a/b': empty }))).toThrow(
    "every name once. Received: 'a/b' again",
  )
})

test('refuses every archive that is cut', () => {
  for (let length = 0; length < ZIP.length; length++)
    expect(() => unzip(ZIP.subarray(0, length))).toThrow(/^unzip: /)
})

test.each([
  ['damaged data', 45, 1, 'CRC-32'],
  ['encryption', 136 + 8, 1, 'not encrypted'],
  ['another compression', 136 + 10, 9, 'compression method 9'],
  ['a local header elsewhere', 136 + 42, 1, 'a local header'],
  ['a second part', 304 + 4, 1, 'in one part'],
  ['ZIP64', 304 + 16, 0xff, 'a directory that ends'],
])('refuses %s', (_, at, value, message) => {
  const damaged = ZIP.slice()
  damaged[at] = value
  expect(() => unzip(damaged)).toThrow(message)
})
