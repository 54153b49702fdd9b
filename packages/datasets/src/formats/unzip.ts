import { crc32, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { ByteReader, latin1 } from './byte-reader'
import { concatenate } from './concatenate'
import { decodeUtf8 } from './decode-utf8'
import { entryName } from './entry-name'
import type { UnpackOptions } from './gunzip'
import { inflate, MAX_UNPACKED_BYTES, tooMuch } from './inflate'
import { type ZipEntry, zipDirectory } from './zip-directory'

const LOCAL_SIGNATURE = 0x04034b50
const FLAG_ENCRYPTED = 1
const FLAG_UTF8 = 1 << 11
const STORED = 0
const DEFLATED = 8

/**
 * Unpacks a zip archive: the files in it by name, in the order of its directory. Folders are left out.
 *
 * Sizes are summed before anything is unpacked; each file is held against its size and checksum. Stored and deflated
 * files are read; encrypted ones, ZIP64 and archives in several parts are refused, and so are names that lead out of
 * the archive (`..`, absolute paths) or occur twice.
 *
 * *Throws*: AeError `data` if the archive is cut, damaged or unpacks to more than `maxBytes`. *Owns*: the caller.
 *
 * @example
 * const readme = unzip(bytes).get('README.md')
 */
export function unzip(bytes: Uint8Array, options: UnpackOptions = {}): Map<string, Uint8Array> {
  return unzipAs('unzip', bytes, options)
}

/** {@link unzip} for a format that is a zip archive: `subject` begins its errors. */
export function unzipAs(subject: string, bytes: Uint8Array, options: UnpackOptions): Map<string, Uint8Array> {
  requireKnownOptions(subject, options, ['maxBytes'])
  const maxBytes = requirePositiveInteger(subject, 'maxBytes', options.maxBytes ?? MAX_UNPACKED_BYTES)
  const entries = zipDirectory(subject, bytes)
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > maxBytes) throw tooMuch(subject, entries[0]?.offset ?? 0, maxBytes)
  const files = new Map<string, Uint8Array>()
  for (const entry of entries) {
    const raw = (entry.flags & FLAG_UTF8) === 0 ? latin1(entry.name) : decodeUtf8(subject, entry.name)
    const name = entryName(subject, entry.offset, raw)
    if (raw.endsWith('/')) continue
    const reader = new ByteReader(subject, bytes, entry.offset)
    if (files.has(name)) reader.fail('every name once', `'${name}' again`)
    files.set(name, unpackEntry(subject, reader, entry))
  }
  return files
}

function unpackEntry(subject: string, reader: ByteReader, entry: ZipEntry): Uint8Array {
  if ((entry.flags & FLAG_ENCRYPTED) !== 0) reader.fail('a file that is not encrypted', 'an encrypted one')
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    reader.fail('a stored or deflated file', `compression method ${entry.method}`)
  }
  const packed = packedBytes(reader, entry)
  const offset = reader.at - packed.length
  const unpacked = entry.method === STORED ? packed.slice() : inflateEntry(subject, packed, offset, entry)
  if (unpacked.length !== entry.size) reader.fail(`${entry.size} bytes`, `${unpacked.length} bytes`, offset)
  const crc = crc32(unpacked)
  if (crc !== entry.crc) reader.fail(`CRC-32 ${entry.crc}`, `${crc}`, offset)
  return unpacked
}

/** What the local header stands in front of. Only its two lengths are used: the directory has the rest. */
function packedBytes(reader: ByteReader, entry: ZipEntry): Uint8Array {
  reader.at = entry.localOffset
  const signature = reader.uint32('a local header', true)
  if (signature !== LOCAL_SIGNATURE) {
    reader.fail("a local header 'PK\\3\\4'", `0x${signature.toString(16)}`, entry.localOffset)
  }
  reader.take(22, 'a local header')
  const nameLength = reader.uint16('a local header', true)
  const extraLength = reader.uint16('a local header', true)
  reader.take(nameLength + extraLength, 'a local name')
  return reader.take(entry.packedSize, 'a packed file')
}

function inflateEntry(subject: string, packed: Uint8Array, offset: number, entry: ZipEntry): Uint8Array {
  const pieces: Uint8Array[] = []
  const sink = (piece: Uint8Array): void => void pieces.push(piece)
  const options = { subject, offset, maxBytes: entry.size, envelope: 'raw', sink } as const
  inflate(packed, options)
  return concatenate(pieces)
}
