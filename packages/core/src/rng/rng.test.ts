import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { normalQuantile } from './normal-quantile'
import { philox } from './philox'
import { createRng, restoreRng } from './rng'

const hex = (words: Iterable<number>): string =>
  [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ')

/** FNV-1a over the bytes: one number that changes with any bit of a stream. */
function fingerprint(values: Float32Array | Int32Array): string {
  let hash = 0x811c9dc5
  for (const byte of new Uint8Array(values.buffer)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16)
}

describe('Philox4x32-10', () => {
  // Known answers published with Random123 (kat_vectors).
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('gives the known answer for counter %j', (counter, key, expected) => {
    const out = new Uint32Array(4)
    philox(counter, key, out, 0)
    expect(hex(out)).toBe(expected)
  })
})

describe('a random stream', () => {
  test('is the same in every engine', () => {
    const rng = createRng(20_101)
    expect(fingerprint(rng.uniformArray(100_000))).toMatchInlineSnapshot(`"3974fada"`)
    expect(fingerprint(rng.normalArray(100_000))).toMatchInlineSnapshot(`"1a6558d"`)
    expect(fingerprint(rng.permutation(10_000))).toMatchInlineSnapshot(`"4f2254e1"`)
    expect(fingerprint(rng.fork('weights').normalArray(1_000))).toMatchInlineSnapshot(`"b438e6a9"`)
  })

  test('is the same for the same seed, another for another, and seed 0 is a seed', () => {
    const draw = (seed: number): string => fingerprint(createRng(seed).uniformArray(64))
    expect(draw(0)).toBe(draw(0))
    expect(new Set([0, 1, -1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER].map(draw)).size).toBe(6)
  })

  test('is uniform in [0, 1): chi-square over 100 bins', () => {
    const count = 200_000
    const bins = new Float64Array(100)
    for (const u of createRng(3).uniformArray(count))
      bins[Math.floor(u * 100)] = (bins[Math.floor(u * 100)] ?? 0) + 1
    const chi2 = bins.reduce((sum, n) => sum + (n - count / 100) ** 2 / (count / 100), 0)
    // 99 degrees of freedom: 148 is the .999 quantile.
    expect(chi2).toBeLessThan(148)
  })

  test('has normal moments and tails', () => {
    const x = createRng(4).normalArray(400_000)
    const moment = (k: number): number => x.reduce((sum, value) => sum + value ** k, 0) / x.length
    expect(Math.abs(moment(1))).toBeLessThan(0.006)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.01)
    expect(Math.abs(moment(3))).toBeLessThan(0.02)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.06)
    expect(x.filter((value) => Math.abs(value) > 3).length / x.length).toBeCloseTo(0.0027, 3)
  })

  test('goes on from its state, in the middle of a block', () => {
    const rng = createRng(5)
    rng.uniformArray(7)
    rng.integer(10)
    const copy = restoreRng(JSON.parse(JSON.stringify(rng.state)))
    expect(copy.normalArray(9)).toEqual(rng.normalArray(9))
    expect(copy.integer(1000)).toBe(rng.integer(1000))
    expect(copy.state).toEqual(rng.state)
  })

  test('gives the same numbers whether drawn one by one or together', () => {
    const together = createRng(6).uniformArray(11)
    const rng = createRng(6)
    expect(Float32Array.from({ length: 11 }, () => rng.uniformArray(1)[0] ?? -1)).toEqual(together)
  })

  test('forks by name, not by position', () => {
    const rng = createRng(7)
    const early = rng.fork('noise').uniformArray(8)
    rng.normalArray(100)
    expect(rng.fork('noise').uniformArray(8)).toEqual(early)
    const labels = [
      '',
      'a',
      'a\0',
      'aa',
      'noise',
      'noisf',
      'a long label of many words',
      'a long label of many wordt',
    ]
    const streams = labels.map((label) => fingerprint(rng.fork(label).uniformArray(8)))
    expect(new Set([...streams, fingerprint(createRng(7).uniformArray(8))]).size).toBe(labels.length + 1)
  })

  test('shuffles fairly: all 24 orders of four equally often', () => {
    const rng = createRng(8)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = rng.permutation(4).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)
    expect(counts.size).toBe(24)
    // 23 degrees of freedom: 49.7 is the .999 quantile.
    expect(chi2).toBeLessThan(49.7)
  })

  test('makes tensors of the shape asked for', () => {
    const noise = createRng(9).normal([2, 3])
    expect([noise.shape, noise.dtype]).toEqual([[2, 3], 'float32'])
    const none = createRng(9).uniform([0, 3])
    expect(none.size).toBe(0)
    tf.dispose([noise, none])
  })

  test('refuses what is no seed, no state, no shape, no bound', () => {
    expect(() => createRng(0.5)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: createRng: \`seed\` must be a whole number between ±(2^53 − 1). Received: 0.5.]`,
    )
    expect(() => restoreRng({ key: [1, -1], position: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: restoreRng: expected { key: [word, word], position }. Received: an object of Object.]`,
    )
    expect(() => createRng(1).normal([2, -1])).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Rng.normal: expected whole sizes of at least 0. Received: [2, -1].]`,
    )
    expect(() => createRng(1).integer(0)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Rng.integer: \`bound\` must be a whole number from 1 to 2^32. Received: 0.]`,
    )
  })
})

describe('normalQuantile', () => {
  test('agrees with SciPy: scipy.stats.norm.ppf', () => {
    const references = [
      [1e-10, -6.361340902404056],
      [1e-5, -4.264890793922825],
      [0.001, -3.090232306167813],
      [0.05, -1.6448536269514729],
      [0.07, -1.4757910281791706],
      [0.3, -0.5244005127080409],
      [0.5, 0.0],
      [0.75, 0.6744897501960817],
      [0.93, 1.475791028179171],
      [0.99, 2.3263478740408408],
      [0.99999, 4.264890793923841],
    ] as const
    for (const [p, z] of references) expect(normalQuantile(p)).toBeCloseTo(z, 12)
  })
})
