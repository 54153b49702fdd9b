import { ByteReader } from './byte-reader'

/** An entry of a zip archive's central directory (APPNOTE 6.3.10, §4.3.12). */
export interface ZipEntry {
  /** Where the entry stands in the directory. Unit: bytes. */
  readonly offset: number
  /** General purpose bit flag. */
  readonly flags: number
  /** Compression method. */
  readonly method: number
  /** CRC-32 of the unpacked bytes. */
  readonly crc: number
  /** Unit: bytes in the archive. */
  readonly packedSize: number
  /** Unit: bytes once unpacked. */
  readonly size: number
  /** Where its local header is. Unit: bytes. */
  readonly localOffset: number
  /** Its name, not decoded. */
  readonly name: Uint8Array
}

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const MAX_COMMENT = 0xffff
const ENTRY_SIGNATURE = 0x02014b50
/** A field that stands in the ZIP64 extension instead. */
const IN_ZIP64 = 0xffffffff

/** Reads the central directory; every offset and length in it is within the file. */
export function zipDirectory(subject: string, bytes: Uint8Array): ZipEntry[] {
  const reader = new ByteReader(subject, bytes)
  const end = findEnd(reader)
  reader.at = end + 4
  const disk = reader.uint16('the end record', true)
  const directoryDisk = reader.uint16('the end record', true)
  const countHere = reader.uint16('the end record', true)
  const count = reader.uint16('the end record', true)
  const size = reader.uint32('the end record', true)
  const start = reader.uint32('the end record', true)
  if (size === IN_ZIP64 || start === IN_ZIP64) reader.fail('an archive without ZIP64', 'a ZIP64 one', end)
  if (disk !== 0 || directoryDisk !== 0 || countHere !== count) {
    reader.fail('an archive in one part', 'one of several parts', end)
  }
  if (start + size !== end) {
    reader.fail(`a directory that ends at byte ${end}`, `one of ${size} bytes from byte ${start}`, end)
  }
  reader.at = start
  const entries: ZipEntry[] = []
  while (entries.length < count) entries.push(readEntry(reader, start))
  if (reader.at !== end) reader.fail('the end of the directory', `${end - reader.at} more bytes`)
  return entries
}

/** The end record is at the very end, behind it only a comment whose length it states. */
function findEnd(reader: ByteReader): number {
  const { bytes } = reader
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const last = bytes.length - END_BYTES
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) === END_SIGNATURE && view.getUint16(at + 20, true) === last - at) return at
  }
  return reader.fail("a zip archive with its end record 'PK\\5\\6'", 'none', bytes.length)
}

function readEntry(reader: ByteReader, directory: number): ZipEntry {
  const offset = reader.at
  const what = 'a directory entry'
  const signature = reader.uint32(what, true)
  if (signature !== ENTRY_SIGNATURE) {
    reader.fail("a directory entry 'PK\\1\\2'", `0x${signature.toString(16)}`, offset)
  }
  reader.take(4, what)
  const flags = reader.uint16(what, true)
  const method = reader.uint16(what, true)
  reader.take(4, what)
  const crc = reader.uint32(what, true)
  const packedSize = reader.uint32(what, true)
  const size = reader.uint32(what, true)
  const nameLength = reader.uint16(what, true)
  const extraLength = reader.uint16(what, true)
  const commentLength = reader.uint16(what, true)
  reader.take(8, what)
  const localOffset = reader.uint32(what, true)
  const name = reader.take(nameLength, 'a name')
  reader.take(extraLength + commentLength, what)
  if (packedSize === IN_ZIP64 || size === IN_ZIP64 || localOffset === IN_ZIP64) {
    reader.fail('an entry without ZIP64', 'a ZIP64 one', offset)
  }
  if (localOffset + packedSize > directory) {
    reader.fail(`a file before the directory at byte ${directory}`, `one at byte ${localOffset}`, offset)
  }
  return { offset, flags, method, crc, packedSize, size, localOffset, name }
}
