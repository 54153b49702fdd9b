import { pitch } from '@ae/audio'
import { expect, test } from 'vitest'
import { f0Error } from './f0-error'

const track = (...hz: number[]) => ({ hz: Float32Array.from(hz) })

test('an octave is an octave, where both are voiced; what only one voices is an error of voicing', () => {
  // Of four frames two are voiced in both: an octave above, and the same. One is voiced in one only.
  const error = f0Error(track(200, 150, 0, 120), track(100, 150, 0, 0))
  expect(error).toEqual({ octaves: Math.sqrt(1 / 2), voicing: 0.25, voiced: 2, pairs: 4 })
  // Up and down count alike.
  expect(f0Error(track(100), track(200)).octaves).toBe(1)
})

test('is 0 of the same, and NaN in height without a voice', () => {
  const same = track(100, 0, 220)
  expect(f0Error(same, same)).toEqual({ octaves: 0, voicing: 0, voiced: 2, pairs: 3 })
  const silent = f0Error(track(0, 0), track(0, 90))
  expect(silent).toEqual({ octaves: Number.NaN, voicing: 0.5, voiced: 0, pairs: 2 })
})

test('frames beyond the shorter sound do not count; a path says which belong together', () => {
  expect(f0Error(track(100, 100, 50), track(100, 100)).pairs).toBe(2)
  const path = [
    [0, 0],
    [0, 1],
    [1, 2],
  ] as const
  expect(f0Error(track(100, 400), track(100, 100, 200), { path })).toEqual({
    octaves: Math.sqrt(1 / 3),
    voicing: 0,
    voiced: 3,
    pairs: 3,
  })
})

test('finds the interval between two tones', () => {
  const tone = (hz: number) =>
    pitch(
      Float32Array.from({ length: 4000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 8000)),
      { sampleRate: 8000 },
    )
  const { octaves, voiced } = f0Error(tone(200), tone(150))
  expect(voiced).toBeGreaterThan(30)
  expect(octaves).toBeCloseTo(Math.log2(4 / 3), 2)
})

test('mistakes are named', () => {
  expect(() => f0Error(track(), track(100))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: f0Error: expected frames to compare. Received: 0 and 1, a path of 0.]`,
  )
  expect(() => f0Error(track(100), track(100), { path: [[0, 1]] })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: f0Error: expected a path within 1 and 1 frames. Received: a step at 0, 1.]`,
  )
})
