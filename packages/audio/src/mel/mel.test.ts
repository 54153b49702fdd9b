import { readFileSync } from 'node:fs'
import { createRng } from '@ae/core'
import { describe, expect, test } from 'vitest'
import { logMel, logMelChunks, melFilterBank, mfcc, stft } from '..'

/** What fixtures/make.py wrote. */
interface Reference {
  readonly banks: readonly {
    readonly options: Readonly<{ sr: number; n_fft: number; n_mels: number; fmin: number; fmax: number }> &
      Readonly<{ htk: boolean; norm: string | null }>
    readonly bands: readonly (readonly number[])[]
  }[]
  readonly spectrum: { readonly real: readonly number[]; readonly imaginary: readonly number[] }
  readonly logMel: readonly number[]
  readonly mfcc: readonly number[]
}
const librosa: Reference = JSON.parse(
  readFileSync(new URL('./fixtures/librosa.json', import.meta.url), 'utf8'),
)

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  let most = 0
  for (let i = 0; i < b.length; i++) most = Math.max(most, Math.abs((a[i] ?? 9) - (b[i] ?? 9)))
  return most
}
const sound = Float32Array.from({ length: 1200 }, (_, n) => {
  const t = n / 8000
  const tone = (0.1 + 2 * t) * Math.sin(2 * Math.PI * (300 + 4000 * t) * t)
  return tone + 0.05 * Math.cos(2 * Math.PI * 120 * t)
})

describe('as librosa has it', () => {
  test.each(librosa.banks)('the filter bank of $options', ({ options, bands }) => {
    const bins = options.n_fft / 2 + 1
    const expected = new Float32Array(options.n_mels * bins)
    for (const [mel, [begin = 0, ...weights]] of bands.entries()) expected.set(weights, mel * bins + begin)
    const bank = melFilterBank({
      sampleRate: options.sr,
      fftSize: options.n_fft,
      mels: options.n_mels,
      minHz: options.fmin,
      maxHz: options.fmax,
      scale: options.htk ? 'htk' : 'slaney',
      normalise: options.norm === null ? 'height' : 'area',
    })
    expect(worst(bank, expected)).toBeLessThan(1e-6)
  })

  test('short-time spectra', () => {
    const { frames, bins, real, imaginary } = stft(sound, { fftSize: 256, hop: 80, windowLength: 200 })
    expect(frames).toBe(16)
    const some = (values: Float32Array): number[] =>
      [0, 7, 15].flatMap((frame) => [...values.subarray(frame * bins, (frame + 1) * bins)])
    expect(worst(some(real), librosa.spectrum.real)).toBeLessThan(1e-5)
    expect(worst(some(imaginary), librosa.spectrum.imaginary)).toBeLessThan(1e-5)
  })

  test('log-mel frames', () => {
    const { frames, width, values } = logMel(sound, { sampleRate: 8000 })
    expect([frames, width]).toEqual([16, 40])
    expect(worst(values, librosa.logMel)).toBeLessThan(1e-5)
  })

  test('cepstra and their slopes', () => {
    const { width, values } = mfcc(sound, { sampleRate: 8000, deltas: 2 })
    expect(width).toBe(39)
    // The faintest bands are sums of what float32 rounds off, and the first coefficient sums 40 of them in dB.
    const largest = Math.max(...librosa.mfcc.map(Math.abs))
    expect(worst(values, librosa.mfcc) / largest).toBeLessThan(1e-4)
  })
})

describe('logMel', () => {
  test('silence is 0, and nothing exceeds 1', () => {
    expect(Math.max(...logMel(new Float32Array(800), { sampleRate: 8000 }).values)).toBe(0)
    const loud = createRng(1).normalArray(800)
    const { values } = logMel(
      loud.map((x) => 1e6 * x),
      { sampleRate: 8000 },
    )
    expect(Math.max(...values)).toBe(1)
  })

  test('ten times the amplitude is 20 dB, a quarter of the range', () => {
    const [quiet, loud] = [0.01, 0.1].map(
      (gain) =>
        logMel(
          createRng(1)
            .normalArray(800)
            .map((x) => gain * x),
          { sampleRate: 8000 },
        ).values,
    )
    quiet?.forEach((value, i) => {
      if (value > 0 && (loud?.[i] ?? 1) < 1) expect((loud?.[i] ?? 9) - value).toBeCloseTo(0.25, 4)
    })
  })

  test('area normalisation puts more below the floor', () => {
    const voice = sound.map((x) => 0.02 * x)
    const silent = (normalise: 'height' | 'area'): number =>
      logMel(voice, { sampleRate: 8000, normalise }).values.filter((value) => value === 0).length
    expect(silent('area')).toBeGreaterThan(silent('height') + 100)
  })

  test.each([1, 3, 16, 100])('chunks of %i frames are the whole', (chunkFrames) => {
    const chunks = [...logMelChunks(sound, { sampleRate: 8000, chunkFrames })]
    const joined = chunks.flatMap(({ values }) => [...values])
    expect(joined).toEqual([...logMel(sound, { sampleRate: 8000 }).values])
    expect(chunks.length).toBe(Math.ceil(16 / chunkFrames))
  })

  test('16 kHz has windows of 400 samples and bands up to 7600 Hz', () => {
    const tone = (hz: number): Float32Array =>
      Float32Array.from({ length: 8000 }, (_, t) => 0.1 * Math.sin((2 * Math.PI * hz * t) / 16000))
    const strongest = (hz: number): number => {
      const { values } = logMel(tone(hz), { sampleRate: 16000, mels: 80 })
      const row = values.subarray(20 * 80, 21 * 80)
      return row.indexOf(Math.max(...row))
    }
    expect(logMel(tone(500), { sampleRate: 16000 }).frames).toBe(51)
    expect(strongest(7500)).toBe(79)
    expect(strongest(80)).toBe(0)
  })
})

test.each<[() => unknown, string]>([
  [() => melFilterBank({ sampleRate: 8000, fftSize: 64 }), 'of which band 0 has none'],
  [() => melFilterBank({ sampleRate: 8000, fftSize: 256, maxHz: 5000 }), '`maxHz`'],
  [() => melFilterBank({ sampleRate: 8000, fftSize: 256, minHz: 4000 }), '`minHz`'],
  [() => melFilterBank({ sampleRate: 8000, fftSize: 255 }), '`fftSize`'],
  [() => logMel(sound, { sampleRate: 8000, emphasis: 1 }), '`emphasis`'],
  [() => mfcc(sound, { sampleRate: 8000, coefficients: 41 }), '`coefficients` must be at most `mels`, 40'],
  [() => [...logMelChunks(sound, { sampleRate: 8000, chunkFrames: 0 })], '`chunkFrames`'],
])('says what is wrong: %s', (call, message) => {
  expect(call).toThrow(expect.objectContaining({ code: 'config', message: expect.stringContaining(message) }))
})
