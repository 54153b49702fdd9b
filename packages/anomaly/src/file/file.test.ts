import { AeError, createRng, inspect } from '@ae/core'
import { expectOnlyAeErrors } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import {
  InputNormDetector,
  IsolationForestDetector,
  KNNDetector,
  MahalanobisDetector,
  PCADetector,
} from '../detector/baselines'
import type { Detector } from '../detector/detector'
import {
  AutoencoderDetector,
  DeepSVDDDetector,
  EnsembleDetector,
  RaPPDetector,
  VAEDetector,
} from '../detector/learned'
import { compileDetector } from '../stream/compile-detector'
import type { Row } from '../table/rows'
import { loadDetector } from './load-detector'
import { saveDetector } from './save-detector'

const TINY = { hiddenUnits: [5], latentDim: 2, steps: 3 } as const

function rows(seed: number, count: number): readonly Row[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => {
    const [a = 0, b = 0, c = 0] = rng.normalArray(3)
    return { a, b: a + 0.2 * b, kind: c > 0 ? 'x' : 'y', more: c > 1 ? null : c }
  })
}

const normal = rows(1, 40)
const fresh = rows(2, 10)
const makers: readonly (readonly [string, () => Promise<Detector>])[] = [
  ['input-norm', () => InputNormDetector.fit(normal)],
  ['isolation-forest', () => IsolationForestDetector.fit(normal, { trees: 5, sampleSize: 8 })],
  ['knn', () => KNNDetector.fit(normal)],
  ['mahalanobis', () => MahalanobisDetector.fit(normal)],
  ['pca', () => PCADetector.fit(normal, { frontEnd: { scaling: 'min-max' } })],
  ['autoencoder', () => AutoencoderDetector.fit(normal, TINY)],
  ['vae', () => VAEDetector.fit(normal, { ...TINY, draws: 2 })],
  ['rapp', () => RaPPDetector.fit(normal, TINY)],
  ['deep-svdd', () => DeepSVDDDetector.fit(normal, TINY)],
  ['no threshold', () => KNNDetector.fit(normal, { heldOut: 0 })],
  [
    'ensemble',
    () =>
      EnsembleDetector.fit(normal, {
        members: [
          EnsembleDetector.recipe({ members: [AutoencoderDetector.recipe(TINY), KNNDetector.recipe()] }),
          IsolationForestDetector.recipe({ trees: 3, sampleSize: 8 }),
        ],
      }),
  ],
]

describe.each(makers)('a file of %s', (_, make) => {
  test('gives a detector that decides alike, and saves as the same bytes', async () => {
    const before = tf.memory().numTensors
    const detector = await make()
    const bytes = await saveDetector(detector)
    const again = await loadDetector(bytes)
    expect(again.kind).toBe(detector.kind)
    expect(again.schema).toEqual(detector.schema)
    expect(again.threshold).toEqual(detector.threshold)
    expect(Array.from(await again.score(fresh))).toEqual(Array.from(await detector.score(fresh)))
    expect(Array.from(await again.contributions(fresh))).toEqual(
      Array.from(await detector.contributions(fresh)),
    )
    expect(again.normalScores).toEqual(detector.normalScores)
    expect(await saveDetector(again)).toEqual(bytes)
    for (const each of [detector, again]) each.dispose()
    expect(tf.memory().numTensors).toBe(before)
    await expect(saveDetector(again)).rejects.toThrow('Detector: detector was disposed.')
  })

  test('that was damaged, with a checksum or without, is a detector or an AeError', async () => {
    const detector = await make()
    const bytes = await saveDetector(detector)
    detector.dispose()
    const before = tf.memory().numTensors
    const tally = await expectOnlyAeErrors(
      async (variant) => {
        const again = await loadDetector(variant, { verify: false })
        again.dispose()
      },
      [bytes],
      { count: 300 },
    )
    expect(tally.refused).toBeGreaterThan(100)
    expect(tf.memory().numTensors).toBe(before)
    const damaged = Uint8Array.from(bytes)
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
    await expect(loadDetector(damaged)).rejects.toThrow(AeError)
  })
})

