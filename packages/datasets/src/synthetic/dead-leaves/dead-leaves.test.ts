import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../cache/sha256'
import { deadLeaves } from './dead-leaves'

describe('deadLeaves', () => {
  test('gives the same bytes for the same seed, today and in every engine', async () => {
    const { pixels } = deadLeaves({ seed: 1, count: 4, side: 32 })
    expect(await sha256Hex(Uint8Array.from(pixels))).toMatchInlineSnapshot(
      `"cd62d11702a4939d5d3f7f78aacc017fc6009e0c62fc16a3644f1137ab500a67"`,
    )
  })

  test('gives a smaller set as the beginning of a larger one, and another set for another seed', () => {
    const small = deadLeaves({ seed: 2, count: 2, side: 16 }).pixels
    expect(deadLeaves({ seed: 2, count: 3, side: 16 }).pixels.subarray(0, small.length)).toEqual(small)
    expect(deadLeaves({ seed: 3, count: 2, side: 16 }).pixels).not.toEqual(small)
  })

  test('leaves no ground bare and uses the whole range of colours', () => {
    const { pixels } = deadLeaves({ seed: 4, count: 30, side: 32 })
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length
    expect(mean / 255).toBeGreaterThan(0.43)
    expect(mean / 255).toBeLessThan(0.57)
    expect([pixels.reduce((a, b) => Math.min(a, b)), pixels.reduce((a, b) => Math.max(a, b))]).toEqual([
      0, 255,
    ])
  })

  test('looks like a photograph to a pair of pixels: the nearer, the more alike, with a heavy tail', () => {
    const { pixels } = deadLeaves({ seed: 5, count: 60, side: 64 })
    const greens = pixels.filter((_, i) => i % 3 === 1)
    const differences = (gap: number): Float64Array =>
      Float64Array.from(greens, (v, i) => (i % 64 < 64 - gap ? (greens[i + gap] ?? 0) - v : 0))
    const mean = (values: Float64Array, power: number): number =>
      values.reduce((sum, v) => sum + v ** power, 0) / values.length
    const near = differences(1)
    expect(mean(near, 2)).toBeLessThan(0.5 * mean(differences(8), 2))
    // A Gaussian has a kurtosis of 3; derivatives of photographs far more.
    expect(mean(near, 4) / mean(near, 2) ** 2).toBeGreaterThan(5)
  })

  test('comes as colour images between 0 and 1', async () => {
    const { images, pixels } = deadLeaves({ seed: 6, count: 5, side: 8, minRadius: 1 })
    for await (const batch of images.batch(5)) {
      expect(batch.shape).toEqual([5, 8, 8, 3])
      expect(Array.from(await batch.data(), (v) => Math.round(v * 255))).toEqual([...pixels])
      batch.dispose()
    }
  })

  test('refuses radii that are out of order', () => {
    const make = (): unknown => deadLeaves({ seed: 1, minRadius: 5, maxRadius: 4 })
    expect(make).toThrowErrorMatchingInlineSnapshot(
      `[AeError: deadLeaves: \`maxRadius\` must be at least \`minRadius\`, 5. Received: 4.]`,
    )
  })
})
