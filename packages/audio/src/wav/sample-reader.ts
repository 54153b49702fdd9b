import { AeError } from '@ae/core'
import { WAVE_FORMAT_IEEE_FLOAT, WAVE_FORMAT_PCM } from './wav'

/** Reads the sample that begins at a byte of a view, in units of full scale. */
export type SampleReader = (view: DataView, offset: number) => number

const PCM: Readonly<Record<number, SampleReader>> = {
  // 8 bits are unsigned, all wider ones signed (Multimedia Programming Interface 1.0, "Data Format of the Samples").
  8: (view, offset) => (view.getUint8(offset) - 128) / 2 ** 7,
  16: (view, offset) => view.getInt16(offset, true) / 2 ** 15,
  24: (view, offset) => (view.getUint16(offset, true) + view.getInt8(offset + 2) * 2 ** 16) / 2 ** 23,
  32: (view, offset) => view.getInt32(offset, true) / 2 ** 31,
}

const FLOAT: Readonly<Record<number, SampleReader>> = {
  32: (view, offset) => view.getFloat32(offset, true),
  64: (view, offset) => view.getFloat64(offset, true),
}

const READERS: Readonly<Record<number, Readonly<Record<number, SampleReader>>>> = {
  [WAVE_FORMAT_PCM]: PCM,
  [WAVE_FORMAT_IEEE_FLOAT]: FLOAT,
}

/**
 * How samples of a format tag and a width are read.
 *
 * @throws AeError `data` for every other kind: A-law, µ-law, ADPCM, MP3 in WAV
 */
export function sampleReader(tag: number, bits: number, offset: number): SampleReader {
  const reader = READERS[tag]?.[bits]
  if (reader !== undefined) return reader
  throw new AeError(
    'data',
    `parseWav: at byte ${offset}, expected PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64 bits. Received: format ${tag} with ${bits} bits.`,
    { hint: 'convert the file to 16-bit PCM first.' },
  )
}