describe('a header that lies', () => {
  /** The file with its header rewritten, offsets and all. */
  async function rewritten(
    make: () => Promise<Detector>,
    change: (header: string) => string,
  ): Promise<Uint8Array> {
    const detector = await make()
    const bytes = await saveDetector(detector)
    detector.dispose()
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    const header = new TextEncoder().encode(change(new TextDecoder().decode(bytes.subarray(8, 8 + length))))
    const file = new Uint8Array(8 + header.length + bytes.length - 8 - length)
    new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
    file.set(header, 8)
    file.set(bytes.subarray(8 + length), 8 + header.length)
    return file
  }

  test.each<[string, (() => Promise<Detector>) | undefined, string, string, string]>([
    [
      'of more neighbours than rows',
      makers[2]?.[1],
      '\\"neighbours\\":5',
      '\\"neighbours\\":500',
      "whole 'neighbours'",
    ],
    [
      'of half a neighbour',
      makers[2]?.[1],
      '\\"neighbours\\":5',
      '\\"neighbours\\":1.5',
      "whole 'neighbours'",
    ],
    ['of many networks', makers[5]?.[1], '\\"networks\\":2', '\\"networks\\":3', "'deviations-2'"],
    ['of endless networks', makers[5]?.[1], '\\"networks\\":2', '\\"networks\\":1e300', "whole 'networks'"],
    [
      'of fewer networks',
      makers[5]?.[1],
      '\\"networks\\":2',
      '\\"networks\\":1',
      "Received: 'deviations-1', too.",
    ],
    ['of endless draws', makers[6]?.[1], '\\"draws\\":2', '\\"draws\\":1e9', "whole 'draws'"],
    ['of an unknown vote', makers[10]?.[1], '\\"surprise\\"', '\\"shout\\"', 'expected a vote'],
    ['of another kind', makers[3]?.[1], '\\"mahalanobis\\"', '\\"constructor\\"', 'a scorer of a known kind'],
    ['of a wider table', makers[3]?.[1], '\\"offsets\\":[', '\\"offsets\\":[0,', '`offsets` must be'],
    ['of a word more', makers[3]?.[1], '[\\"x\\",\\"y\\"]', '[\\"x\\",\\"y\\",\\"z\\"]', '`offsets` must be'],
    ['of no rate', makers[3]?.[1], '\\"falseAlarms\\":', '\\"falseAlarms\\":7', 'expected a threshold'],
    ['of a negative clip', makers[3]?.[1], '\\"clip\\":8', '\\"clip\\":-8', '`clip` must be'],
  ])('%s is found out', async (_, make, from, to, message) => {
    if (make === undefined) throw new AeError('state', 'no such maker')
    const file = await rewritten(make, (header) => {
      expect(header).toContain(from)
      return header.replace(from, to)
    })
    const before = tf.memory().numTensors
    const error = await loadDetector(file, { verify: false }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AeError)
    expect((error as AeError).message).toContain(message)
    expect((error as AeError).code).toBe('data')
    expect(tf.memory().numTensors).toBe(before)
  })

  test('of trees whose paths do not end is found out', async () => {
    const detector = await IsolationForestDetector.fit(normal, { trees: 2, sampleSize: 8 })
    const nodes = detector.store().arrays.nodes?.data ?? new Float32Array(0)
    const split = nodes.findIndex((feature, i) => i % 4 === 0 && feature >= 0)
    for (const right of [0, split / 4, split / 4 + 1, 1e6, 1.5, Number.NaN]) {
      const kept = nodes[split + 2] ?? 0
      nodes[split + 2] = right
      await expect(loadDetector(await saveDetector(detector))).rejects.toThrow('loadDetector: expected')
      nodes[split + 2] = kept
    }
    await expect(loadDetector(await saveDetector(detector))).resolves.toBeDefined()
  })
})

test('weights that are no numbers pass nobody for normal: whoever asks is told', async () => {
  const detector = await AutoencoderDetector.fit(normal, { ...TINY, networks: 1 })
  const [weight] = Object.values(detector.store().networks['encoder-0']?.weights() ?? {})
  weight?.assign(tf.tidy(() => weight.mul(Number.NaN)))
  const again = await loadDetector(await saveDetector(detector))
  await expect(again.detect(fresh)).rejects.toThrow(
    'autoencoder: expected finite scores. Received: NaN for row 0.',
  )
  const { push } = await compileDetector(again)
  expect(() => push(fresh[0] ?? [])).toThrow('expected finite scores')
  for (const each of [detector, again]) each.dispose()
})

test('an ensemble whose reference does not ascend is found out', async () => {
  const detector = await EnsembleDetector.fit(normal, {
    members: [KNNDetector.recipe(), InputNormDetector.recipe()],
  })
  const reference = detector.store().arrays['reference-1']?.data ?? new Float32Array(0)
  reference[0] = 1e6
  await expect(loadDetector(await saveDetector(detector))).rejects.toThrow("ascending scores 'reference-1'")
  detector.dispose()
})

test('what is in a file can be looked at without building anything', async () => {
  const detector = await KNNDetector.fit(normal)
  const { kind, config } = inspect(await saveDetector(detector))
  expect(kind).toBe('anomaly-detector')
  expect(Object.keys(config)).toEqual(['frontEnd', 'threshold', 'scorer'])
})

test('a model is no detector', async () => {
  await expect(loadDetector(new Uint8Array(4))).rejects.toThrow(AeError)
  await expect(loadDetector('x' as unknown as Uint8Array)).rejects.toThrow('expected the bytes of a file')
})
