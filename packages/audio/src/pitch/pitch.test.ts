import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { pitch } from '..'

/** Harmonics of a phase in turns, as strong as a voice has them. */
const voice = (phase: number, strengths: readonly number[]): number =>
  strengths.reduce((sum, strength, k) => sum + strength * Math.sin(2 * Math.PI * (k + 1) * phase), 0)
const inside = (track: Float32Array): number[] => [...track.subarray(5, -5)]

test.each([8000, 16000])('tones are found to 1 % at %i Hz, also without their fundamental', (sampleRate) => {
  for (const strengths of [[1], [1, 0.8, 0.6, 0.4, 0.2], [0, 1, 1, 1]]) {
    for (const hz of [80, 117, 151.3, 220, 345]) {
      const samples = Float32Array.from({ length: sampleRate / 2 }, (_, t) =>
        voice((hz * t) / sampleRate, strengths),
      )
      const found = pitch(samples, { sampleRate })
      for (const each of inside(found.hz)) expect(Math.abs(each / hz - 1)).toBeLessThan(0.01)
      for (const each of inside(found.aperiodicity)) expect(each).toBeLessThan(0.05)
    }
  }
})

test('a glide over an octave is followed to 1 %', () => {
  const [sampleRate, seconds] = [8000, 1]
  // 110 Hz · 2^t, whose phase is its integral.
  const samples = Float32Array.from({ length: sampleRate * seconds }, (_, n) =>
    voice((110 * (2 ** (n / sampleRate) - 1)) / Math.LN2, [1, 0.5, 0.3]),
  )
  const { hz } = pitch(samples, { sampleRate })
  // The frame's middle is compared with what is on both sides of it.
  const errors = inside(hz).map((each, i) => Math.abs(each / (110 * 2 ** ((i + 5) / 100)) - 1))
  expect(errors.length).toBe(91)
  expect(Math.max(...errors)).toBeLessThan(0.01)
})

test('noise is unvoiced, silence too, and a tone in noise at 15 dB is voiced', () => {
  const noise = createRng(1).normalArray(16_000)
  const { hz, aperiodicity } = pitch(noise, { sampleRate: 8000 })
  expect(inside(hz).filter((each) => each > 0).length).toBe(0)
  expect(inside(aperiodicity).every((each) => each > 0.3)).toBe(true)
  expect(pitch(new Float32Array(4000), { sampleRate: 8000 }).hz.every((each) => each === 0)).toBe(true)
  const mixed = noise.map((x, t) => Math.sin((2 * Math.PI * 150 * t) / 8000) + 0.126 * x)
  const found = inside(pitch(mixed, { sampleRate: 8000 }).hz)
  expect(found.filter((each) => Math.abs(each / 150 - 1) < 0.03).length / found.length).toBeGreaterThan(0.95)
})

test('what is higher than may be looked for is not said to be', () => {
  const samples = Float32Array.from({ length: 8000 }, (_, t) => Math.sin((2 * Math.PI * 415 * t) / 8000))
  const { hz } = pitch(samples, { sampleRate: 8000 })
  for (const each of inside(hz)) expect(each).toBeLessThanOrEqual(400)
  // Half of it is: it repeats after two periods, too.
  expect(Math.abs((inside(hz)[40] ?? 0) / 207.5 - 1)).toBeLessThan(0.01)
})

test('says what is wrong', () => {
  const samples = new Float32Array(100)
  expect(() => pitch(samples, { sampleRate: 8000, minHz: 500 })).toThrow('pitch: `minHz` must be a number')
  expect(() => pitch(samples, { sampleRate: 8000, minHz: 1e-9 })).toThrow('pitch: `minHz` must be a number')
  expect(() => pitch(samples, { sampleRate: 8000, maxHz: 3000 })).toThrow('pitch: `maxHz` must be a number')
  expect(() => pitch(samples, { sampleRate: 8000, hopSeconds: 1e-6 })).toThrow('at least one sample')
})
