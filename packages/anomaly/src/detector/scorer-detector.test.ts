import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { loadDetector } from '../file/load-detector'
import { saveDetector } from '../file/save-detector'
import * as baselines from './baselines'
import * as learned from './learned'
import { nearestNormal } from './nearest-normal'
import { type OwnScorer, readScorer, scorerDetector } from './scorer-detector'

const normal = { values: Float32Array.from(createRng(1).normalArray(900)), width: 3 }
const fresh = { values: Float32Array.from(createRng(2).normalArray(300)), width: 3 }

/** How rare the cell is in which a row lies, as with the codes of a VQ model: a grid of signs, counted on normal rows. */
async function rarity(train: tf.Tensor2D): Promise<OwnScorer> {
  const cellsOf = (x: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() =>
      x
        .greater(0)
        .toInt()
        .mul(tf.tensor2d([[1, 2, 4]], [1, 3], 'int32'))
        .sum(1)
        .toInt(),
    ) as tf.Tensor1D
  const counts = new Float32Array(8)
  const cells = cellsOf(train)
  for (const cell of await cells.data()) counts[cell] = (counts[cell] ?? 0) + 1
  cells.dispose()
  return rareCells(counts, cellsOf)
}

function rareCells(counts: Float32Array, cellsOf: (x: tf.Tensor2D) => tf.Tensor1D): OwnScorer {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const surprise = tf.tensor1d(Array.from(counts, (count) => -Math.log((count + 1) / (total + 8))))
  return {
    score: (x) => surprise.gather(cellsOf(x)),
    arrays: { counts: { shape: [8], data: counts } },
    dispose: () => surprise.dispose(),
  }
}

/** Normal rows of two cells alone. */
const skewed = {
  values: Float32Array.from(normal.values, (value, i) =>
    i % 3 === 0 ? Math.abs(value) * (i % 2 ? 1 : -1) : 1,
  ),
  width: 3,
}

const { InputNormDetector, KNNDetector } = baselines
const { EnsembleDetector } = learned

test('how rare a code is makes a detector like any other, and a member of an ensemble', async () => {
  const before = tf.memory().numTensors
  const Rarity = scorerDetector('code-rarity', ({ train }) => rarity(train))
  const detector = await Rarity.fit(normal, { seed: 1 })
  expect(detector.kind).toBe('code-rarity')
  const [usual = 0] = await detector.score([[1, 1, 1]])
  // An eighth of the rows is in each cell, so all are about as surprising.
  expect(usual).toBeGreaterThan(1.8)
  expect(usual).toBeLessThan(2.4)
  const members = [Rarity.recipe(), KNNDetector.recipe()]
  const ensemble = await EnsembleDetector.fit(skewed, { members, seed: 1 })
  const scores = await ensemble.score([
    [1, 1, 1],
    [1, -9, -9],
  ])
  expect(scores[1]).toBeGreaterThan(scores[0] ?? 0)
  for (const each of [detector, ensemble]) each.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a norm written as a function scores as the norm does, is explained, saved and read', async () => {
  const before = tf.memory().numTensors
  const own: OwnScorer = { score: (x) => x.square().sum(1) as tf.Tensor1D, config: { power: 2 } }
  const Norm = scorerDetector('own-norm', async () => own)
  const [detector, plain] = [
    await Norm.fit(normal, { seed: 1 }),
    await InputNormDetector.fit(normal, { seed: 1 }),
  ]
  const [scores, expected] = [await detector.score(fresh), await plain.score(fresh)]
  scores.forEach((score, i) => expect(score / (expected[i] ?? 0)).toBeCloseTo(1, 5))
  expect(detector.threshold?.value).toBeCloseTo(plain.threshold?.value ?? 0, 4)
  // Of a sum of squares around a mean near 0 each number loses its own square.
  const parts = await detector.contributions(fresh)
  const squares = await plain.contributions(fresh)
  parts.forEach((part, i) => expect(Math.abs(part - (squares[i] ?? 0))).toBeLessThan(0.02))
  const bytes = await saveDetector(detector)
  await expect(loadDetector(bytes)).rejects.toThrow('a scorer of a known kind')
  const again = await loadDetector(bytes, { readers: { 'own-norm': (stored) => readScorer(stored, own) } })
  expect(Array.from(await again.score(fresh))).toEqual(Array.from(scores))
  expect(await saveDetector(again)).toEqual(bytes)
  for (const each of [detector, plain, again]) each.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('what is no scorer is found out, and nothing is left behind', async () => {
  const before = tf.memory().numTensors
  expect(() => scorerDetector('No Tag', async () => ({ score: (x) => x.max(1) }))).toThrow('kebab-case tag')
  for (const { kind } of [...Object.values(baselines), ...Object.values(learned)]) {
    expect(() => scorerDetector(kind, async () => ({ score: (x) => x.max(1) }))).toThrow(
      'that no other kind has',
    )
  }
  const arrays = { typical: { shape: [1], data: new Float32Array(1) } }
  const taken = scorerDetector('taken', async () => ({ score: (x) => x.max(1), arrays }))
  await expect(taken.fit(normal)).rejects.toThrow("none called 'typical'")
  const flat = scorerDetector('flat', async () => ({ score: (x) => x as unknown as tf.Tensor1D }))
  await expect(flat.fit(normal)).rejects.toThrow('flat: expected scores of shape [60]. Received: [60, 3].')
  const undefinedScores = scorerDetector('nan', async () => ({ score: (x) => x.max(1).mul(Number.NaN) }))
  await expect(undefinedScores.fit(normal)).rejects.toThrow(
    'nan: expected finite scores. Received: NaN at 0.',
  )
  await expect(flat.fit(normal, { depth: 3 } as object)).rejects.toThrow('`depth` is not an option')
  let freed = 0
  const counting = { score: (x: tf.Tensor2D) => x.max(1) as tf.Tensor1D, dispose: () => freed++ }
  const stored = { kind: 'counting', config: {}, arrays: {}, networks: {} }
  expect(() => readScorer(stored, counting)).toThrow("expected 'typical' of one row in 'counting'")
  expect(freed).toBe(1)
  expect(tf.memory().numTensors).toBe(before)
})

test('the normal row most like another is found as the front end sees both', async () => {
  const before = tf.memory().numTensors
  const rows = [
    [0, 1000],
    [1, 1000],
    [0, 3000],
    [1, 3000],
  ]
  const detector = await InputNormDetector.fit(rows, { heldOut: 0 })
  // Each column's deviation counts as 1: 600 of 2,000 are less than .6 of 1.
  const found = await nearestNormal(detector, rows, [
    [0.6, 1300],
    [0, 3000],
  ])
  expect(found.map(({ row }) => row)).toEqual([1, 2])
  expect(found[0]?.distance).toBeCloseTo(Math.hypot(0.4 / 0.5, 300 / 1000), 5)
  expect(found[1]?.distance).toBe(0)
  expect(await nearestNormal(detector, rows, [])).toEqual([])
  await expect(nearestNormal(detector, [], rows)).rejects.toThrow('nearestNormal: expected normal rows.')
  await expect(nearestNormal(detector, rows, [[1]])).rejects.toThrow(
    'nearestNormal: expected rows of 2 cells',
  )
  detector.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
