import { crc32 } from '@ae/core'
import { ByteReader } from './byte-reader'
import { concatenate } from './concatenate'

/** The image header chunk of a PNG file. */
export interface PngHeader {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** Unit: bits a sample, or a palette index. */
  readonly depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly colorType: number
  /** Whether it is interlaced in the seven passes of Adam7. */
  readonly interlaced: boolean
}

/** The chunks of a PNG file that make its pixels, none of them decoded but the header. */
export interface PngChunks {
  /** What the image is. */
  readonly header: PngHeader
  /** Red, green and blue of every palette entry. */
  readonly palette: Uint8Array | undefined
  /** Alpha of the first palette entries, or the one colour that is transparent. */
  readonly transparency: Uint8Array | undefined
  /** The compressed pixels. */
  readonly data: Uint8Array
  /** Where they begin. Unit: bytes. */
  readonly dataOffset: number
}

const SIGNATURE = '\x89PNG\r\n\x1a\n'
/** Bit depths by colour type (PNG, table 11.1). */
const DEPTHS = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
])
const MAX_PALETTE = 256

/** Walks the chunks of a PNG file, each held against its checksum. Chunks that do not make pixels are skipped. */
export function readPngChunks(subject: string, bytes: Uint8Array): PngChunks {
  const reader = new ByteReader(subject, bytes)
  if (reader.latin1(SIGNATURE.length, 'the signature') !== SIGNATURE) {
    reader.fail('the signature of a PNG file', 'other bytes', 0)
  }
  const first = readChunk(reader)
  if (first.name !== 'IHDR') reader.fail('the IHDR chunk', `'${first.name}'`, SIGNATURE.length)
  const header = readHeader(subject, bytes, first)
  const single = new Map<string, Uint8Array>()
  const pieces: Uint8Array[] = []
  let dataOffset = 0
  for (;;) {
    const { name, data, offset } = readChunk(reader)
    if (name === 'IEND') {
      if (pieces.length === 0) reader.fail('an IDAT chunk', 'the end', offset)
      const [palette, transparency] = [single.get('PLTE'), single.get('tRNS')]
      return { header, palette, transparency, data: concatenate(pieces), dataOffset }
    }
    if (name === 'IDAT') {
      if (pieces.length === 0) dataOffset = offset
      pieces.push(data)
    } else if (name === 'PLTE' || name === 'tRNS') {
      if (single.has(name) || pieces.length > 0)
        reader.fail(`one ${name} chunk before IDAT`, 'another', offset)
      requireColours(reader, name, { length: data.length, offset, header, palette: single.get('PLTE') })
      single.set(name, data)
    } else if (/^[A-Z]/.test(name)) {
      // A capital means that the image cannot be shown without it (PNG, §5.4).
      reader.fail('chunks of the PNG standard', `'${name}'`, offset)
    }
  }
}

interface Chunk {
  readonly name: string
  readonly data: Uint8Array
  readonly offset: number
}

function readChunk(reader: ByteReader): Chunk {
  const length = reader.uint32('a chunk', false)
  const nameAt = reader.at
  const name = reader.latin1(4, 'a chunk')
  if (!/^[A-Za-z]{4}$/.test(name)) reader.fail('the name of a chunk', 'other bytes', nameAt)
  const offset = reader.at
  const data = reader.take(length, `the ${name} chunk`)
  const stated = reader.uint32('a checksum', false)
  const found = crc32(reader.bytes.subarray(nameAt, nameAt + 4 + length))
  if (stated !== found) reader.fail(`CRC-32 ${found}`, `${stated}`, offset + length)
  return { name, data, offset }
}

function readHeader(subject: string, bytes: Uint8Array, { data, offset }: Chunk): PngHeader {
  const reader = new ByteReader(subject, bytes, offset)
  if (data.length !== 13) reader.fail('an IHDR chunk of 13 bytes', `${data.length}`)
  const width = reader.uint32('IHDR', false)
  const height = reader.uint32('IHDR', false)
  if (width === 0 || height === 0) reader.fail('at least one pixel', `${width}×${height}`, offset)
  const depth = reader.uint8('IHDR')
  const colorType = reader.uint8('IHDR')
  if (!DEPTHS.get(colorType)?.includes(depth)) {
    reader.fail(
      'a bit depth that its colour type has',
      `depth ${depth} and colour type ${colorType}`,
      offset + 8,
    )
  }
  const compression = reader.uint8('IHDR')
  const filter = reader.uint8('IHDR')
  const interlace = reader.uint8('IHDR')
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    reader.fail(
      'compression 0, filter 0 and interlace 0 or 1',
      `${compression}, ${filter} and ${interlace}`,
      offset + 10,
    )
  }
  return { width, height, depth, colorType, interlaced: interlace === 1 }
}

interface Colours {
  readonly length: number
  readonly offset: number
  readonly header: PngHeader
  readonly palette: Uint8Array | undefined
}

function requireColours(
  reader: ByteReader,
  name: string,
  { length, offset, header, palette }: Colours,
): void {
  if (name === 'PLTE') {
    const entries = length / 3
    if (!Number.isInteger(entries) || entries === 0 || entries > MAX_PALETTE) {
      reader.fail(`1 to ${MAX_PALETTE} palette entries of 3 bytes`, `${length} bytes`, offset)
    }
    return
  }
  const fits =
    (header.colorType === 0 && length === 2) ||
    (header.colorType === 2 && length === 6) ||
    (header.colorType === 3 && palette !== undefined && length <= palette.length / 3)
  if (!fits) reader.fail('a tRNS chunk that fits the colour type', `${length} bytes`, offset)
}
