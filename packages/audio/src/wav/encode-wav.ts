import { AeError, requireChoice, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import { SAMPLE_WRITERS, type SampleFormat, type SampleWriter } from './sample-writer'
import { SUBFORMAT_TAIL, WAVE_FORMAT_EXTENSIBLE, WAVE_FORMAT_PCM } from './wav'

/** Sound to write, of {@link encodeWav}. */
export interface EncodeWavOptions {
  /** Shape: `[frames, channels]`, interleaved. Unit: full scale; whole numbers clip what is outside [-1, 1). */
  readonly samples: Float32Array
  /** Unit: frames a second. */
  readonly sampleRate: number
  /** How many channels a frame has; from 3 on, the file says `WAVE_FORMAT_EXTENSIBLE`. Default: 1. */
  readonly channels?: number
  /** `pcm16` is read everywhere, floats lose nothing. Default: `pcm16`. */
  readonly format?: SampleFormat
}

const RIFF_HEADER = 12
const CHUNK_HEADER = 8
const UINT16_MAX = 2 ** 16 - 1
const UINT32_MAX = 2 ** 32 - 1
const FORMATS = ['pcm8', 'pcm16', 'pcm24', 'pcm32', 'float32', 'float64'] as const

/**
 * Writes a WAV file. {@link parseWav} reads it back: exactly with floats, to half a step of 2^(1−bits) with `pcm…`.
 *
 * *Throws*: AeError `config` for an option that cannot be written, `data` for a sample that is not finite.
 *
 * @example
 * const file = encodeWav({ samples: new Float32Array(16000), sampleRate: 16000 })
 */
export function encodeWav(options: EncodeWavOptions): Uint8Array {
  requireKnownOptions('encodeWav', options, ['samples', 'sampleRate', 'channels', 'format'])
  const sampleRate = requireAtMost('sampleRate', options.sampleRate, UINT32_MAX)
  const channels = requireAtMost('channels', options.channels ?? 1, UINT16_MAX)
  const writer = SAMPLE_WRITERS[requireChoice('encodeWav', 'format', options.format ?? 'pcm16', FORMATS)]
  const samples = requireSamples(options.samples, channels)

  const dataBytes = samples.length * writer.bytes
  const fmt = formatChunk(writer, sampleRate, channels)
  // Every format but plain PCM has a `fact` chunk (RIFF, "WAVE form").
  const fact = writer.tag === WAVE_FORMAT_PCM ? [] : uint32(samples.length / channels)
  const chunkBytes = (length: number): number => CHUNK_HEADER + length + (length % 2)
  const total =
    RIFF_HEADER + chunkBytes(fmt.length) + (fact.length && chunkBytes(fact.length)) + chunkBytes(dataBytes)
  requireAtMost('samples.length', total, UINT32_MAX)
  requireAtMost('channels', channels * writer.bytes, UINT16_MAX)
  requireAtMost('sampleRate', sampleRate * channels * writer.bytes, UINT32_MAX)

  const bytes = new Uint8Array(total)
  const header = [
    letters('RIFF'),
    uint32(total - CHUNK_HEADER),
    letters('WAVE'),
    chunkHead('fmt ', fmt.length),
    fmt,
    fact.length > 0 ? chunkHead('fact', fact.length) : [],
    fact,
    chunkHead('data', dataBytes),
  ].flat()
  bytes.set(header)
  const view = new DataView(bytes.buffer)
  samples.forEach((sample, i) => {
    writer.write(view, header.length + i * writer.bytes, sample)
  })
  return bytes
}

const letters = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
const uint16 = (value: number): number[] => [value & 255, value >>> 8]
const uint32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255)

const chunkHead = (name: string, length: number): number[] => [...letters(name), ...uint32(length)]

function formatChunk({ tag, bytes }: SampleWriter, sampleRate: number, channels: number): number[] {
  const isExtensible = channels > 2
  const common = [
    ...uint16(isExtensible ? WAVE_FORMAT_EXTENSIBLE : tag),
    ...uint16(channels),
    ...uint32(sampleRate),
    ...uint32(sampleRate * channels * bytes),
    ...uint16(channels * bytes),
    ...uint16(8 * bytes),
  ]
  // No speaker is named for any channel: a mask of 0.
  if (isExtensible)
    return [...common, ...uint16(22), ...uint16(8 * bytes), ...uint32(0), ...uint16(tag), ...SUBFORMAT_TAIL]
  // Every format but PCM states the length of its extension.
  return tag === WAVE_FORMAT_PCM ? common : [...common, ...uint16(0)]
}

function requireAtMost(option: string, value: unknown, limit: number): number {
  const number = requirePositiveInteger('encodeWav', option, value)
  if (number <= limit) return number
  throw new AeError(
    'config',
    `encodeWav: \`${option}\` makes a WAV file hold more than it can: expected at most ${limit}. Received: ${number}.`,
  )
}

function requireSamples(samples: unknown, channels: number): Float32Array {
  if (!(samples instanceof Float32Array) || samples.length % channels !== 0) {
    const received = samples instanceof Float32Array ? `${samples.length} samples` : show(samples)
    throw new AeError(
      'config',
      `encodeWav: \`samples\` must be a Float32Array of whole frames of ${channels}. Received: ${received}.`,
    )
  }
  const strange = samples.findIndex((sample) => !Number.isFinite(sample))
  if (strange < 0) return samples
  throw new AeError(
    'data',
    `encodeWav: expected finite samples. Received: ${samples[strange]} at index ${strange}.`,
  )
}
