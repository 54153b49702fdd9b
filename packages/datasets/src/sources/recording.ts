import { parseWav } from '@ae/audio'

/** Sound in one channel. */
export interface Recording {
  /** Name of its file, without folder and ending. */
  readonly name: string
  /** The sound, in [−1, 1]; several channels are averaged into one. */
  readonly samples: Float32Array
  /** Unit: Hz. */
  readonly sampleRate: number
}

/** The recording in a WAV file. */
export function readRecording(name: string, bytes: Uint8Array): Recording {
  const { sampleRate, channels, frames, samples } = parseWav(bytes)
  if (channels === 1) return { name, samples, sampleRate }
  const mono = Float32Array.from({ length: frames }, (_, frame) => {
    const all = samples.subarray(frame * channels, (frame + 1) * channels)
    return all.reduce((sum, sample) => sum + sample, 0) / channels
  })
  return { name, samples: mono, sampleRate }
}
