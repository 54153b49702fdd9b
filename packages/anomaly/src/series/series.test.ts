import { conv1dDecoder, conv1dEncoder, createRng, lstmDecoder, lstmEncoder } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { PCADetector } from '../detector/baselines'
import { AutoencoderDetector } from '../detector/learned'
import { scorerDetector } from '../detector/scorer-detector'
import { loadDetector } from '../file/load-detector'
import { saveDetector } from '../file/save-detector'
import { detectStream } from '../stream/detect-stream'
import { movingDeviations, movingZScores } from './moving-deviations'
import { SeriesDetector } from './series-detector'
import { windowStream } from './window-stream'
import { windowsOf } from './windows'

/** Two channels: a wave, and its double that comes later, with noise. */
function waves(steps: number, seed: number): { readonly values: Float64Array; readonly width: 2 } {
  const noise = createRng(seed).normalArray(2 * steps)
  const values = Float64Array.from(noise, (z, i) => {
    const t = Math.floor(i / 2)
    return (i % 2 === 0 ? Math.sin(t / 3) : 2 * Math.sin((t - 2) / 3)) + 0.02 * z
  })
  return { values, width: 2 }
}

const normal = waves(500, 1)
const WINDOW = { window: 12, seed: 1 } as const

describe('windowsOf', () => {
  test('gives every window, step by step', () => {
    expect(windowsOf([1, 2, 3, 4], { window: 3 })).toEqual({
      values: Float64Array.of(1, 2, 3, 2, 3, 4),
      width: 3,
    })
    const two = { values: Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40), width: 2 }
    expect(windowsOf(two, { window: 2, stride: 2 })).toEqual({
      values: Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40),
      width: 4,
    })
    expect(windowsOf([1, 2], { window: 3 }).values).toHaveLength(0)
  })

  test('refuses what is no series', () => {
    expect(() => windowsOf([1, 2], { window: 0 })).toThrow('`window` must be a positive integer')
    expect(() => windowsOf(['a' as unknown as number], { window: 1 })).toThrow("Received: 'a' at 0")
    expect(() => windowsOf({ values: Float32Array.of(1, 2, 3), width: 2 }, { window: 1 })).toThrow(
      'whole rows',
    )
  })
})

describe('movingDeviations', () => {
  test('are distances from the mean before, in its deviations; z-scores are their sizes', () => {
    const { values } = movingDeviations([1, 2, 1, 2, 9], { window: 4 })
    ;[0, 0, -1, 2 / 3 / Math.sqrt(2 / 9), 15].forEach((expected, t) => {
      expect(values[t]).toBeCloseTo(expected, 12)
    })
    expect(movingZScores([1, 2, 1, 2, 9], { window: 4 })).toEqual(values.map(Math.abs))
  })

  test('look at so many steps, at each channel by itself, and not at its level', () => {
    const rng = createRng(5)
    const [a, b] = [rng.normalArray(40), rng.normalArray(40)]
    const both = Float64Array.from({ length: 80 }, (_, i) =>
      i % 2 === 0 ? (a[i >> 1] ?? 0) : 1e9 + 50 * (b[i >> 1] ?? 0),
    )
    const { values } = movingDeviations({ values: both, width: 2 }, { window: 10 })
    const [ownA, ownB] = [a, b].map((own) => movingDeviations(Float64Array.from(own), { window: 10 }).values)
    const alone = movingDeviations(Float64Array.from(a.subarray(20, 31)), { window: 10 }).values
    expect(values[2 * 30]).toBeCloseTo(alone[10] ?? Number.NaN, 9)
    for (let t = 2; t < 40; t++) {
      expect(values[2 * t]).toBeCloseTo(ownA?.[t] ?? Number.NaN, 9)
      expect(values[2 * t + 1]).toBeCloseTo(ownB?.[t] ?? Number.NaN, 4)
    }
    const sizes = movingZScores({ values: both, width: 2 }, { window: 10 })
    expect(sizes[30]).toBe(Math.max(Math.abs(values[60] ?? 0), Math.abs(values[61] ?? 0)))
  })

  test('refuse what has no distance from anything', () => {
    const holed = { values: Float64Array.of(1, 2, 3, 4, 5, Number.NaN, 7, 8), width: 2 }
    expect(() => movingDeviations(holed, { window: 3 })).toThrow('Received: NaN in step 2.')
    expect(() => movingZScores([1, Number.POSITIVE_INFINITY], { window: 3 })).toThrow(
      'expected a finite series',
    )
  })

  test('are finite where nothing has moved, and then', () => {
    const scores = movingZScores([3, 3, 3, 3, 4, 4, 4, 4, 4, 5], { window: 3 })
    expect(scores.every(Number.isFinite)).toBe(true)
    expect(scores[4]).toBe(1)
    expect(scores[9]).toBeGreaterThan(100)
  })
})

