import {
  AeError,
  createRng,
  type Dataset,
  fromArrays,
  requireKnownOptions,
  requirePositiveInteger,
  show,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { balancedLabels } from '../balanced-labels'
import { type Draws, drawsFrom } from '../draws'
import { CONSONANTS, VOWELS } from './phones'
import { SYLLABLE_RATE, saySyllable, type Utterance } from './say-syllable'
import { randomSpeaker, type Speaker } from './speaker'

/** Samples of one recording: .48 s, a whole number of frames of 160 and of 256 samples. */
const LENGTH = 7680

/** What to say, and how many say it. */
export interface SyntheticSyllablesOptions {
  /** Any whole number; the same seed gives the same samples. */
  readonly seed: number
  /** Number of voices, at most 255. Default 6. */
  readonly speakers?: number
  /** How often each speaker says each syllable. Default 5. */
  readonly repetitions?: number
  /**
   * One of the vowels a, e, i, o, u each, alone or after one of the consonants b, d, g, m, n, s, x (as in *loch*).
   * Default a, e, i, o, u, ba, di, gu, mo, se.
   */
  readonly syllables?: readonly string[]
}

/** One batch of recordings with what they are. */
export interface LabelledSyllables {
  /** float32 [B, 7680] in −1 … 1. Owned by the caller. */
  readonly samples: tf.Tensor
  /** int32 [B], who speaks. Owned by the caller. */
  readonly speaker: tf.Tensor
  /** int32 [B], what is said. Owned by the caller. */
  readonly syllable: tf.Tensor
}

/** Recordings of {@link syntheticSyllables}. */
export interface SyntheticSyllables {
  /** Recordings with their labels, row by row. */
  readonly recordings: Dataset<LabelledSyllables>
  /** All recordings one after the other, −1 … 1. */
  readonly samples: Float32Array
  /** Samples of each recording. */
  readonly length: number
  /** Samples a second: 16,000. */
  readonly sampleRate: number
  /** Who speaks in each recording: 0 … speakers − 1. */
  readonly speakers: Int32Array
  /** What is said in each recording: a place in `names`. */
  readonly syllables: Int32Array
  /** The syllables. */
  readonly names: readonly string[]
  /** The voices, by number. */
  readonly voices: readonly Speaker[]
}

const DEFAULT_SYLLABLES = ['a', 'e', 'i', 'o', 'u', 'ba', 'di', 'gu', 'mo', 'se']

/**
 * Syllables by several speakers: what is said and who says it vary independently.
 *
 * Source and filter as in formant synthesis: glottal pulses at the speaker's pitch, through formants at the vowel's
 * frequencies divided by the length of the speaker's vocal tract. Every pair of speaker and syllable is equally
 * frequent.
 *
 * @throws AeError `config` on a misspelt option, a number that is none or a syllable that nobody can say
 * @see Klatt 1980, Software for a Cascade/Parallel Formant Synthesizer
 * @example
 * const { samples, length, speakers } = syntheticSyllables({ seed: 1, speakers: 3, syllables: ['ma', 'mi'] })
 */
export function syntheticSyllables(options: SyntheticSyllablesOptions): SyntheticSyllables {
  const subject = 'syntheticSyllables'
  requireKnownOptions(subject, options, ['seed', 'speakers', 'repetitions', 'syllables'])
  const { seed, speakers = 6, repetitions = 5, syllables = DEFAULT_SYLLABLES } = options
  requirePositiveInteger(subject, 'repetitions', repetitions)
  const pairs = requirePositiveInteger(subject, 'speakers', speakers) * syllables.length
  if (pairs === 0 || pairs > 255) {
    throw new AeError(
      'config',
      `${subject}: expected 1 to 255 pairs of a speaker and a syllable. Received: ${pairs}.`,
    )
  }
  const spoken = syllables.map(parseSyllable)
  const rng = createRng(seed).fork('synthetic-syllables')
  const voices = makeVoices(speakers, drawsFrom(rng.fork('voices')))
  const count = pairs * repetitions
  const order = Int32Array.from(balancedLabels(rng.fork('order'), count, pairs))
  const data = {
    samples: new Float32Array(count * LENGTH),
    speakers: order.map((pair) => pair % speakers),
    syllables: order.map((pair) => Math.floor(pair / speakers)),
  }
  const draws = drawsFrom(rng.fork('utterances'))
  for (let row = 0; row < count; row++) {
    const said = spoken[data.syllables[row] ?? 0]
    const speaker = voices[data.speakers[row] ?? 0]
    if (said === undefined || speaker === undefined) continue
    saySyllable(data.samples.subarray(row * LENGTH, (row + 1) * LENGTH), { ...said, speaker }, draws)
  }
  const recordings = fromArrays({
    samples: { data: data.samples, shape: [LENGTH] },
    speaker: { data: data.speakers, shape: [], dtype: 'int32' },
    syllable: { data: data.syllables, shape: [], dtype: 'int32' },
  })
  return { recordings, ...data, length: LENGTH, sampleRate: SYLLABLE_RATE, names: [...syllables], voices }
}

function makeVoices(count: number, draws: Draws): readonly Speaker[] {
  return Array.from({ length: count }, (_, index) => randomSpeaker(index, draws))
}

function parseSyllable(name: string): Omit<Utterance, 'speaker'> {
  const vowel = VOWELS[name.slice(-1)]
  const consonant = CONSONANTS[name.slice(0, -1)]
  if (vowel !== undefined && (name.length === 1 || consonant !== undefined)) return { consonant, vowel }
  throw new AeError(
    'config',
    `syntheticSyllables: \`syllables\` has one nobody can say. Received: ${show(name)}.`,
    {
      hint: `a vowel of ${Object.keys(VOWELS).join(', ')}, alone or after one of ${Object.keys(CONSONANTS).join(', ')}.`,
    },
  )
}
