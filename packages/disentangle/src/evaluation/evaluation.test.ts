import type { FrameFeatures } from '@ae/audio'
import { Classifier, createRng, inferenceContext, seededNetwork } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { attackCodes, conversionRates, globalVarianceRatios, l1Ratio, voiceJudgeNetwork } from '..'
import { tinyVoices } from '../fixtures/tiny-voices'
import { dynamicTimeWarping } from './dynamic-time-warping'
import { melCepstralDistortion } from './mel-cepstral-distortion'
import { speakerStatistics, swapStatistics } from './speaker-statistics'

describe('dynamicTimeWarping', () => {
  const between = (a: readonly number[], b: readonly number[]) =>
    dynamicTimeWarping([a.length, b.length], (i, j) => Math.abs((a[i] ?? 0) - (b[j] ?? 0)))

  test('finds the same course at another pace, for nothing', () => {
    const { cost, path } = between([1, 2, 3], [1, 1, 2, 3, 3])
    expect(cost).toBe(0)
    expect(path).toEqual([
      [0, 0],
      [0, 1],
      [1, 2],
      [2, 3],
      [2, 4],
    ])
  })

  test('costs what no stretching saves, and is the least of all paths', () => {
    expect(between([0, 0], [1])).toEqual({
      cost: 2,
      path: [
        [0, 0],
        [1, 0],
      ],
    })
    // By hand: 1 ‖ 3 and 5 ‖ 3 cost 2 each, 4 ‖ 3 costs 1.
    expect(between([1, 4, 5], [3]).cost).toBe(5)
    const [a, b] = [createRng(1).uniformArray(5), createRng(2).uniformArray(4)]
    const all = (i: number, j: number): number => {
      const here = Math.abs((a[i] ?? 0) - (b[j] ?? 0))
      if (i === 0 && j === 0) return here
      const before = [
        [i - 1, j - 1],
        [i - 1, j],
        [i, j - 1],
      ].filter(([p = -1, q = -1]) => p >= 0 && q >= 0)
      return here + Math.min(...before.map(([p = 0, q = 0]) => all(p, q)))
    }
    expect(between([...a], [...b]).cost).toBeCloseTo(all(4, 3), 12)
  })

  test('needs places', () => {
    expect(() => dynamicTimeWarping([0, 2], () => 0)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: dynamicTimeWarping: expected two sequences of at least one place. Received: 0 and 2.]`,
    )
  })
})

describe('melCepstralDistortion', () => {
  const mels = 40
  /** Frames whose spectrum is a cosine over mels, of so many dB, above a constant. */
  const ripples = (amplitudes: readonly number[], order: number, level = 0.5): FrameFeatures => ({
    frames: amplitudes.length,
    width: mels,
    values: Float32Array.from(
      { length: amplitudes.length * mels },
      (_, i) =>
        level +
        ((amplitudes[Math.floor(i / mels)] ?? 0) / 80) *
          Math.cos((Math.PI * order * ((i % mels) + 0.5)) / mels),
    ),
  })

  test('is the root mean square of a ripple, and does not hear loudness or pace', () => {
    expect(melCepstralDistortion(ripples([6, 6], 3), ripples([0, 0], 3))).toBeCloseTo(6 / Math.SQRT2, 4)
    expect(melCepstralDistortion(ripples([6], 3, 0.2), ripples([6], 3, 0.6))).toBeCloseTo(0, 4)
    expect(melCepstralDistortion(ripples([1, 5], 2), ripples([1, 1, 5, 5], 2))).toBeCloseTo(0, 4)
    const unaligned = melCepstralDistortion(ripples([1, 5], 2), ripples([1, 1], 2), { alignment: 'none' })
    expect(unaligned).toBeCloseTo(4 / Math.SQRT2 / 2, 4)
  })

  test('leaves out what is finer than its cepstra, which are those it was told', () => {
    expect(melCepstralDistortion(ripples([6], 13), ripples([0], 13))).toBeCloseTo(0, 4)
    expect(
      melCepstralDistortion(ripples([6], 13), ripples([0], 13), { cepstra: 13, rangeDb: 40 }),
    ).toBeCloseTo(3 / Math.SQRT2, 4)
  })

  test('frames that are not there are missed', () => {
    const empty = { frames: 3, width: 40, values: new Float32Array(0) }
    expect(() => melCepstralDistortion(empty, empty)).toThrow('expected frames of equally many mels')
  })

  test('mistakes are named', () => {
    const narrow = { frames: 1, width: 12, values: new Float32Array(12) }
    expect(() => melCepstralDistortion(narrow, narrow)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: melCepstralDistortion: expected frames of equally many mels, more than 12. Received: 1 of 12 and 1 of 12.]`,
    )
  })
})

