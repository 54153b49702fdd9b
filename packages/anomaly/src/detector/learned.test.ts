import { conv1dDecoder, conv2dDecoder, conv2dEncoder, createRng, type Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { loadDetector } from '../file/load-detector'
import { saveDetector } from '../file/save-detector'
import { auroc } from '../metrics/auroc'
import { defaultMembers } from '../scorers/ensemble'
import type { NumberRows } from '../table/rows'
import { IsolationForestDetector, KNNDetector, PCADetector } from './baselines'
import type { Detector } from './detector'
import { AutoencoderDetector, DeepSVDDDetector, EnsembleDetector, RaPPDetector, VAEDetector } from './learned'

const WIDTH = 4
/** Small enough for the plain backend. */
const SMALL = {
  hiddenUnits: [24],
  latentDim: 2,
  steps: 500,
  batchSize: 64,
  learningRate: 0.01,
  seed: 1,
} as const

/** Rows on a curve that no plane holds, with noise; anomalies lie beside it, in the same range. */
function curve(count: number, rng: Rng): NumberRows {
  const noise = rng.normalArray(count * WIDTH)
  const values = rng.uniformArray(count).reduce(
    (all, place, row) => {
      const angle = 2 * Math.PI * place
      const clean = [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle)]
      clean.forEach((value, k) => {
        all[row * WIDTH + k] = value + 0.05 * (noise[row * WIDTH + k] ?? 0)
      })
      return all
    },
    new Float32Array(count * WIDTH),
  )
  return { values, width: WIDTH }
}

const normal = curve(600, createRng(1))
const fresh = curve(200, createRng(2))
const odd: NumberRows = {
  values: createRng(3)
    .uniformArray(200 * WIDTH)
    .map((v) => 2 * v - 1),
  width: WIDTH,
}
const both: NumberRows = { values: Float32Array.of(...fresh.values, ...odd.values), width: WIDTH }
const labels = Array.from({ length: 400 }, (_, i) => Number(i >= 200))

