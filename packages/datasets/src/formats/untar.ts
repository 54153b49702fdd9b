import { ByteReader, latin1 } from './byte-reader'
import { entryName } from './entry-name'
import { paxRecords } from './pax-records'
import { readTarHeader, TAR_BLOCK, type TarHeader, untilZero } from './tar-header'

const SUBJECT = 'untar'
const FILE_TYPES = ['0', '\0', '7']

/** What the entries in front of a file say about it. */
interface Attributes {
  path?: string
  size?: number
}

/**
 * Lists a tar archive: the files in it by name, in order. Of a name that occurs twice the last counts, as tar has it.
 *
 * ustar, GNU long names and pax paths are read, and every header's checksum is held against it. Folders, links and
 * devices are left out. Names that lead out of the archive (`..`, absolute paths) are refused, and so are sparse files.
 *
 * *Throws*: AeError `data` if the archive is cut or damaged. *Owns*: the values are views of `bytes`; nothing is copied.
 *
 * @example
 * const labels = untar(gunzip(bytes)).get('set/labels.csv')
 */
export function untar(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const reader = new ByteReader(SUBJECT, bytes)
  let attributes: Attributes = {}
  for (;;) {
    const header = readTarHeader(SUBJECT, bytes, reader.at)
    if (header === undefined) return files
    reader.at += TAR_BLOCK
    const isFile = FILE_TYPES.includes(header.type)
    const size = isFile ? (attributes.size ?? header.size) : header.size
    const start = reader.at
    const data = reader.take(size, 'an entry')
    const next = readAttributes(bytes, header, start, size)
    if (next === undefined) {
      if (isFile) addFile(files, header, attributes, data)
      attributes = {}
    } else {
      attributes = { ...attributes, ...next }
    }
    reader.take((TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK, 'padding')
  }
}

/** What an entry says about the next one; undefined if it is an entry of its own. */
function readAttributes(
  bytes: Uint8Array,
  header: TarHeader,
  start: number,
  size: number,
): Attributes | undefined {
  const reader = new ByteReader(SUBJECT, bytes, header.offset)
  if (header.type === 'S') reader.fail('a file without holes', 'a sparse file')
  if (header.type === 'L') return { path: pathOf(untilZero(bytes.subarray(start, start + size))) }
  if (header.type === 'K') return {}
  if (header.type !== 'x' && header.type !== 'g') return undefined
  const records = paxRecords(SUBJECT, bytes, start, size)
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
    reader.fail('a file without holes', 'a sparse file')
  }
  // What holds for all files that follow is times and owners, never their names.
  if (header.type === 'g') return {}
  const path = records.get('path')
  const stated = records.get('size')
  if (stated !== undefined && !/^[0-9]{1,15}$/.test(stated))
    reader.fail('a size in digits', `'${stated.slice(0, 40)}'`)
  return {
    ...(path === undefined ? {} : { path }),
    ...(stated === undefined ? {} : { size: Number(stated) }),
  }
}

function addFile(
  files: Map<string, Uint8Array>,
  header: TarHeader,
  attributes: Attributes,
  data: Uint8Array,
): void {
  const path = attributes.path ?? pathOf(header.name)
  // Old tar wrote folders as files whose name ends in a slash.
  if (path.endsWith('/')) return
  const name = entryName(SUBJECT, header.offset, path)
  files.delete(name)
  files.set(name, data)
}

/** Names are UTF-8 by habit and nothing by standard: bytes that are not UTF-8 are taken as Latin-1. */
function pathOf(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(name)
  } catch {
    return latin1(name)
  }
}