describe('speakers’ statistics', () => {
  test('are means and deviations over all frames of a speaker', async () => {
    const x = tf.tensor3d([1, 3, 10, 20, 5, 7], [3, 2, 1])
    const speaker = tf.tensor1d([0, 1, 0], 'int32')
    const { mean, deviation } = speakerStatistics({ x, speaker }, 3)
    expect(Array.from(await mean.data())).toEqual([4, 15, 0])
    const [first = 0, second = 0] = await deviation.data()
    expect(first).toBeCloseTo(Math.sqrt(5), 4)
    expect(second).toBeCloseTo(5, 4)
    const swapped = swapStatistics(x.slice(1, 1), {
      statistics: { mean, deviation },
      from: tf.tensor1d([1], 'int32'),
      to: tf.tensor1d([0], 'int32'),
    })
    const [low = 0, high = 0] = await swapped.data()
    expect([low, high].map((v) => Math.round(v * 1e3) / 1e3)).toEqual([1.764, 6.236])
    expect(() => speakerStatistics({ x, speaker: tf.tensor1d([0]) }, 3)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: speakerStatistics: expected clips [N, T, F] and speakers [N]. Received: [3, 2, 1] and [1].]`,
    )
    tf.dispose([x, speaker, mean, deviation, swapped])
  })

  test('swapped, turn a voice that is a gain and a shift into another', async () => {
    const { x, speaker, speakers, words, said } = tinyVoices(300, 3)
    const statistics = speakerStatistics({ x, speaker }, 3)
    const targets = speakers.map((from) => (from + 1) % 3)
    const truth = said(words, targets)
    const error = async (made: tf.Tensor): Promise<number> => {
      const distance = tf.tidy(() => made.sub(truth).abs().mean())
      return (await distance.data())[0] ?? Number.NaN
    }
    const made = swapStatistics(x, { statistics, from: speaker, to: tf.tensor1d(targets, 'int32') })
    expect(await error(made)).toBeLessThan(0.2 * (await error(x)))
    tf.dispose([x, speaker, statistics.mean, statistics.deviation, truth, made])
  })
})

test('ratios of variances are of as many features, and 1 where neither moves', async () => {
  const [still, other] = [tf.ones([2, 3, 2]), tf.ones([2, 3, 1])]
  expect(Array.from(await globalVarianceRatios(still, still))).toEqual([1, 1])
  await expect(globalVarianceRatios(still, other)).rejects.toThrow('clips of as many features')
  tf.dispose([still, other])
})

test('variance over time and absolute errors are ratios to what is real and to what knows nothing', async () => {
  const x = createRng(1).normal([20, 30, 3])
  const half = tf.tidy(() => x.mul(tf.tensor1d([0.5, 1, 2])).add(7))
  const ratios = await globalVarianceRatios(half, x)
  for (const [i, expected] of [0.25, 1, 4].entries()) expect(ratios[i]).toBeCloseTo(expected, 4)
  const mean = tf.zeros([30, 3])
  const [none, all] = [tf.zerosLike(x), x.clone()]
  expect(await l1Ratio({ x, reconstruction: none, mean })).toBeCloseTo(1, 5)
  expect(await l1Ratio({ x, reconstruction: all, mean })).toBe(0)
  await expect(l1Ratio({ x, reconstruction: mean, mean })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: l1Ratio: expected a reconstruction [20, 30, 3] and a mean [30, 3]. Received: [30, 3] and [30, 3].]`,
  )
  tf.dispose([x, half, mean, none, all])
})

describe('judged conversions', () => {
  /** Reads a number of the only frame: 1 or −1. */
  const reader = (): Classifier =>
    new Classifier({
      inputShape: [1, 2],
      classes: 2,
      network: ({ rng }) =>
        seededNetwork(() => {
          const layer = tf.layers.dense({ units: 2, kernelInitializer: 'zeros' })
          return tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 2] }), layer] })
        }, rng),
    })

  test('count those that reach the target, those that keep what is said, and those that do both', async () => {
    const [speaker, content] = [reader(), reader()]
    tf.tidy(() => {
      const [kernel] = Object.values(speaker.weights())
      kernel?.assign(tf.tensor2d([-1, 1, 0, 0], [2, 2]))
      const [other] = Object.values(content.weights())
      other?.assign(tf.tensor2d([0, 0, -1, 1], [2, 2]))
    })
    // Speaker and content: 1 1, 1 0, 0 1, 0 0; all should be 1 1.
    const converted = tf.tensor3d([1, 1, 1, -1, -1, 1, -1, -1], [4, 1, 2])
    const rates = await conversionRates(
      { converted, targets: [1, 1, 1, 1], contents: [1, 1, 1, 1] },
      { speaker, content },
    )
    expect(rates.target.estimate).toBe(0.5)
    expect(rates.content.estimate).toBe(0.5)
    expect(rates.joint.estimate).toBe(0.25)
    await expect(
      conversionRates({ converted, targets: [1], contents: [1, 1, 1, 1] }, { speaker, content }),
    ).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: conversionRates: expected a target, a content and a source, if any, for each clip, and at least one clip. Received: 4 clips, [1, 4, 1].]`,
    )
    // A hundred conversions of one recording say no more than one of them.
    const many = converted.tile([100, 1, 1])
    const ones = new Int32Array(400).fill(1)
    const width = async (sources?: Int32Array): Promise<number> => {
      const given = {
        converted: many,
        targets: ones,
        contents: ones,
        ...(sources === undefined ? {} : { sources }),
      }
      const { target } = await conversionRates(given, { speaker, content })
      expect(target.estimate).toBe(0.5)
      return target.high - target.low
    }
    expect(await width()).toBeLessThan(0.12)
    expect(await width(ones.map((_, i) => i % 4))).toBeGreaterThan(0.7)
    many.dispose()
    speaker.dispose()
    content.dispose()
    converted.dispose()
  })
})

test('fresh probes find what is in codes, and nothing where nothing is', async () => {
  const rng = createRng(4)
  const set = (rows: number, name: string, signal: number) => {
    const labels = Array.from({ length: rows }, (_, i) => i % 2)
    const codes = tf.tidy(() =>
      rng
        .fork(name)
        .normal([rows, 4, 2])
        .add(tf.tensor1d(labels).reshape([rows, 1, 1]).mul(signal)),
    )
    return { codes, labels }
  }
  for (const [signal, epochs, low, high] of [
    [3, 25, 0.95, 1],
    [0, 4, 0.3, 0.7],
  ] as const) {
    const sets = {
      train: set(60, 'a', signal),
      validation: set(30, 'b', signal),
      test: set(60, 'c', signal),
    }
    const { linear, best, probes } = await attackCodes({ classes: 2, ...sets, epochs })
    expect(probes.map(({ kind }) => kind)).toEqual(['linear', 'mlp', 'conv'])
    expect(probes).toContain(best)
    for (const { accuracy } of [linear, best]) {
      expect(accuracy.estimate).toBeGreaterThanOrEqual(low)
      expect(accuracy.estimate).toBeLessThanOrEqual(high)
    }
    for (const { codes } of Object.values(sets)) codes.dispose()
  }
}, 180_000)

test('a judge moves clips and leaves features out in training alone, by the step’s own numbers', async () => {
  const network = voiceJudgeNetwork({ filters: [4, 4], gain: 0.5 })({
    subject: 'judge',
    inputShape: [16, 6],
    outputShape: [3],
    rng: createRng(1),
  })
  const { x, speaker } = tinyVoices(5, 1)
  const run = async (training: boolean, seed: number): Promise<string> => {
    const y = network.apply(x, { ...inferenceContext(), training, rng: createRng(seed) })
    const text = String(await y.data())
    y.dispose()
    return text
  }
  expect(await run(false, 1)).toBe(await run(false, 2))
  expect(await run(true, 1)).toBe(await run(true, 1))
  expect(await run(true, 1)).not.toBe(await run(true, 2))
  expect(() => voiceJudgeNetwork({ dropout: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: voiceJudgeNetwork: \`dropout\` must be a number ≥ 0 and < 1. Received: 1.]`,
  )
  network.dispose()
  tf.dispose([x, speaker])
})
