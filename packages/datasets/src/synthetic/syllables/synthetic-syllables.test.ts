import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../cache/sha256'
import { VOWELS } from './phones'
import { syntheticSyllables } from './synthetic-syllables'

const RATE = 16_000

/** The middle of a vowel: 100 ms around the loudest sample's surroundings. */
function steadyPart(samples: Float32Array): Float32Array {
  const energy = (start: number): number =>
    samples.subarray(start, start + 1600).reduce((sum, value) => sum + value * value, 0)
  const starts = Array.from({ length: Math.floor((samples.length - 1600) / 80) }, (_, i) => i * 80)
  const start = starts.reduce((best, other) => (energy(other) > energy(best) ? other : best), 0)
  return samples.subarray(start, start + 1600)
}

/** Correlation with itself `lag` samples later. */
function likeness(samples: Float32Array, lag: number): number {
  const later = samples.subarray(lag)
  const product = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0)
  const early = samples.subarray(0, later.length)
  return product(early, later) / Math.sqrt(product(early, early) * product(later, later))
}

/** Power around `frequency`, through a window 200 Hz wide, so that single harmonics do not matter. */
function powerAt(samples: Float32Array, frequency: number): number {
  const frame = 160
  let sum = 0
  for (let start = 0; start + frame <= samples.length; start += 40) {
    let [re, im] = [0, 0]
    for (let i = 0; i < frame; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frame)
      const phase = (2 * Math.PI * frequency * i) / RATE
      re += window * (samples[start + i] ?? 0) * Math.cos(phase)
      im += window * (samples[start + i] ?? 0) * Math.sin(phase)
    }
    sum += re * re + im * im
  }
  return sum
}

describe('syntheticSyllables', () => {
  test('gives the same samples for the same seed, today and in every engine', async () => {
    const { samples } = syntheticSyllables({
      seed: 1,
      speakers: 2,
      repetitions: 1,
      syllables: ['a', 'di', 'so'],
    })
    expect(await sha256Hex(new Uint8Array(samples.slice().buffer))).toMatchInlineSnapshot(
      `"153cbc46e294edfa9280e3251d910e67eaea301d7e735eb95894e5908eafc1b1"`,
    )
  })

  test('has every pair of speaker and syllable equally often', () => {
    const { speakers, syllables } = syntheticSyllables({
      seed: 2,
      speakers: 3,
      repetitions: 2,
      syllables: ['a', 'mu'],
    })
    const pairs = Array.from(speakers, (speaker, row) => `${speaker}${syllables[row]}`)
    expect(pairs.sort()).toEqual(['00', '00', '01', '01', '10', '10', '11', '11', '20', '20', '21', '21'])
  })

  test('stays within −1 … 1, is never silent and never steps out of silence', () => {
    const { samples, length } = syntheticSyllables({ seed: 3, speakers: 3, repetitions: 2 })
    for (let start = 0; start < samples.length; start += length) {
      const recording = samples.subarray(start, start + length)
      const peak = recording.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(peak).toBeGreaterThan(0.4)
      expect(peak).toBeLessThan(0.75)
      expect(Math.abs(recording[0] ?? 1) + Math.abs(recording[length - 1] ?? 1)).toBeLessThan(0.01)
    }
  })

  test('speaks at the pitch of the speaker', () => {
    const set = syntheticSyllables({ seed: 4, speakers: 3, repetitions: 2, syllables: ['a', 'e'] })
    set.speakers.forEach((speaker, row) => {
      const recording = set.samples.subarray(row * set.length, (row + 1) * set.length)
      const period = RATE / (set.voices[speaker]?.pitch ?? 1)
      const part = steadyPart(recording).subarray(0, 900)
      const lags = Array.from({ length: Math.round(period) }, (_, i) => Math.round(0.6 * period) + i)
      const best = lags.reduce((a, b) => (likeness(part, b) > likeness(part, a) ? b : a))
      expect(likeness(part, best)).toBeGreaterThan(0.6)
      // 5 % of variation between utterances, cut at three deviations, and a melody that falls by up to 25 %.
      expect(best / period).toBeGreaterThan(0.86)
      expect(best / period).toBeLessThan(1.4)
    })
  })

  test('has the formants of the vowel, moved up by a short vocal tract', () => {
    const names = ['a', 'e', 'i', 'o', 'u']
    const set = syntheticSyllables({ seed: 5, speakers: 3, repetitions: 1, syllables: names })
    const recognised = Array.from(set.syllables, (syllable, row) => {
      const part = steadyPart(set.samples.subarray(row * set.length, (row + 1) * set.length))
      const scale = set.voices[set.speakers[row] ?? 0]?.formantScale ?? 1
      const likeness = names.map((name) => {
        const [f1, f2] = VOWELS[name] ?? [0, 0]
        // The second formant, against the trough below it, in dB; and the first against its surroundings.
        const second = 10 * Math.log10(powerAt(part, f2 * scale) / powerAt(part, ((f1 + f2) / 2) * scale))
        const first = 10 * Math.log10(powerAt(part, f1 * scale) / powerAt(part, 1.7 * f1 * scale))
        return first + second
      })
      return likeness.indexOf(Math.max(...likeness)) === syllable
    })
    expect(recognised.filter(Boolean).length).toBeGreaterThanOrEqual(9)
  })

  test('comes as batches with labels', async () => {
    const set = syntheticSyllables({ seed: 6, speakers: 2, repetitions: 1, syllables: ['ba'] })
    for await (const { samples, speaker, syllable } of set.recordings.batch(2)) {
      expect([samples.shape, speaker.shape, syllable.dtype]).toEqual([[2, set.length], [2], 'int32'])
      expect(await speaker.data()).toEqual(set.speakers)
      samples.dispose()
      speaker.dispose()
      syllable.dispose()
    }
  })

  test('refuses what nobody can say, and more pairs than a byte counts', () => {
    expect(() => syntheticSyllables({ seed: 1, syllables: ['qa'] })).toThrowErrorMatchingInlineSnapshot(`
      [AeError: syntheticSyllables: \`syllables\` has one nobody can say. Received: 'qa'.
        Hint: a vowel of a, e, i, o, u, alone or after one of b, d, g, m, n, s, x.]
    `)
    expect(() => syntheticSyllables({ seed: 1, speakers: 30 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: syntheticSyllables: expected 1 to 255 pairs of a speaker and a syllable. Received: 300.]`,
    )
  })
})
