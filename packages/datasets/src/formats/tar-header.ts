import { ByteReader, latin1 } from './byte-reader'

/** Tar files are made of blocks of this length. */
export const TAR_BLOCK = 512

/** The header of an entry, as it stands there. */
export interface TarHeader {
  /** Unit: bytes from the start of the archive. */
  readonly offset: number
  /** Prefix and name joined. */
  readonly name: Uint8Array
  /** Unit: bytes. */
  readonly size: number
  /** Type flag: `0` a file, `5` a folder, `L` a long name, `x` extended attributes, … */
  readonly type: string
}

const CHECKSUM_AT = 148
const CHECKSUM_BYTES = 8
const SPACE = 0x20
const SLASH = 0x2f

/** Reads a header block of ustar, GNU or old tar whose checksum is right; undefined for the block of zeros at the end. */
export function readTarHeader(subject: string, bytes: Uint8Array, offset: number): TarHeader | undefined {
  const reader = new ByteReader(subject, bytes, offset)
  const block = reader.take(TAR_BLOCK, 'a header block')
  if (block.every((byte) => byte === 0)) return undefined
  const stated = octal(reader, block, CHECKSUM_AT, CHECKSUM_BYTES, offset)
  const found = checksum(block)
  if (stated !== found) reader.fail(`a header with checksum ${found}`, `checksum ${stated}`, offset)
  const name = untilZero(block.subarray(0, 100))
  // POSIX has a prefix here; GNU tar, whose magic ends in a space, has times.
  const isPosix = latin1(block.subarray(257, 263)) === 'ustar\0'
  const prefix = isPosix ? untilZero(block.subarray(345, 500)) : new Uint8Array(0)
  return {
    offset,
    name: prefix.length === 0 ? name : Uint8Array.of(...prefix, SLASH, ...name),
    size: sizeField(reader, block, offset),
    type: String.fromCharCode(block[156] ?? 0),
  }
}

/** The bytes before the first zero. */
export function untilZero(bytes: Uint8Array): Uint8Array {
  const zero = bytes.indexOf(0)
  return zero < 0 ? bytes : bytes.subarray(0, zero)
}

/** The sum of all bytes, the checksum itself taken as spaces. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, i) => {
    const isChecksum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES
    return sum + (isChecksum ? SPACE : byte)
  }, 0)
}

/** Octal digits, or, where the first bit is set, a big-endian number (GNU tar, for 8 GiB and more). */
function sizeField(reader: ByteReader, block: Uint8Array, offset: number): number {
  const [first = 0, ...rest] = block.subarray(124, 136)
  if (first < 0x80) return octal(reader, block, 124, 12, offset)
  const size = rest.reduce((value, byte) => value * 256 + byte, first & 0x7f)
  if (!Number.isSafeInteger(size)) reader.fail('a size below 2^53', `${size}`, offset + 124)
  return size
}

function octal(reader: ByteReader, block: Uint8Array, at: number, length: number, offset: number): number {
  const text = latin1(untilZero(block.subarray(at, at + length))).trim()
  if (!/^[0-7]*$/.test(text)) reader.fail('octal digits', `'${text}'`, offset + at)
  return text === '' ? 0 : Number.parseInt(text, 8)
}
