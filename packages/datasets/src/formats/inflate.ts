import { AeError } from '@ae/core'
import { Inflate, Unzlib } from 'fflate'
import { formatError, messageOf } from './format-error'

/**
 * Most bytes that {@link gunzip}, {@link unzip} and {@link parseNpz} unpack unless told otherwise: 1 GiB, six times
 * the largest set that is read here.
 */
export const MAX_UNPACKED_BYTES: number = 2 ** 30

/**
 * Compressed bytes given to the inflater at a time. Deflate grows its input at most 1032 times (RFC 1951 has no match
 * longer than 258 bytes, and no code shorter than a bit), so no more than 16 MiB exist past a limit before it is seen.
 */
const INFLATE_CHUNK = 2 ** 14

/** What is to be inflated, of {@link inflate}. */
export interface InflateOptions {
  /** Who asks, as the error's first words. */
  readonly subject: string
  /** Where the compressed bytes begin in the input. Unit: bytes. */
  readonly offset: number
  /** The first byte too many is an error. Unit: bytes. */
  readonly maxBytes: number
  /** `raw` deflate or in a `zlib` envelope. */
  readonly envelope: 'raw' | 'zlib'
  /** Takes what comes out, in order. */
  readonly sink: (bytes: Uint8Array) => void
}

/** Inflates `bytes` piece by piece, never much more than `maxBytes` at once. Returns how many bytes came out. */
export function inflate(bytes: Uint8Array, options: InflateOptions): number {
  const { subject, offset, maxBytes, sink } = options
  let length = 0
  const stream = new (options.envelope === 'raw' ? Inflate : Unzlib)((piece) => {
    length += piece.length
    if (length > maxBytes) {
      throw formatError(subject, {
        offset,
        expected: `data that unpacks to ${maxBytes} bytes`,
        received: 'more',
      })
    }
    if (piece.length > 0) sink(piece)
  })
  pushAll(subject, offset, bytes, stream)
  return length
}

/** A stream of fflate: takes compressed bytes and calls back with what they hold. */
interface Inflater {
  push(chunk: Uint8Array, final: boolean): void
}

/** Gives `bytes` to a stream in chunks. Every error of the library becomes an AeError. */
export function pushAll(subject: string, offset: number, bytes: Uint8Array, stream: Inflater): void {
  let start = 0
  try {
    do {
      const end = Math.min(start + INFLATE_CHUNK, bytes.length)
      stream.push(bytes.subarray(start, end), end === bytes.length)
      start = end
    } while (start < bytes.length)
  } catch (cause) {
    if (cause instanceof AeError) throw cause
    throw formatError(subject, {
      offset: offset + start,
      expected: 'compressed data',
      received: messageOf(cause),
      cause,
    })
  }
}

/** The error of a bomb. */
export function tooMuch(subject: string, offset: number, maxBytes: number): AeError {
  return new AeError(
    'data',
    `${subject}: at byte ${offset}, expected data that unpacks to at most ${maxBytes} bytes. Received: more.`,
    { hint: 'if the file can be trusted, raise `maxBytes`.' },
  )
}
