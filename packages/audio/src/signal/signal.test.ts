import { createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { deEmphasis, level, loudness, preEmphasis, resample, resampleChunks, trimSilence } from '..'

const sine = (hz: number, sampleRate: number, length: number, amplitude = 1): Float32Array =>
  Float32Array.from({ length }, (_, t) => amplitude * Math.sin((2 * Math.PI * hz * t) / sampleRate))
const noise = (length: number): Float32Array => createRng(1).normalArray(length)

describe('pre-emphasis', () => {
  test('is the difference to the sample before', () => {
    const samples = Float32Array.of(1, 1, 0.5, -2)
    expect([...preEmphasis(samples, 0.5)]).toEqual([1, 0.5, 0, -2.25])
    expect([...deEmphasis(Float32Array.of(1, 0.5, 0, -2.25), 0.5)]).toEqual([...samples])
  })

  test('is undone', () => {
    const samples = noise(20_000)
    const again = deEmphasis(preEmphasis(samples))
    expect(Math.max(...again.map((x, i) => Math.abs(x - (samples[i] ?? 0))))).toBeLessThan(1e-5)
  })

  test('refuses what it could not undo', () => {
    expect(() => preEmphasis(noise(4), 1)).toThrow('`coefficient` must be a number ≥ 0 and < 1')
    expect(() => deEmphasis(noise(4), -1)).toThrow('`coefficient`')
  })
})

describe('resample', () => {
  /** Largest difference from what is expected, away from both ends, where the sound is cut off. */
  const error = (got: Float32Array, expected: Float32Array): number =>
    got.reduce(
      (most, x, t) =>
        t > 300 && t < got.length - 300 ? Math.max(most, Math.abs(x - (expected[t] ?? 9))) : most,
      0,
    )

  test.each([
    [44100, 8000],
    [8000, 16000],
    [16000, 8000],
    [8000, 11025],
    [48000, 44100],
    [22050, 22051],
  ])('passes what both rates hold: %i to %i Hz', (from, to) => {
    const narrow = Math.min(from, to)
    for (const share of [0.01, 0.2, 0.39, 0.45]) {
      const hz = share * narrow
      const got = resample(sine(hz, from, 6000), { from, to })
      expect(got.length).toBe(Math.ceil((6000 * to) / from))
      expect(error(got, sine(hz, to, got.length))).toBeLessThan(1e-4)
    }
  })

  test.each([
    [44100, 8000],
    [16000, 8000],
    [16000, 11025],
  ])('stops what the lower one cannot hold: %i to %i Hz', (from, to) => {
    for (const hz of [to * 0.501, (to + from) / 4, from * 0.49]) {
      const got = resample(sine(hz, from, 8000), { from, to })
      expect(error(got, new Float32Array(got.length))).toBeLessThan(1e-4)
    }
    // The control: picking samples lets it all through.
    const picked = sine(to * 0.55, from, 8000).filter((_, t) => t % 2 === 0)
    expect(level(picked)).toBeGreaterThan(-4)
  })

  test('puts nothing in between that would be the mirror of the sound', () => {
    const got = resample(sine(1000, 8000, 8000), { from: 8000, to: 32000 })
    expect(error(got, sine(1000, 32000, got.length))).toBeLessThan(1e-4)
  })

  test('keeps a constant, and the same rate as it is', () => {
    const constant = resample(new Float32Array(2000).fill(0.5), { from: 8000, to: 12000 })
    expect(error(constant, new Float32Array(3000).fill(0.5))).toBeLessThan(1e-7)
    const samples = noise(10)
    const same = resample(samples, { from: 8000, to: 8000 })
    expect(same).toEqual(samples)
    expect(same).not.toBe(samples)
  })

  test('refuses rates that are none', () => {
    expect(() => resample(noise(9), { from: 8000, to: 0 })).toThrow('resample: `to`')
    expect(() => resample(noise(9), { from: 8000, to: 4000, zeroCrossings: 1 })).toThrow('`zeroCrossings`')
    expect(() => resample(noise(9), { from: 2 ** 32 - 1, to: 8000 })).toThrow(
      'within 1000 times of each other',
    )
  })

  test.each([
    [44_100, 8000],
    [8000, 44_100],
    [16_000, 16_000],
    [8000, 7999],
  ])('comes to the same in pieces: %i to %i Hz', (from, to) => {
    const samples = noise(3000)
    const whole = resample(samples, { from, to })
    for (const sizes of [[3000], [1, 0, 2, 700, 1, 1500, 796], Array.from({ length: 300 }, () => 10)]) {
      const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b, 0))
      const pieces = ends.map((end, i) => samples.subarray(end - (sizes[i] ?? 0), end))
      const chunks = [...resampleChunks(pieces, { from, to })]
      expect(Float32Array.from(chunks.flatMap((chunk) => [...chunk]))).toEqual(whole)
    }
  })

  test('gives new samples as soon as they are known, and keeps no more than a filter needs', () => {
    const pieces = function* () {
      for (let i = 0; i < 100; i++) yield noise(1000)
    }
    let heard = 0
    for (const chunk of resampleChunks(pieces(), { from: 16_000, to: 8000 })) {
      heard++
      expect(chunk.length).toBeLessThan(800)
    }
    expect(heard).toBe(101)
    expect([...resampleChunks([], { from: 16_000, to: 8000 })]).toEqual([])
    expect(() => [...resampleChunks([Float32Array.of(Number.NaN)], { from: 2, to: 1 })]).toThrow(
      'resampleChunks: expected finite samples',
    )
  })
})

