/** Sound as a WAV file holds it, as plain numbers. */
export interface Wav {
  /** Unit: frames a second. */
  readonly sampleRate: number
  /** How many channels a frame has: 1 is mono, 2 is stereo. */
  readonly channels: number
  /** How many frames there are: one sample of every channel each. */
  readonly frames: number
  /** Shape: `[frames, channels]`, interleaved. Unit: full scale, so that ±1 is the loudest an integer file can hold. */
  readonly samples: Float32Array
}

/** `wFormatTag` values (mmreg.h). */
export const WAVE_FORMAT_PCM = 1
/** 32- and 64-bit floating point. */
export const WAVE_FORMAT_IEEE_FLOAT = 3
/** The true format tag begins the GUID at the end of the chunk. */
export const WAVE_FORMAT_EXTENSIBLE = 0xfffe
/** What follows the two bytes of tag in that GUID. */
export const SUBFORMAT_TAIL: readonly number[] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]
