import { AeError, crc32 } from '@ae/core'
import { WHOLE } from '../coder/code-table'
import { ByteReader } from './byte-reader'
import { BINS, FEATURES, PLANES, PRIORS, TABLE_SETS, weightsAt } from './entropy-model'
import { evenTable } from './even-table'
import type { CodecParts } from './image-codec'
import { CODEC_MAGIC, CODEC_VERSION } from './write-codec'

const SUBJECT = 'ImageCodec'

/**
 * A codec out of its file.
 *
 * @throws AeError `data` if the bytes are no codec of this version, are cut, or fail their check sum
 */
export function readCodec(bytes: Uint8Array): CodecParts {
  const reader = new ByteReader(SUBJECT, bytes)
  if (reader.number(4) !== CODEC_MAGIC) throw bad("a codec's file", 'other bytes')
  const version = reader.number(1)
  if (version !== CODEC_VERSION) throw bad(`version ${CODEC_VERSION}`, String(version))
  const [end, sum] = [bytes.length - 4, new ByteReader(SUBJECT, bytes.subarray(-4)).number(4)]
  if (crc32(bytes.subarray(0, end)) !== sum) throw bad('bytes that fit their check sum', 'others')
  const block = reader.number(1)
  const planes = reader.number(1)
  if (!(block === 2 || block === 4 || block === 8 || block === 16))
    throw bad('blocks of 2, 4, 8 or 16', String(block))
  if (planes !== 1 && planes !== 3) throw bad('1 or 3 planes', String(planes))
  const bitWorth = reader.number(1)
  const about = readText(reader.bytes(reader.number(2)))
  const size = block * block
  const parts = {
    block,
    planes,
    bitWorth,
    about,
    analysis: Int16Array.from(reader.numbers(2 * size, 2)),
    synthesis: Int16Array.from(reader.numbers(2 * size, 2)),
    gains: Uint16Array.from(reader.numbers(planes * size, 2)),
    entropy: {
      levels: Uint8Array.from(reader.numbers(planes * size, 1)),
      priors: Uint16Array.from(reader.numbers(PRIORS, 2)),
      weights: Uint16Array.from(reader.numbers(weightCount(block), 2)),
      shrink: Int8Array.from(reader.numbers(2 * TABLE_SETS * BINS, 1)),
      tables: Array.from({ length: TABLE_SETS * BINS }, () => readTable(reader)),
    },
  } as const
  if (parts.gains.includes(0)) throw bad('gains above 0', '0')
  if (reader.left !== 4) throw bad('the end', `${reader.left - 4} more bytes`)
  return parts
}

/** Letter for letter: what it comes to is part of the fingerprint. */
function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw bad('a text', 'bytes that are none')
  }
}

/** How many weights a codec has. */
function weightCount(block: number): number {
  return weightsAt(block, PLANES - 1, 1, block - 1, block - 1) + FEATURES
}

function readTable(reader: ByteReader) {
  const reach = reader.number(1)
  const escape = reader.number(2)
  const halves = reader.numbers(reach, 2)
  const rest = WHOLE - escape - 2 * halves.reduce((sum, share) => sum + share, 0)
  if (rest < 0) throw bad(`shares of ${WHOLE}`, `${WHOLE - rest}`)
  return evenTable(halves, escape)
}

function bad(expected: string, received: string): AeError {
  return new AeError('data', `${SUBJECT}: expected ${expected}. Received: ${received}.`)
}