describe.each([
  ['autoencoder', AutoencoderDetector, { ...SMALL, networks: 2 }, 0.95],
  ['vae', VAEDetector, { ...SMALL, draws: 5 }, 0.9],
] as const)('%s', (kind, Kind, options, least) => {
  test('finds what no plane can, learns by training, and frees everything', async () => {
    const before = tf.memory().numTensors
    const detector = await Kind.fit(normal, options)
    expect(detector.kind).toBe(kind)
    const area = auroc({ scores: await detector.score(both), labels })
    const plane = await PCADetector.fit(normal)
    expect(area).toBeGreaterThan(least)
    expect(area).toBeGreaterThan(auroc({ scores: await plane.score(both), labels }) + 0.2)
    const untrained = await Kind.fit(normal, { ...options, steps: 1, learningRate: 1e-9 })
    expect(area).toBeGreaterThan(auroc({ scores: await untrained.score(both), labels }) + 0.1)
    const { anomalous } = await detector.detect(fresh)
    const alarms = anomalous.filter(Boolean).length / 200
    expect(alarms).toBeGreaterThan(0.005)
    expect(alarms).toBeLessThan(0.12)
    for (const each of [detector, plane, untrained]) each.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('a row has the same score whatever is beside it, and the same seed gives the same', async () => {
    const detector = await Kind.fit(normal, { ...options, steps: 50 })
    const again = await Kind.fit(normal, { ...options, steps: 50 })
    const other = await Kind.fit(normal, { ...options, steps: 50, seed: 2 })
    const scores = await detector.score(both)
    expect(Array.from(await again.score(both))).toEqual(Array.from(scores))
    expect(Array.from(await other.score(both))).not.toEqual(Array.from(scores))
    const alone = { values: both.values.slice(40, 44), width: WIDTH }
    expect((await detector.score(alone))[0]).toBeCloseTo(scores[10] ?? 0, 5)
    const parts = await detector.contributions(both)
    expect(parts.every((part) => part >= 0)).toBe(true)
    for (const each of [detector, again, other]) each.dispose()
  })

  test('points to the number that was moved by six deviations', async () => {
    const detector = await Kind.fit(normal, options)
    const moved = Float32Array.from(fresh.values)
    for (let row = 0; row < 200; row++) moved[row * WIDTH + (row % WIDTH)] = 6 * Math.SQRT1_2
    const parts = await detector.contributions({ values: moved, width: WIDTH })
    let hits = 0
    for (let row = 0; row < 200; row++) {
      const own = Array.from(parts.subarray(row * WIDTH, (row + 1) * WIDTH))
      if (own.indexOf(Math.max(...own)) === row % WIDTH) hits++
    }
    expect(hits / 200).toBeGreaterThanOrEqual(0.9)
    detector.dispose()
  })

  test('what cannot be trained is refused, and nothing is left behind', async () => {
    const before = tf.memory().numTensors
    const refusals: readonly [object, string][] = [
      [{ hiddenUnits: [0] }, '`hiddenUnits` must be a positive integer'],
      [{ hiddenUnits: 64 }, '`hiddenUnits` must be a list'],
      [{ steps: 0 }, '`steps` must be'],
      [{ epochs: 5 }, '`epochs` is not an option'],
      [{ heldOut: 0 }, '`heldOut` must leave at least 2 rows. Received: 0.'],
      [{ learningRate: 1e30 }, 'expected finite errors on held-out rows'],
    ]
    for (const [wrong, message] of refusals) {
      await expect(
        Kind.fit(normal, { ...options, steps: 5, ...wrong } as unknown as typeof options),
      ).rejects.toThrow(message)
    }
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('an ensemble', () => {
  const members = [KNNDetector.recipe(), IsolationForestDetector.recipe({ trees: 20 }), PCADetector.recipe()]

  test('is better than its members are on average, explains in shares, and frees everything', async () => {
    const before = tf.memory().numTensors
    const detector = await EnsembleDetector.fit(normal, { members, seed: 1 })
    expect(detector.kind).toBe('ensemble')
    const area = auroc({ scores: await detector.score(both), labels })
    const areas: number[] = []
    for (const kind of [KNNDetector, IsolationForestDetector, PCADetector]) {
      const single = await kind.fit(normal, { seed: 1 })
      areas.push(auroc({ scores: await single.score(both), labels }))
      single.dispose()
    }
    expect(area).toBeGreaterThan(areas.reduce((sum, each) => sum + each, 0) / areas.length)
    const { contributions } = await detector.explain([1, 0, 1, 5])
    expect(contributions[0]?.column).toBe('x3')
    expect(contributions.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(1, 10)
    detector.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('of nobody named has three members, and either vote ranks what is odd first', async () => {
    const before = tf.memory().numTensors
    expect(defaultMembers().map(({ kind }) => kind)).toEqual(['autoencoder', 'knn', 'pca'])
    expect(EnsembleDetector.recipe().kind).toBe('ensemble')
    const ranked = await EnsembleDetector.fit(normal, { members, vote: 'rank' })
    const [low = 0, high = 0] = await ranked.score([
      [1, 0, 1, 0],
      [1, 0, 1, 5],
    ])
    expect(low).toBeLessThan(0.9)
    expect(high).toBeGreaterThan(0.9)
    // A rank ends a little above 1; a surprise is a logarithm.
    expect(high).toBeLessThan(1.2)
    const surprised = await EnsembleDetector.fit(normal, { members })
    const [surprise = 0] = await surprised.score([[1, 0, 1, 5]])
    expect(surprise).toBeGreaterThan(2)
    surprised.dispose()
    await expect(EnsembleDetector.fit(normal, { members, vote: 'loudest' } as object)).rejects.toThrow(
      '`vote` must be',
    )
    ranked.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('needs two members and held-out rows', async () => {
    const before = tf.memory().numTensors
    for (const wrong of [{ members: [] }, { members: [KNNDetector.recipe()] }, { members: [1, 2] }]) {
      await expect(EnsembleDetector.fit(normal, wrong as { members: typeof members })).rejects.toThrow(
        'EnsembleDetector: `members` must be at least two recipes.',
      )
    }
    await expect(EnsembleDetector.fit(normal, { members, heldOut: 0 })).rejects.toThrow(
      '`heldOut` must leave',
    )
    const failing = [AutoencoderDetector.recipe({ steps: 1 }), PCADetector.recipe()]
    const narrow: NumberRows = { values: normal.values.slice(0, 100), width: 1 }
    await expect(EnsembleDetector.fit(narrow, { members: failing })).rejects.toThrow('at least 2 numbers')
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('deep SVDD', () => {
  // Wider codes than the curve has directions: what lies beside it must have somewhere to go.
  const options = { hiddenUnits: [16], latentDim: 8, steps: 250, batchSize: 64, learningRate: 0.01, seed: 1 }

  test('beats its untrained self, tells rows apart, and frees everything', async () => {
    const before = tf.memory().numTensors
    const detector = await DeepSVDDDetector.fit(normal, options)
    const untrained = await DeepSVDDDetector.fit(normal, { ...options, steps: 1, learningRate: 1e-9 })
    const [scores, control] = [await detector.score(both), await untrained.score(both)]
    expect(auroc({ scores, labels })).toBeGreaterThan(auroc({ scores: control, labels }) + 0.1)
    expect(auroc({ scores, labels })).toBeGreaterThan(0.85)
    expect(new Set(scores).size).toBeGreaterThan(390)
    const parts = await detector.contributions(fresh)
    expect(parts.every((part) => part >= 0)).toBe(true)
    expect(parts.some((part) => part > 0)).toBe(true)
    for (const each of [detector, untrained]) each.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('a network that has collapsed or diverged is refused, and nothing is left behind', async () => {
    const before = tf.memory().numTensors
    const refusals: readonly [object, string][] = [
      [{ learningRate: 1e30, steps: 5 }, 'expected scores that differ between normal rows'],
      // Weights that are only pulled to 0 take every row to the same place.
      [{ weightDecay: 1e9 }, 'expected scores that differ between normal rows'],
      [{ networks: 2 }, '`networks` is not an option'],
      [{ weightDecay: -1 }, '`weightDecay` must be'],
    ]
    for (const [wrong, message] of refusals) {
      await expect(DeepSVDDDetector.fit(normal, { ...options, ...wrong })).rejects.toThrow(message)
    }
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('RaPP', () => {
  const quick = { ...SMALL, hiddenUnits: [16], steps: 300 }

  test('finds what no plane can, better than untrained, and frees everything', async () => {
    const before = tf.memory().numTensors
    const detector = await RaPPDetector.fit(normal, quick)
    const untrained = await RaPPDetector.fit(normal, { ...quick, steps: 1, learningRate: 1e-9 })
    const [scores, control] = [await detector.score(both), await untrained.score(both)]
    expect(auroc({ scores, labels })).toBeGreaterThan(0.9)
    // Random layers behind a Mahalanobis distance are good already.
    expect(auroc({ scores, labels })).toBeGreaterThan(auroc({ scores: control, labels }) + 0.02)
    const [alone = 0] = await detector.score({ values: both.values.slice(40, 44), width: WIDTH })
    expect(alone / (scores[10] ?? 0)).toBeCloseTo(1, 4)
    const { contributions } = await detector.explain([1, 0, 1, 5])
    expect(contributions[0]?.column).toBe('x3')
    for (const each of [detector, untrained]) each.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('what cannot be trained is refused, and nothing is left behind', async () => {
    const before = tf.memory().numTensors
    for (const [wrong, message] of [
      [{ shrinkage: 2 }, '`shrinkage` must be'],
      [{ noise: 0 }, '`noise` must be'],
      [{ networks: 2 }, '`networks` is not an option'],
      [{ learningRate: 1e30, steps: 5 }, 'RaPPDetector: expected finite differences'],
    ] as const) {
      await expect(RaPPDetector.fit(normal, { ...SMALL, ...wrong })).rejects.toThrow(message)
    }
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('rows that are images', () => {
  /** Images of 4 × 4 with a bar down the middle; the network has few steps, for the plain backend is slow. */
  const bars: NumberRows = {
    values: Float32Array.from({ length: 40 * 16 }, (_, i) => (i % 4 === 1 ? 0.5 + (i % 7) / 14 : 0)),
    width: 16,
  }
  const images = {
    inputShape: [4, 4, 1],
    encoder: conv2dEncoder({ filters: [2] }),
    decoder: conv2dDecoder({ filters: [2] }),
    frontEnd: { scaling: 'none' },
    latentDim: 2,
    networks: 1,
    steps: 3,
    batchSize: 8,
    seed: 1,
  } as const

  test.each([
    ['autoencoder', AutoencoderDetector],
    ['vae', VAEDetector],
  ] as const)(
    '%s: go through convolutions and a file; pixels keep their numbers and count alike',
    async (_, Kind) => {
      const before = tf.memory().numTensors
      const detector = await Kind.fit(bars, images)
      const again = await loadDetector(await saveDetector(detector))
      expect(await again.score(bars)).toEqual(await detector.score(bars))
      expect(detector.frontEnd.encode('test', bars).values).toEqual(bars.values)
      const { 'deviations-0': deviations } = detector.store().arrays
      expect(new Set(deviations?.data).size).toBe(1)
      detector.dispose()
      again.dispose()
      const each = await Kind.fit(bars, { ...images, errorUnit: 'each' })
      expect(new Set(each.store().arrays['deviations-0']?.data).size).toBeGreaterThan(1)
      each.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  test('say what does not fit', async () => {
    const before = tf.memory().numTensors
    const fit = (options: object): Promise<unknown> =>
      AutoencoderDetector.fit(bars, { ...images, ...options })
    await expect(fit({ inputShape: [5, 3, 1] })).rejects.toThrow(
      '`inputShape` must be that of a row of 16 numbers',
    )
    await expect(fit({ inputShape: 16 })).rejects.toThrow('`inputShape` must be a list')
    await expect(fit({ encoder: 'conv' })).rejects.toThrow('`encoder` must be a builder')
    await expect(fit({ errorUnit: 'all' })).rejects.toThrow('`errorUnit`')
    await expect(fit({ gap: 2 })).rejects.toThrow('`gap` must be 0')
    await expect(fit({ decoder: conv1dDecoder() })).rejects.toThrow('to a sequence [T, C]')
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('refit', () => {
  /** As the normal rows, but elsewhere. */
  const moved: NumberRows = { values: normal.values.map((value) => value + 0.5), width: WIDTH }

  test.each([
    ['autoencoder', AutoencoderDetector, { ...SMALL, networks: 2 }],
    ['vae', VAEDetector, { ...SMALL, draws: 5 }],
  ] as const)(
    '%s: learns on from where it was, and leaves the old one as it is',
    async (_, Kind, options) => {
      const before = tf.memory().numTensors
      const old = await Kind.fit(normal, options)
      const scores = await old.score(fresh)
      const few = { ...options, steps: 30 }
      const warm = await Kind.refit(old, moved, few)
      const cold = await Kind.fit(moved, { ...few, frontEnd: old.frontEnd })
      const contrast = async (detector: Detector): Promise<number> => {
        const rows = {
          values: Float32Array.of(...moved.values.subarray(0, 200 * WIDTH), ...odd.values),
          width: WIDTH,
        }
        return auroc({ scores: await detector.score(rows), labels })
      }
      expect(await contrast(warm)).toBeGreaterThan(await contrast(cold))
      expect(await old.score(fresh)).toEqual(scores)
      expect(warm.frontEnd).toBe(old.frontEnd)
      expect(warm.threshold?.value).not.toBe(old.threshold?.value)
      for (const detector of [old, warm, cold]) detector.dispose()
      expect(tf.memory().numTensors).toBe(before)
    },
  )

  test('other kinds are fitted anew, trimmed or not; another kind, or what fails, leaves nothing behind', async () => {
    const before = tf.memory().numTensors
    const old = await KNNDetector.fit(normal)
    const again = await KNNDetector.refit(old, moved, { trim: 0.1 })
    const anew = await KNNDetector.fit(moved, { trim: 0.1, frontEnd: old.frontEnd })
    expect(await again.score(fresh)).toEqual(await anew.score(fresh))
    await expect(AutoencoderDetector.refit(old, moved, SMALL)).rejects.toThrow(
      "expected a detector of kind 'autoencoder'. Received: 'knn'.",
    )
    const network = await AutoencoderDetector.fit(normal, { ...SMALL, steps: 2 })
    await expect(AutoencoderDetector.refit(network, moved, { heldOut: 0 })).rejects.toThrow('`heldOut`')
    await expect(
      AutoencoderDetector.refit(network, moved, { steps: 20, learningRate: 1e30, trim: 0.1 }),
    ).rejects.toThrow()
    for (const detector of [old, again, anew, network]) detector.dispose()
    await expect(AutoencoderDetector.refit(network, moved)).rejects.toThrow('detector was disposed')
    expect(tf.memory().numTensors).toBe(before)
  })
})
