import { readFile } from 'node:fs/promises'
import {
  encodeWav,
  type InvertLogMelOptions,
  invertLogMel,
  type LogMelOptions,
  logMel,
  parseWav,
  resample,
} from '@ae/audio'
import { AeError, requireKnownOptions, requireNumber, show } from '@ae/core'
import { writeFileAtomic } from '@ae/core/node'
import type * as tf from '@tensorflow/tfjs'
import { type ConvertRecordingOptions, convertRecording } from '../conversion/convert-recording'

/** How features were standardised before the model saw them: `(value − mean) / deviation`, for each mel or for all. */
export interface FeatureScale {
  /** One number a mel, or one for all. */
  readonly mean: number | ArrayLike<number>
  /** > 0; one number a mel, or one for all. */
  readonly deviation: number | ArrayLike<number>
}

/** Options of {@link convertFile}. */
export interface ConvertFileOptions extends ConvertRecordingOptions {
  /** The WAV file to read; several channels become their mean. */
  readonly from: string
  /** The WAV file to write, of 16 bits and one channel, whole at any moment. */
  readonly to: string
  /** As the model's clips were made; sound of another sample rate is brought to that of the features. */
  readonly features: LogMelOptions
  /** What was done to the features of the model's clips. Default: nothing. */
  readonly scale?: FeatureScale
  /** How phases are looked for; see `invertLogMel`. */
  readonly sound?: Pick<InvertLogMelOptions, 'iterations' | 'momentum' | 'rng' | 'sharpen'>
}

/** What {@link convertFile} did. */
export interface ConvertedFile {
  /** Of the sound that was written. Unit: samples. */
  readonly samples: number
  /** Of the sound that was written. Unit: Hz. */
  readonly sampleRate: number
  /** Frames that went through the model. */
  readonly frames: number
}

/**
 * Converts a recording in a WAV file into one in another voice: mel frames, clip by clip through a model, and sound again by
 * Griffin–Lim, which sounds of its method; a neural vocoder is not part of this package. Louder than full scale is made softer.
 *
 * @param convert clips `[B, clipFrames, mels]`, borrowed → as many of the same shape, given away: any model's `convert`
 * @throws AeError `data` if the file cannot be read, is no WAV file or holds no sound, `config` on a bad option, `shape` if
 * `convert` gives another shape; nothing is written then. Whatever the file system says when writing
 * @example
 * const model = new AdaINDisentangler({ inputShape: [48, 40] })
 * await convertFile((x) => model.convert(x, voice), {
 *   from: 'hello.wav',
 *   to: 'converted.wav',
 *   clipFrames: 48,
 *   features: { sampleRate: 8000, mels: 40 },
 *   scale: { mean: -5.2, deviation: 2.1 },
 * })
 */
export async function convertFile(
  convert: (x: tf.Tensor3D) => tf.Tensor,
  options: ConvertFileOptions,
): Promise<ConvertedFile> {
  const subject = 'convertFile'
  requireKnownOptions(subject, options, [
    'from',
    'to',
    'features',
    'scale',
    'sound',
    'clipFrames',
    'overlap',
    'batch',
  ])
  const { from, to, features, scale, sound = {}, ...clips } = options
  const mels = features.mels ?? 40
  const means = columns(subject, 'scale.mean', scale?.mean ?? 0, mels)
  const deviations = columns(subject, 'scale.deviation', scale?.deviation ?? 1, mels)
  for (const deviation of deviations) requireNumber(subject, 'scale.deviation', deviation, { above: 0 })
  const { sampleRate } = features
  const silence = { frames: 1, width: mels, values: new Float32Array(mels) }
  // Options that sound cannot be made with are found before anything is read and converted.
  invertLogMel(silence, { ...features, ...sound })
  const mono = monoAt(sampleRate, parseWav(await readOrExplain(from)))
  const frames = logMel(mono, features)
  const scaled = frames.values.map(
    (value, i) => (value - (means[i % mels] ?? 0)) / (deviations[i % mels] ?? 1),
  )
  const made = await convertRecording({ ...frames, values: scaled }, convert, clips)
  const values = made.values.map((value, i) =>
    Math.min(1, Math.max(0, value * (deviations[i % mels] ?? 1) + (means[i % mels] ?? 0))),
  )
  const samples = withinFullScale(
    invertLogMel({ ...made, values }, { ...features, ...sound, length: mono.length }),
  )
  await writeFileAtomic(to, encodeWav({ samples, sampleRate }))
  return { samples: samples.length, sampleRate, frames: made.frames }
}

function columns(
  subject: string,
  name: string,
  values: number | ArrayLike<number>,
  mels: number,
): readonly number[] {
  const all = typeof values === 'number' ? Array.from({ length: mels }, () => values) : Array.from(values)
  if (all.length === mels && all.every(Number.isFinite)) return all
  throw new AeError(
    'config',
    `${subject}: \`${name}\` must be a number, or one for each of ${mels} mels. Received: ${show(values)}.`,
  )
}

function monoAt(sampleRate: number, wav: ReturnType<typeof parseWav>): Float32Array {
  const { channels, frames, samples } = wav
  const mono = new Float32Array(frames)
  samples.forEach((sample, i) => {
    const at = Math.floor(i / channels)
    mono[at] = (mono[at] ?? 0) + sample / channels
  })
  return wav.sampleRate === sampleRate ? mono : resample(mono, { from: wav.sampleRate, to: sampleRate })
}

/** Whole numbers cannot hold what is louder than 1. */
function withinFullScale(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1)
  return peak === 1 ? samples : samples.map((sample) => sample / peak)
}

async function readOrExplain(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new AeError('data', `convertFile: expected a file that can be read. Received: '${path}'.`, {
      cause,
    })
  }
}
