import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { nearestNeighbours } from '../neighbours/nearest-neighbours'
import { createRng } from '../rng/rng'
import { knnAccuracy } from './knn-accuracy'
import { trustworthiness } from './trustworthiness'

/**
 * References, scikit-learn 1.9.1:
 *
 *   i = np.arange(80)[:, None]
 *   x = np.sin((i*i*79 + np.arange(6)[None]*104729) % 1009/100.).astype(np.float32)
 *   y = (x[:, :2] + .5*np.cos(i*np.arange(1, 3)[None])).astype(np.float32)
 *   labels = (x[:, 0] + .6*x[:, 1] > 0).astype(int) + (x[:, 2] > .5)
 *   trustworthiness(x, y, n_neighbors=k)
 *   cross_val_score(KNeighborsClassifier(k), y, labels, cv=LeaveOneOut()).mean()
 */
const x = Float32Array.from({ length: 480 }, (_, k) => {
  const [i, j] = [Math.floor(k / 6), k % 6]
  return Math.sin(((i * i * 79 + j * 104729) % 1009) / 100)
})
const y = Float32Array.from({ length: 160 }, (_, k) => {
  const [i, j] = [Math.floor(k / 2), k % 2]
  return (x[i * 6 + j] ?? 0) + 0.5 * Math.cos(i * (j + 1))
})
const labels = Array.from({ length: 80 }, (_, i) => {
  const [a = 0, b = 0, c = 0] = x.subarray(6 * i)
  return Number(a + 0.6 * b > 0) + Number(c > 0.5)
})

test.each([
  [1, 0.8123397435897436, 0.7],
  [5, 0.7751736111111112, 0.7],
  [12, 0.7840785907859078, undefined],
  [10, undefined, 0.675],
])('with %d neighbours agree with scikit-learn', async (neighbours, trust, accuracy) => {
  const [rows, map] = [tf.tensor(x, [80, 6]), tf.tensor(y, [80, 2])]
  const before = tf.memory().numTensors
  if (trust !== undefined) expect(await trustworthiness(rows, map, { neighbours })).toBeCloseTo(trust, 12)
  if (accuracy !== undefined) expect(await knnAccuracy(map, labels, { neighbours })).toBe(accuracy)
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose([rows, map])
})

test('rows are their own best map, and noise is none', async () => {
  const rng = createRng(1)
  const [rows, noise] = [rng.normal([300, 2, 2]), rng.normal([300, 2])]
  const far = tf.tidy(() => rows.mul(1e20).add(3e20))
  expect(await trustworthiness(rows, far)).toBeGreaterThan(0.999)
  expect(await trustworthiness(rows, rows)).toBe(1)
  const trust = await trustworthiness(rows, noise)
  expect(trust).toBeGreaterThan(0.4)
  expect(trust).toBeLessThan(0.6)
  tf.dispose([rows, noise, far])
})

test('of equally frequent labels the smallest counts, and of equally near rows the first', async () => {
  const places = tf.tensor2d([[0], [1], [-1], [9]])
  // Row 0 has one 3 and one 2 at the same distance.
  expect(await knnAccuracy(places, [2, 3, 2, 2], { neighbours: 2 })).toBe(0.75)
  expect(await knnAccuracy(places, [3, 3, 2, 3], { neighbours: 1 })).toBe(0.75)
  places.dispose()
})

test('what cannot be is refused', async () => {
  const rows = tf.zeros([4, 2])
  await expect(knnAccuracy(rows, [1, 2])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: knnAccuracy: expected one label a row. Received: 2 labels, 4 rows.]`,
  )
  await expect(knnAccuracy(rows, [1, 2, 3, 4])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: knnAccuracy: expected more than 5 rows for as many neighbours. Received: 4.]`,
  )
  await expect(knnAccuracy(rows, [1, 2, 3, 4], { neighbours: 0 })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: knnAccuracy: \`neighbours\` must be a positive integer. Received: 0.]`,
  )
  await expect(
    knnAccuracy(tf.zeros([0, 2]), [], { neighbours: 1 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: knnAccuracy: expected rows of numbers. Received shape: [0, 2].]`,
  )
  await expect(
    trustworthiness(rows, tf.zeros([3, 2]), { neighbours: 1 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: trustworthiness: expected as many rows in both, more than 2 for 1 neighbours. Received: 4 and 3.]`,
  )
  await expect(
    trustworthiness(rows, tf.fill([4, 2], Number.NaN), { neighbours: 1 }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: trustworthiness: expected finite numbers. Received: NaN in row 0.]`,
  )
  rows.dispose()
})

/** References, scikit-learn 1.9.1: NearestNeighbors(n_neighbors=3).fit(x[:60]).kneighbors(x[60:62]). */
test('nearest neighbours among other rows agree with scikit-learn', async () => {
  const [queries, among] = [tf.tensor(x.subarray(360, 372), [2, 6]), tf.tensor(x.subarray(0, 360), [60, 6])]
  const before = tf.memory().numTensors
  const { distances, indices } = await nearestNeighbours(queries, among, { neighbours: 3 })
  expect(tf.memory().numTensors).toBe(before)
  expect(Array.from(indices)).toEqual([29, 55, 7, 9, 14, 20])
  const expected = [
    0.3012535206164618, 0.3531893365000565, 0.4727600346084229, 0.09334542742587039, 0.16752554462558897,
    0.35907798112099193,
  ]
  expected.forEach((distance, i) => {
    expect(distances[i]).toBeCloseTo(distance, 6)
  })
  const self = await nearestNeighbours(among, among, { neighbours: 1 })
  expect(Array.from(self.indices)).toEqual(Array.from({ length: 60 }, (_, i) => i))
  expect(self.distances.every((distance) => distance === 0)).toBe(true)
  await expect(nearestNeighbours(queries, among, { neighbours: 61 })).rejects.toThrow(
    'nearestNeighbours: expected rows of one shape, and at least 61 to be near. Received: [2, 6] and [60, 6].',
  )
  tf.dispose([queries, among])
})
