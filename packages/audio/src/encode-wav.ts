import { AeError, requireChoice, requireKnownOptions, requirePositiveInteger, show } from '@ae/core'
import { WAVE_FORMAT_IEEE_FLOAT, WAVE_FORMAT_PCM } from './wav'

/** Sound to write, of {@link encodeWav}. */
export interface EncodeWavOptions {
  /** Shape: `[frames, channels]`, interleaved. Unit: full scale; 16-bit files clip what is outside [-1, 1). */
  readonly samples: Float32Array
  /** Unit: frames a second. */
  readonly sampleRate: number
  /** How many channels a frame has. Default: 1. */
  readonly channels?: number
  /** `pcm16` is read everywhere, `float32` loses nothing. Default: `pcm16`. */
  readonly format?: 'pcm16' | 'float32'
}

const RIFF_HEADER = 12
const CHUNK_HEADER = 8
const UINT16_MAX = 2 ** 16 - 1
const UINT32_MAX = 2 ** 32 - 1
const PCM16_SCALE = 2 ** 15

/**
 * Writes a WAV file. {@link parseWav} reads it back: exactly with `float32`, to half a step of 2⁻¹⁵ with `pcm16`.
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
  const format = requireChoice('encodeWav', 'format', options.format ?? 'pcm16', ['pcm16', 'float32'])
  const samples = requireSamples(options.samples, channels)

  const isFloat = format === 'float32'
  const bytesPerSample = isFloat ? 4 : 2
  const dataBytes = samples.length * bytesPerSample
  // Every format but PCM states the length of its extension and has a `fact` chunk (RIFF, "WAVE form").
  const fmtBytes = isFloat ? 18 : 16
  const factBytes = isFloat ? CHUNK_HEADER + 4 : 0
  const total = RIFF_HEADER + CHUNK_HEADER + fmtBytes + factBytes + CHUNK_HEADER + dataBytes
  requireAtMost('samples.length', total, UINT32_MAX)
  requireAtMost('channels', channels * bytesPerSample, UINT16_MAX)
  requireAtMost('sampleRate', sampleRate * channels * bytesPerSample, UINT32_MAX)

  const view = new DataView(new ArrayBuffer(total))
  writeLetters(view, 0, 'RIFF')
  view.setUint32(4, total - CHUNK_HEADER, true)
  writeLetters(view, 8, 'WAVE')
  writeLetters(view, 12, 'fmt ')
  view.setUint32(16, fmtBytes, true)
  view.setUint16(20, isFloat ? WAVE_FORMAT_IEEE_FLOAT : WAVE_FORMAT_PCM, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * channels * bytesPerSample, true)
  view.setUint16(32, channels * bytesPerSample, true)
  view.setUint16(34, 8 * bytesPerSample, true)
  let at = RIFF_HEADER + CHUNK_HEADER + fmtBytes
  if (isFloat) {
    writeLetters(view, at, 'fact')
    view.setUint32(at + 4, 4, true)
    view.setUint32(at + 8, samples.length / channels, true)
    at += factBytes
  }
  writeLetters(view, at, 'data')
  view.setUint32(at + 4, dataBytes, true)
  writeSamples(view, at + CHUNK_HEADER, samples, isFloat)
  return new Uint8Array(view.buffer)
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

function writeLetters(view: DataView, at: number, letters: string): void {
  for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i))
}

function writeSamples(view: DataView, at: number, samples: Float32Array, isFloat: boolean): void {
  samples.forEach((sample, i) => {
    if (isFloat) view.setFloat32(at + 4 * i, sample, true)
    else
      view.setInt16(
        at + 2 * i,
        Math.max(-PCM16_SCALE, Math.min(PCM16_SCALE - 1, Math.round(sample * PCM16_SCALE))),
        true,
      )
  })
}
