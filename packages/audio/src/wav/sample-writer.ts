import { WAVE_FORMAT_IEEE_FLOAT, WAVE_FORMAT_PCM } from './wav'

/** How {@link encodeWav} can keep samples. */
export type SampleFormat = 'pcm8' | 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'float64'

/** Layout of a {@link SampleFormat}. */
export interface SampleWriter {
  /** `wFormatTag`. */
  readonly tag: number
  /** Unit: bytes. */
  readonly bytes: number
  /** Writes one sample, in units of full scale, where it begins. */
  write(view: DataView, offset: number, sample: number): void
}

/** Every format by its name. */
export const SAMPLE_WRITERS: Readonly<Record<SampleFormat, SampleWriter>> = {
  pcm8: pcm(1, (view, offset, level) => view.setUint8(offset, level + 128)),
  pcm16: pcm(2, (view, offset, level) => view.setInt16(offset, level, true)),
  pcm24: pcm(3, (view, offset, level) => {
    view.setUint16(offset, level & 0xffff, true)
    view.setInt8(offset + 2, level >> 16)
  }),
  pcm32: pcm(4, (view, offset, level) => view.setInt32(offset, level, true)),
  float32: {
    tag: WAVE_FORMAT_IEEE_FLOAT,
    bytes: 4,
    write: (view, offset, sample) => view.setFloat32(offset, sample, true),
  },
  float64: {
    tag: WAVE_FORMAT_IEEE_FLOAT,
    bytes: 8,
    write: (view, offset, sample) => view.setFloat64(offset, sample, true),
  },
}

/** Whole levels, the nearest one, clipped where there is none. */
function pcm(bytes: number, write: SampleWriter['write']): SampleWriter {
  const scale = 2 ** (8 * bytes - 1)
  return {
    tag: WAVE_FORMAT_PCM,
    bytes,
    write: (view, offset, sample) =>
      write(view, offset, Math.max(-scale, Math.min(scale - 1, Math.round(sample * scale)))),
  }
}
