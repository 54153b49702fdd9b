import { createRng } from '@ae/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { istft, stft } from '..'
import { realFourier } from './real-fourier'

const noise = (length: number, seed = 1): Float32Array => createRng(seed).normalArray(length)
const worst = (a: ArrayLike<number>, b: ArrayLike<number>, from = 0): number => {
  let most = 0
  for (let i = from; i < b.length; i++) most = Math.max(most, Math.abs((a[i] ?? 9) - (b[i] ?? 9)))
  return most
}

describe('the real Fourier transform', () => {
  test.each([4, 8, 64, 256])('is the sum it stands for: %i', (length) => {
    const fourier = realFourier(length)
    fourier.signal.set(noise(length))
    const signal = fourier.signal.slice()
    fourier.forward()
    for (let k = 0; k <= length / 2; k++) {
      const angle = (n: number): number => (-2 * Math.PI * k * n) / length
      const real = signal.reduce((sum, x, n) => sum + x * Math.cos(angle(n)), 0)
      const imaginary = signal.reduce((sum, x, n) => sum + x * Math.sin(angle(n)), 0)
      expect(fourier.real[k]).toBeCloseTo(real, 10)
      expect(fourier.imaginary[k]).toBeCloseTo(imaginary, 10)
    }
    fourier.inverse()
    expect(worst(fourier.signal, signal)).toBeLessThan(1e-13)
  })
})

describe('stft', () => {
  test('a cosine of a whole bin is half of the window there, a quarter next to it', () => {
    const samples = Float32Array.from({ length: 64 }, (_, n) => Math.cos((2 * Math.PI * 5 * n) / 64))
    const { frames, bins, real } = stft(samples, { fftSize: 64, centre: false })
    expect([frames, bins]).toEqual([1, 33])
    // ½ − ½cos under the sum: N/4 in its bin, −N/8 in the neighbours.
    const expected = Array.from({ length: 33 }, (_, k) => (k === 5 ? 16 : k === 4 || k === 6 ? -8 : 0))
    expect(worst(real, expected)).toBeLessThan(1e-5)
  })

  test('mirrors at both ends, however short the sound', () => {
    const long = Float32Array.from([3, 2, 1, 2, 3, 2, 1, 2, 3])
    const short = Float32Array.from([1, 2, 3])
    const whole = stft(long, { fftSize: 4, hop: 1, centre: false })
    const mirrored = stft(short, { fftSize: 4, hop: 1 })
    // Frame 0 of the short one has 3 2 1 2, whose middle is its first sample.
    expect(mirrored.frames).toBe(4)
    expect(mirrored.real.subarray(0, 12)).toEqual(whole.real.subarray(0, 12))
    expect(stft(Float32Array.of(1), { fftSize: 8 }).frames).toBe(1)
  })

  test.each([
    [{ fftSize: 256 }],
    [{ fftSize: 256, hop: 80, windowLength: 200 }],
    [{ fftSize: 64, hop: 32 }],
    [{ fftSize: 512, hop: 17, windowLength: 401 }],
  ])('istft undoes it: %o', (options) => {
    const samples = noise(3001)
    expect(worst(istft(stft(samples, options), { ...options, length: 3001 }), samples)).toBeLessThan(1e-5)
  })

  test('without centring, all but the first sample come back', () => {
    const samples = noise(256 + 64 * 10)
    const options = { fftSize: 256, hop: 64, centre: false }
    const again = istft(stft(samples, options), options)
    expect(again.length).toBe(samples.length)
    expect(again[0]).toBe(0)
    // At both ends a window is as small as 2e-4, and its square is what float32 divides by.
    expect(worst(again.subarray(4, -4), samples.subarray(4, -4))).toBeLessThan(1e-5)
  })

  test('istft of any sound and length undoes stft', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 96 }), (length, hop) => {
        const samples = noise(length, length)
        const options = { fftSize: 128, hop }
        const reached = (stft(samples, options).frames - 1) * hop + 32
        const again = istft(stft(samples, options), { ...options, length })
        expect(worst(again.subarray(0, reached), samples.subarray(0, reached))).toBeLessThan(1e-5)
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  test('scales and adds as it should', () => {
    const [a, b] = [noise(500, 1), noise(500, 2)]
    const sum = stft(
      a.map((x, i) => 2 * x - (b[i] ?? 0)),
      { fftSize: 128 },
    )
    const [sa, sb] = [stft(a, { fftSize: 128 }), stft(b, { fftSize: 128 })]
    const expected = sa.imaginary.map((x, i) => 2 * x - (sb.imaginary[i] ?? 0))
    expect(worst(sum.imaginary, expected)).toBeLessThan(1e-4)
  })
})

const spectrogram = stft(noise(100), { fftSize: 64 })
test.each<[() => unknown, string, string]>([
  [() => stft(noise(9), { fftSize: 100 }), 'config', 'stft: `fftSize` must be a power of two from 4 on'],
  [() => stft(noise(9), { fftSize: 64, windowLength: 65 }), 'config', '`windowLength` must be from 2'],
  [() => stft(noise(9), { fftSize: 64, hop: 0 }), 'config', '`hop`'],
  [() => stft(noise(9), { fftSize: 64, centre: false }), 'data', 'at least one frame of 64 samples'],
  [() => stft(new Float32Array(0), { fftSize: 64 }), 'data', 'at least one sample'],
  [() => stft(Float32Array.of(1, Number.NaN), { fftSize: 64 }), 'data', 'NaN at index 1'],
  [() => istft(spectrogram, { fftSize: 64, hop: 64 }), 'config', '`hop` must be shorter than the window, 64'],
  [() => istft(spectrogram, { fftSize: 128 }), 'shape', 'expected [frames, 65]'],
])('says what is wrong: %s', (call, code, message) => {
  expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
})