describe('SeriesDetector', () => {
  test('finds what contradicts the steps before it, says where, and frees everything', async () => {
    const before = tf.memory().numTensors
    const detector = await SeriesDetector.fit(normal, PCADetector, {
      ...WINDOW,
      channels: ['wave', 'double'],
    })
    const fresh = waves(200, 2)
    const quiet = await detector.detect(fresh)
    expect(Array.from(quiet.scores.subarray(0, 11)).every(Number.isNaN)).toBe(true)
    expect(Array.from(quiet.scores.subarray(11)).every(Number.isFinite)).toBe(true)
    expect(quiet.anomalous.filter(Boolean).length).toBeLessThan(0.15 * 200)
    // The second channel stands still for one step: a value that it often has.
    const spoilt = { values: Float64Array.from(fresh.values), width: 2 }
    spoilt.values[2 * 100 + 1] = (spoilt.values[2 * 100 + 1] ?? 0) + 1.5
    const { scores, anomalous } = await detector.detect(spoilt)
    expect(anomalous.slice(100, 112).every(Boolean)).toBe(true)
    expect(scores.subarray(11, 100)).toEqual(quiet.scores.subarray(11, 100))
    const [first] = await detector.explain(spoilt, 105)
    expect(first).toMatchObject({ step: 100, channel: 'double', value: spoilt.values[201] })
    detector.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('learns from no step that its threshold is measured on', async () => {
    const seen: { train: number[]; heldOut: number[] }[] = []
    const Recorder = recorder((train, heldOut) => seen.push({ train, heldOut }))
    const steps = Float64Array.from({ length: 100 }, (_, t) => t)
    const detector = await SeriesDetector.fit(steps, Recorder, {
      window: 5,
      frontEnd: { scaling: 'none', clip: 1e3 },
    })
    const [{ train, heldOut } = { train: [], heldOut: [] }] = seen
    expect(Math.max(...train)).toBeLessThan(Math.min(...heldOut))
    expect(Math.max(...heldOut)).toBe(99)
    detector.dispose()
  })

  test('is whole again out of a file, and scores a stream as it does a series', async () => {
    const detector = await SeriesDetector.fit(normal, PCADetector, WINDOW)
    const again = new SeriesDetector(await loadDetector(await saveDetector(detector.detector)))
    const fresh = waves(60, 3)
    const scores = await detector.score(fresh)
    expect(await again.score(fresh)).toEqual(scores)
    expect([again.window, again.channels]).toEqual([12, ['x0', 'x1']])
    const steps = new ReadableStream<number[]>({
      start(to) {
        for (let t = 0; t < 60; t++) to.enqueue(Array.from(fresh.values.subarray(2 * t, 2 * t + 2)))
        to.close()
      },
    })
    const streamed: number[] = []
    for await (const { score } of steps
      .pipeThrough(windowStream({ window: 12, channels: 2 }))
      .pipeThrough(detectStream(detector.detector))) {
      streamed.push(score)
    }
    streamed.forEach((score, i) => {
      expect(score).toBeCloseTo(scores[i + 11] ?? Number.NaN, 4)
    })
    expect(streamed).toHaveLength(49)
    detector.dispose()
    again.dispose()
  })

  // Few steps: the plain backend is slow at both, and what they learn is measured in the lab.
  test.each([
    ['convolutions', { encoder: conv1dEncoder({ filters: [3] }), decoder: conv1dDecoder({ filters: [3] }) }],
    ['LSTM', { encoder: lstmEncoder({ units: [3] }), decoder: lstmDecoder({ units: [3] }) }],
  ])('windows go through %s, and through a file', async (_, networks) => {
    const before = tf.memory().numTensors
    const detector = await SeriesDetector.fit(waves(60, 1), AutoencoderDetector, {
      ...networks,
      window: 6,
      inputShape: [6, 2],
      latentDim: 3,
      networks: 1,
      steps: 3,
      batchSize: 8,
      seed: 1,
    })
    const again = new SeriesDetector(await loadDetector(await saveDetector(detector.detector)))
    const fresh = waves(12, 4)
    expect(await again.score(fresh)).toEqual(await detector.score(fresh))
    detector.dispose()
    again.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('says what is wrong', async () => {
    const fit = (options: object): Promise<SeriesDetector> =>
      SeriesDetector.fit(normal, PCADetector, { ...WINDOW, ...options })
    await expect(fit({ channels: ['a'] })).rejects.toThrow('`channels` must be 2 names')
    await expect(fit({ windows: 3 })).rejects.toThrow('windows')
    await expect(SeriesDetector.fit([1, Number.NaN, 3, 4], PCADetector, { window: 2 })).rejects.toThrow(
      "expected a value in column 'value'",
    )
    await expect(SeriesDetector.fit([1, 2, 3, 4], PCADetector, { window: 3 })).rejects.toThrow('normal rows')
    const plain = await PCADetector.fit([
      [1, 2],
      [2, 3],
      [3, 5],
      [4, 4],
      [5, 6],
      [6, 7],
      [7, 9],
      [8, 8],
      [9, 9],
    ])
    expect(() => new SeriesDetector(plain)).toThrow('expected a detector of windows')
    plain.dispose()
    const detector = await fit({})
    await expect(detector.score([1, 2, 3])).rejects.toThrow('expected a series of 2 channels. Received: 1.')
    await expect(detector.explain(normal, 10)).rejects.toThrow('`at` must be a step from 11')
    detector.dispose()
  })
})

test('a step of another width ends a stream of windows', async () => {
  const steps = new ReadableStream<number[]>({
    start(to) {
      to.enqueue([1, 2])
      to.enqueue([1])
    },
  })
  const reading = steps
    .pipeThrough(windowStream({ window: 2, channels: 2 }))
    .getReader()
    .read()
  await expect(reading).rejects.toThrow(
    'expected steps of 2 numbers. Received: [1]. It was step 1 of the stream.',
  )
})

function recorder(see: (train: number[], heldOut: number[]) => void): ReturnType<typeof scorerDetector> {
  return scorerDetector('recorder', async ({ train, heldOut }) => {
    see(Array.from(await train.data()), Array.from(await heldOut.data()))
    return { score: (x) => x.sum(1) }
  })
}