describe('level and loudness', () => {
  test('full scale is 0 dB for a square wave, −3.01 for a sine', () => {
    expect(level(Float32Array.of(1, -1, 1, -1))).toBe(0)
    expect(level(sine(100, 8000, 8000))).toBeCloseTo(-3.0103, 4)
    expect(level(sine(100, 8000, 8000, 0.1))).toBeCloseTo(-23.0103, 4)
    expect(level(new Float32Array(5))).toBe(-200)
  })

  // BS.1770-4, annex 1: a sine of 997 Hz at full scale in one channel has −3.01 LUFS.
  test.each([8000, 16000, 44100, 48000])('of the standard’s sine at %i Hz', (sampleRate) => {
    expect(loudness(sine(997, sampleRate, 2 * sampleRate), { sampleRate })).toBeCloseTo(-3.01, 1)
  })

  // EBU Tech 3341, cases 1 to 3, ± .1 LU: sines of 1 kHz in both channels.
  test.each([
    [[[20, -23]], -23],
    [[[20, -33]], -33],
    [
      [
        [10, -36],
        [60, -23],
        [10, -36],
      ],
      -23,
    ],
  ])('of the broadcasters’ test signals: %o', (parts, expected) => {
    const sampleRate = 8000
    const stereo = Float32Array.from(
      parts.flatMap(([seconds = 0, db = 0]) =>
        [...sine(1000, sampleRate, seconds * sampleRate, 10 ** (db / 20))].flatMap((x) => [x, x]),
      ),
    )
    expect(Math.abs(loudness(stereo, { sampleRate, channels: 2 }) - expected)).toBeLessThan(0.1)
  })

  test('pauses do not count, and silence is −∞', () => {
    const tone = sine(997, 8000, 16_000, 0.1)
    const paused = new Float32Array(64_000)
    paused.set(tone)
    const [whole, withPause] = [tone, paused].map((samples) => loudness(samples, { sampleRate: 8000 }))
    expect(Math.abs((whole ?? 0) - (withPause ?? 9))).toBeLessThan(0.6)
    expect(level(paused) - level(tone)).toBeCloseTo(-6.02, 1)
    expect(loudness(new Float32Array(8000), { sampleRate: 8000 })).toBe(Number.NEGATIVE_INFINITY)
    expect(() => loudness(Float32Array.of(1), { sampleRate: 8000, channels: 2 })).toThrow('whole frames of 2')
  })
})

describe('trimSilence', () => {
  const framed = (before: number, after: number): Float32Array => {
    const samples = new Float32Array(before + 4000 + after)
    samples.set(sine(200, 8000, 4000, 0.5), before)
    return samples.map((x, i) => x + 1e-4 * Math.sin(i * i))
  }

  test('finds where sound begins and ends to a frame', () => {
    const { samples, begin, end } = trimSilence(framed(3000, 2000))
    expect(Math.abs(begin - 3000)).toBeLessThanOrEqual(256)
    expect(Math.abs(end - 7000)).toBeLessThanOrEqual(384)
    expect(samples.length).toBe(end - begin)
    expect(begin).toBeLessThanOrEqual(3000)
    expect(end).toBeGreaterThanOrEqual(7000)
  })

  test('leaves loud sound whole, a view of it, and nothing of zeros', () => {
    const loud = sine(200, 8000, 1000)
    expect(trimSilence(loud)).toEqual({ samples: loud, begin: 0, end: 1000 })
    expect(trimSilence(loud).samples.buffer).toBe(loud.buffer)
    expect(trimSilence(new Float32Array(700)).samples.length).toBe(0)
  })

  test('a demand of 90 dB takes the noise for sound', () => {
    expect(trimSilence(framed(3000, 2000), { below: 90 }).begin).toBe(0)
  })
})
