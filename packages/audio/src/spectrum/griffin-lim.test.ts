import { createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { type FrameFeatures, griffinLim, invertLogMel, logMel, spectralConvergence, stft } from '..'
import { frontEnd } from '../mel/front-end'
import { magnitudesOf } from '../mel/invert-log-mel'
import { invertMel } from '../mel/invert-mel'

const OPTIONS = { fftSize: 256, hop: 64 }
/** A voice of ten harmonics that glides, .5 s at 8 kHz. */
const sound = Float32Array.from({ length: 4000 }, (_, n) => {
  const phase = 2 * Math.PI * (120 + (20 * n) / 4000) * (n / 8000)
  let sum = 0
  for (let k = 1; k <= 10; k++) sum += (0.2 / k) * Math.sin(k * phase + k * k)
  return sum
})
const magnitudesFrom = (samples: Float32Array): FrameFeatures => {
  const { frames, bins, real, imaginary } = stft(samples, OPTIONS)
  return { frames, width: bins, values: real.map((re, i) => Math.hypot(re, imaginary[i] ?? 0)) }
}
const magnitudes = magnitudesFrom(sound)
const off = (samples: Float32Array): number => spectralConvergence(samples, magnitudes, OPTIONS)
const length = sound.length

describe('griffinLim', () => {
  test('the sound itself is off by nothing, noise by much', () => {
    expect(off(sound)).toBeLessThan(1e-6)
    expect(off(createRng(1).normalArray(length))).toBeGreaterThan(0.9)
  })

  test('comes nearer with every step where there is no momentum', () => {
    const errors = [1, 2, 4, 8, 16, 32, 64].map((iterations) =>
      off(griffinLim(magnitudes, { ...OPTIONS, length, iterations, momentum: 0, rng: createRng(1) })),
    )
    for (const [i, error] of errors.entries()) if (i > 0) expect(error).toBeLessThan(errors[i - 1] ?? 0)
  })

  test('momentum comes nearer in as many steps, from random phases and from steady ones', () => {
    const error = (momentum: number, seed?: number): number => {
      const rng = seed === undefined ? {} : { rng: createRng(seed) }
      return off(griffinLim(magnitudes, { ...OPTIONS, length, iterations: 100, momentum, ...rng }))
    }
    for (const seed of [1, 2, undefined]) expect(error(0.99, seed)).toBeLessThan(0.8 * error(0, seed))
    expect(error(0.99)).toBeLessThan(0.1)
  })

  test('is the same each time, and another with another seed', () => {
    const run = (seed: number): Float32Array =>
      griffinLim(magnitudes, { ...OPTIONS, iterations: 3, rng: createRng(seed) })
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
  })

  test.each<[Partial<FrameFeatures>, object, string, string]>([
    [{ width: 128 }, {}, 'shape', 'expected [frames, 129]'],
    [{ values: magnitudes.values.map((x) => -x) }, {}, 'data', 'at least 0'],
    [{ values: magnitudes.values.map(() => Number.NaN) }, {}, 'data', 'finite'],
    [{}, { hop: 256 }, 'config', '`hop`'],
    [{}, { momentum: -1 }, 'config', '`momentum`'],
    [{}, { iterations: 0 }, 'config', '`iterations`'],
  ])('says what is wrong: %#', (change, options, code, message) => {
    expect(() => griffinLim({ ...magnitudes, ...change }, { ...OPTIONS, ...options })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })
})

describe('back from mels', () => {
  const front = frontEnd('test', { sampleRate: 8000 })

  test('the spectrum has the bands it should have, and none below 0', () => {
    const hidden = createRng(1).uniformArray(129)
    const bandsOf = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(front.bands, ({ begin, weights }) =>
        weights.reduce((sum, weight, i) => sum + weight * (values[begin + i] ?? 0), 0),
      )
    const mels = bandsOf(hidden)
    const spectrum = new Float64Array(129)
    invertMel(front.bands, mels, spectrum)
    expect(spectrum.every((value) => value >= 0)).toBe(true)
    const off = bandsOf(spectrum).map((band, mel) => Math.abs(band - (mels[mel] ?? 0)))
    expect(Math.max(...off)).toBeLessThan(2e-3)
  })

  test('where no spectrum fits, it is the least-squares one: no slope but into the negative', () => {
    const mels = new Float64Array(40)
    mels[20] = 1 // its neighbours share all of its bins, and should be 0
    const spectrum = new Float64Array(129)
    invertMel(front.bands, mels, spectrum)
    const rest = front.bands.map(({ begin, weights }, mel) =>
      weights.reduce((left, weight, i) => left - weight * (spectrum[begin + i] ?? 0), mels[mel] ?? 0),
    )
    for (const [bin, value] of spectrum.entries()) {
      let slope = 0
      for (const [mel, band] of front.bands.entries()) {
        slope += (band.weights[bin - band.begin] ?? 0) * (rest[mel] ?? 0)
      }
      if (value > 1e-6) expect(Math.abs(slope)).toBeLessThan(1e-4)
      else expect(slope).toBeLessThan(1e-4)
    }
  })

  test('mels of the sound made of mels are the mels', () => {
    const features = logMel(sound, { sampleRate: 8000 })
    const again = logMel(invertLogMel(features, { sampleRate: 8000, length }), { sampleRate: 8000 })
    const distance = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? 0)), 0) / a.length
    const mean = features.values.reduce((sum, x) => sum + x, 0) / features.values.length
    const spread = distance(
      features.values,
      features.values.map(() => mean),
    )
    expect(distance(again.values, features.values)).toBeLessThan(0.25 * spread)
    expect(again.frames).toBe(features.frames)
  })

  test('refuses features of another width, and sharpens', () => {
    expect(() =>
      invertLogMel({ frames: 1, width: 39, values: new Float32Array(39) }, { sampleRate: 8000 }),
    ).toThrow('expected [frames, 40] numbers')
    const features = logMel(sound, { sampleRate: 8000 })
    const [plain, sharp] = [1, 2].map((power) => magnitudesOf(front, features, power).values)
    expect(sharp?.[700]).toBeCloseTo((plain?.[700] ?? 9) ** 2, 4)
  })
})
