import { AeError } from '@ae/core'
import { type SampleReader, sampleReader } from './sample-reader'
import { SUBFORMAT_TAIL, WAVE_FORMAT_EXTENSIBLE, type Wav } from './wav'

/** `RIFF`, length, `WAVE`. */
const RIFF_HEADER = 12
const CHUNK_HEADER = 8
const FMT_BYTES = 16
const EXTENSIBLE_FMT_BYTES = 40
/** Where in an extensible `fmt ` chunk the GUID of the true format begins. */
const SUBFORMAT_AT = 24

interface Format {
  readonly sampleRate: number
  readonly channels: number
  readonly bytesPerSample: number
  readonly read: SampleReader
}

/**
 * Reads a WAV file: PCM of 8, 16, 24 and 32 bits, floats of 32 and 64 bits, plain or `WAVE_FORMAT_EXTENSIBLE`.
 *
 * Chunks that are not sound are skipped, and so is whatever follows the RIFF form. Integers are scaled by a power of
 * two to [-1, 1); floats are left as they are.
 *
 * *Throws*: AeError `data` if the file is cut, is no WAV file, or holds another kind of sound.
 *
 * @example
 * const { samples, sampleRate } = parseWav(new Uint8Array(await file.arrayBuffer()))
 */
export function parseWav(bytes: Uint8Array): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = riffEnd(view)
  let format: Format | undefined
  for (let at = RIFF_HEADER; at < end; ) {
    if (end - at < CHUNK_HEADER) {
      throw mistake(at, `a chunk header of ${CHUNK_HEADER} bytes`, `${end - at} bytes`)
    }
    const name = fourLetters(view, at)
    const length = view.getUint32(at + 4, true)
    const start = at + CHUNK_HEADER
    if (length > end - start) {
      throw mistake(start, `${length} bytes of the '${name}' chunk`, `${end - start} bytes`)
    }
    if (name === 'fmt ') {
      if (format !== undefined) throw mistake(at, "one 'fmt ' chunk", 'a second one')
      format = readFormat(view, start, length)
    }
    if (name === 'data') {
      if (format === undefined) throw mistake(at, "a 'fmt ' chunk before the 'data' chunk", 'none')
      return readSamples(view, start, length, format)
    }
    at = start + length + (length % 2)
  }
  throw mistake(end, "a 'data' chunk", 'the end')
}

function mistake(offset: number, expected: string, received: string): AeError {
  return new AeError('data', `parseWav: at byte ${offset}, expected ${expected}. Received: ${received}.`)
}

function fourLetters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))
}

function riffEnd(view: DataView): number {
  if (view.byteLength < RIFF_HEADER) {
    throw mistake(0, `a RIFF header of ${RIFF_HEADER} bytes`, `${view.byteLength} bytes`)
  }
  if (fourLetters(view, 0) !== 'RIFF' || fourLetters(view, 8) !== 'WAVE') {
    throw mistake(0, "'RIFF' and 'WAVE'", `'${fourLetters(view, 0)}' and '${fourLetters(view, 8)}'`)
  }
  const end = CHUNK_HEADER + view.getUint32(4, true)
  // A missing pad byte at the very end is a mistake of many writers and loses nothing.
  if (end > view.byteLength + 1) throw mistake(4, `${end} bytes in all`, `${view.byteLength} bytes`)
  return Math.min(end, view.byteLength)
}

function readFormat(view: DataView, at: number, length: number): Format {
  if (length < FMT_BYTES)
    throw mistake(at, `a 'fmt ' chunk of at least ${FMT_BYTES} bytes`, `${length} bytes`)
  const plainTag = view.getUint16(at, true)
  const tag = plainTag === WAVE_FORMAT_EXTENSIBLE ? extensibleTag(view, at, length) : plainTag
  const channels = view.getUint16(at + 2, true)
  if (channels === 0) throw mistake(at + 2, 'at least one channel', '0')
  const sampleRate = view.getUint32(at + 4, true)
  if (sampleRate === 0) throw mistake(at + 4, 'a sample rate above 0', '0')
  const bits = view.getUint16(at + 14, true)
  const read = sampleReader(tag, bits, at)
  const bytesPerSample = bits / 8
  const blockAlign = view.getUint16(at + 12, true)
  if (blockAlign !== channels * bytesPerSample) {
    throw mistake(at + 12, `frames of ${channels * bytesPerSample} bytes`, `${blockAlign} bytes`)
  }
  return { sampleRate, channels, bytesPerSample, read }
}

function extensibleTag(view: DataView, at: number, length: number): number {
  if (length < EXTENSIBLE_FMT_BYTES) {
    throw mistake(at, `an extensible 'fmt ' chunk of ${EXTENSIBLE_FMT_BYTES} bytes`, `${length} bytes`)
  }
  const tailAt = at + SUBFORMAT_AT + 2
  if (!SUBFORMAT_TAIL.every((byte, i) => view.getUint8(tailAt + i) === byte)) {
    throw mistake(tailAt, 'the GUID of a WAVE format', 'another GUID')
  }
  return view.getUint16(at + SUBFORMAT_AT, true)
}

function readSamples(view: DataView, start: number, length: number, format: Format): Wav {
  const { sampleRate, channels, bytesPerSample, read } = format
  const frameBytes = channels * bytesPerSample
  if (length % frameBytes !== 0) {
    throw mistake(start, `whole frames of ${frameBytes} bytes`, `${length} bytes`)
  }
  const frames = length / frameBytes
  const samples = new Float32Array(frames * channels)
  for (let i = 0; i < samples.length; i++) samples[i] = read(view, start + i * bytesPerSample)
  return { sampleRate, channels, frames, samples }
}
