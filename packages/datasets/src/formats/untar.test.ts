import { expect, test } from 'vitest'
import { TAR_GNU, TAR_PAX, TAR_USTAR } from './fixtures/files'
import { gunzip } from './gunzip'
import { untar } from './untar'

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
const long = `deep/${'n'.repeat(120)}/é.txt`

test.each([
  ['GNU long names', TAR_GNU],
  ['pax paths', TAR_PAX],
])('lists files, not folders and links: %s', (_, packed) => {
  const files = untar(gunzip(packed))
  expect([...files].map(([name, bytes]) => [name, textOf(bytes)])).toEqual([
    ['short.txt', 'one'],
    [long, 'twotwotwo'],
    ['dir/empty', ''],
  ])
})

test('joins the prefix of a ustar name', () => {
  expect([...untar(gunzip(TAR_USTAR)).keys()]).toEqual([`${'p'.repeat(90)}/${'q'.repeat(90)}`])
})

test('copies nothing', () => {
  const archive = gunzip(TAR_GNU)
  expect(untar(archive).get('short.txt')?.buffer).toBe(archive.buffer)
})

/** An archive of one entry whose checksum is right. */
function archive(fields: { name?: string; type?: string; size?: string; data?: string }): Uint8Array {
  const { name = 'a', type = '0', data = '', size = data.length.toString(8).padStart(11, '0') } = fields
  const bytes = new Uint8Array(512 * 3)
  const write = (at: number, text: string): void =>
    bytes.set(
      Uint8Array.from(text, (c) => c.charCodeAt(0)),
      at,
    )
  write(0, name)
  write(124, size)
  write(148, ' '.repeat(8))
  write(156, type)
  write(257, 'ustar\x0000')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  write(512, data)
  return data === '' ? bytes.subarray(0, 1024) : bytes
}

test('takes the size of a large file as GNU tar writes it', () => {
  const size = `\x80${'\0'.repeat(10)}\x03`
  expect(textOf(untar(archive({ size, data: 'abc' })).get('a'))).toBe('abc')
  expect(() => untar(archive({ size: `\x80${'\xff'.repeat(11)}`, data: 'abc' }))).toThrow('a size below 2^53')
})

test.each([
  ['a name that leads out', { name: '../a' }, 'below the archive'],
  ['an absolute name', { name: '/etc/passwd' }, 'below the archive'],
  ['a size that is no number', { size: '9' }, 'octal digits'],
  ['a size beyond the end', { size: '77777777777' }, '8589934591 bytes of an entry'],
  ['a sparse file', { type: 'S' }, 'without holes'],
  ['a sparse file of pax', { type: 'x', data: '22 GNU.sparse.major=1\n' }, 'without holes'],
  ['a pax length that is none', { type: 'x', data: 'x path=a\n' }, 'the length of a record'],
  ['a pax length without end', { type: 'x', data: '9'.repeat(30) }, 'the length of a record'],
  ['a pax record that is cut', { type: 'x', data: '99 path=a\n' }, '96 bytes of a record'],
  ['a pax record without new line', { type: 'x', data: '9 path=ab' }, 'ends with a new line'],
  ['a pax record without key', { type: 'x', data: '6 =ab\n' }, 'key=value'],
  ['a pax size that is no number', { type: 'x', data: '11 size=-1\n' }, 'a size in digits'],
])('refuses %s', (_, fields, message) => {
  expect(() => untar(archive(fields))).toThrow(message)
})

test('refuses a header whose checksum is wrong', () => {
  const damaged = archive({ data: 'abc' })
  damaged[0] = 'b'.charCodeAt(0)
  expect(() => untar(damaged)).toThrow(
    /^untar: at byte 0, expected a header with checksum \d+\. Received: checksum/,
  )
})

test('refuses an archive that is cut, also between two files', () => {
  const whole = gunzip(TAR_PAX)
  const end = whole.length - [...whole].reverse().findIndex((byte) => byte !== 0)
  for (let length = 0; length < end; length += 256) {
    expect(() => untar(whole.subarray(0, length))).toThrow(/^untar: /)
  }
})

test('lets the last file of a name count', () => {
  const [first, second] = [archive({ data: 'old' }), archive({ data: 'new' })]
  expect(textOf(untar(Uint8Array.of(...first.subarray(0, 1024), ...second)).get('a'))).toBe('new')
})
