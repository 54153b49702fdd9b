import { AeError, crc32 } from '@ae/core'
import { ByteWriter } from './byte-writer'
import type { CodecParts } from './image-codec'

/** First bytes of a codec's file: `AECM`. */
export const CODEC_MAGIC = 0x4145434d
/** Version of the format. */
export const CODEC_VERSION = 1
/** Bytes of text at most. */
const MOST_TEXT = 4096

/** @throws AeError `config` unless a text is one, of as many bytes as a file holds */
export function requireText(about: string): string {
  const { length } = typeof about === 'string' ? new TextEncoder().encode(about) : { length: Number.NaN }
  if (length <= MOST_TEXT) return about
  throw new AeError(
    'config',
    `ImageCodec: \`about\` must be a text of ${MOST_TEXT} bytes at most. Received: ${length}.`,
  )
}

/** A codec as a file, with a check sum at its end. */
export function writeCodec(parts: CodecParts): Uint8Array<ArrayBuffer> {
  const { entropy } = parts
  const about = new TextEncoder().encode(requireText(parts.about))
  const out = new ByteWriter()
  out.number(CODEC_MAGIC, 4)
  out.numbers([CODEC_VERSION, parts.block, parts.planes, parts.bitWorth], 1)
  out.number(about.length, 2)
  out.bytes(about)
  out.numbers(parts.analysis, 2)
  out.numbers(parts.synthesis, 2)
  out.numbers(parts.gains, 2)
  out.numbers(entropy.levels, 1)
  out.numbers(entropy.priors, 2)
  out.numbers(entropy.weights, 2)
  out.numbers(entropy.shrink, 1)
  for (const { lowest, shares, escape } of entropy.tables) {
    out.number(-lowest, 1)
    out.number(escape, 2)
    out.numbers(shares.subarray(1 - lowest), 2)
  }
  out.number(crc32(out.view()), 4)
  return out.done()
}
