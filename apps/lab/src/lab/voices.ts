import { logMel, resample } from '@ae/audio'
import { createRng } from '@ae/core'
import { spokenDigits, syntheticSyllables } from '@ae/datasets'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from './experiment'

/** Frames of a clip: .48 s. */
export const CLIP_FRAMES = 48
/** Numbers of a frame. */
export const CLIP_MELS = 40
/** Unit: Hz. */
const CLIP_RATE = 8000

/** Clips of one split. */
export interface VoiceClips {
  /** Log-mel frames, standardised, [N, 48, 40] */
  readonly x: tf.Tensor3D
  /** Who speaks. */
  readonly speakers: Int32Array
  /** What is said. */
  readonly words: Int32Array
}

/** Clips of voices, in parts that share none. */
export interface Voices {
  /** Where they come from. */
  readonly name: string
  /** To learn from. */
  readonly train: VoiceClips
  /** To stop and to choose by. */
  readonly validation: VoiceClips
  /** To report on. */
  readonly test: VoiceClips
  /** How many speak. */
  readonly speakerCount: number
  /** How many words there are. */
  readonly wordCount: number
}

interface Clip {
  readonly frames: Float32Array
  readonly speaker: number
  readonly word: number
}

/** Every so many takes of a speaker's word are for validation: 5 of 45. */
const VALIDATION_TAKES = 5
const TEST_TAKES = 5
/** How the voices of a quick run speak. */
const QUICK = { seed: 5, speakers: 3, syllables: ['a', 'i', 'u', 'mo', 'se'], repetitions: 28 }

/** Spoken digits in a full run, by the official split; synthetic syllables in a quick one. */
export async function labVoices(lab: Lab): Promise<Voices> {
  const { dataDir } = lab
  return dataDir === undefined ? quickVoices() : fullVoices(dataDir)
}

async function fullVoices(dataDir: string): Promise<Voices> {
  const { train, test } = await spokenDigits({ dataDir, offline: true })
  const names = [...new Set(train.map(({ speaker }) => speaker))].sort()
  const clips = (recordings: typeof train): readonly Clip[] =>
    recordings.map(({ samples, speaker, digit }) => ({
      frames: clipFrames(samples, CLIP_RATE),
      speaker: names.indexOf(speaker),
      word: digit,
    }))
  const held = train.filter(({ take }) => take < TEST_TAKES + VALIDATION_TAKES)
  const learned = train.filter(({ take }) => take >= TEST_TAKES + VALIDATION_TAKES)
  return voices('spoken digits', names.length, 10, [clips(learned), clips(held), clips(test)])
}

function quickVoices(): Voices {
  const { samples, length, sampleRate, speakers, syllables } = syntheticSyllables(QUICK)
  const clips = Array.from(speakers, (speaker, row) => ({
    frames: clipFrames(samples.subarray(row * length, (row + 1) * length), sampleRate),
    speaker,
    word: syllables[row] ?? 0,
  }))
  const order = Array.from(createRng(QUICK.seed).fork('split').permutation(clips.length))
  const [first, second] = [Math.round(0.7 * clips.length), Math.round(0.8 * clips.length)]
  const part = (begin: number, end: number): readonly Clip[] =>
    order.slice(begin, end).flatMap((row) => clips[row] ?? [])
  return voices('synthetic syllables', QUICK.speakers, QUICK.syllables.length, [
    part(0, first),
    part(first, second),
    part(second, clips.length),
  ])
}

/** Log-mel frames of a recording, cut at the end or filled with silence: 48 × 40 numbers in [0, 1]. */
function clipFrames(samples: Float32Array, sampleRate: number): Float32Array {
  const sound = sampleRate === CLIP_RATE ? samples : resample(samples, { from: sampleRate, to: CLIP_RATE })
  const { values } = logMel(sound, { sampleRate: CLIP_RATE, mels: CLIP_MELS })
  const clip = new Float32Array(CLIP_FRAMES * CLIP_MELS)
  clip.set(values.subarray(0, clip.length))
  return clip
}

type Parts = readonly [readonly Clip[], readonly Clip[], readonly Clip[]]

/** Clips as tensors, each mel with mean 0 and deviation 1 over the training frames. */
function voices(name: string, speakerCount: number, wordCount: number, parts: Parts): Voices {
  const [learned] = parts
  const scale = melScale(learned)
  const [train, validation, test] = parts.map((clips) => {
    const values = new Float32Array(clips.length * CLIP_FRAMES * CLIP_MELS)
    clips.forEach(({ frames }, row) => {
      values.set(frames.map(scale), row * frames.length)
    })
    return {
      x: tf.tensor3d(values, [clips.length, CLIP_FRAMES, CLIP_MELS]),
      speakers: Int32Array.from(clips, ({ speaker }) => speaker),
      words: Int32Array.from(clips, ({ word }) => word),
    }
  }) as [VoiceClips, VoiceClips, VoiceClips]
  return { name, train, validation, test, speakerCount, wordCount }
}

function melScale(clips: readonly Clip[]): (value: number, i: number) => number {
  const count = clips.length * CLIP_FRAMES
  const [means, squares] = [new Float64Array(CLIP_MELS), new Float64Array(CLIP_MELS)]
  for (const { frames } of clips) {
    frames.forEach((value, i) => {
      means[i % CLIP_MELS] = (means[i % CLIP_MELS] ?? 0) + value / count
      squares[i % CLIP_MELS] = (squares[i % CLIP_MELS] ?? 0) + value ** 2 / count
    })
  }
  const deviations = squares.map((square, mel) => Math.sqrt(Math.max(1e-8, square - (means[mel] ?? 0) ** 2)))
  return (value, i) => (value - (means[i % CLIP_MELS] ?? 0)) / (deviations[i % CLIP_MELS] ?? 1)
}

/** Frees all clips. */
export function disposeVoices({ train, validation, test }: Voices): void {
  tf.dispose([train.x, validation.x, test.x])
}
