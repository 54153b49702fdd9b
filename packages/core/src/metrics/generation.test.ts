import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { conv2dEncoder } from '../networks/conv2d'
import { Classifier } from '../probes/classifier'
import { createRng } from '../rng/rng'
import { frechetDistance } from './frechet-distance'
import { precisionRecall } from './precision-recall'

/** Frees what `f` was given. */
async function using<T>(x: readonly tf.Tensor[], f: (...x: readonly tf.Tensor[]) => Promise<T>): Promise<T> {
  const before = tf.memory().numTensors
  try {
    return await f(...x)
  } finally {
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([...x])
  }
}

describe('the distance between two sets', () => {
  /**
   * References, NumPy and SciPy in float64:
   *
   *   a = np.array([[0, 1, 2], [2, 0, 1], [1, 3, 0], [4, 1, 1], [0, 0, 5]]); b = np.array([[1, 1, 0], [3, -1, 2], [0, 2, 2], [5, 4, 1]])
   *   S, T = np.cov(a.T), np.cov(b.T)
   *   ((a.mean(0) - b.mean(0))**2).sum() + np.trace(S + T - 2*scipy.linalg.sqrtm(S @ T).real)
   */
  const a = () =>
    tf.tensor2d([
      [0, 1, 2],
      [2, 0, 1],
      [1, 3, 0],
      [4, 1, 1],
      [0, 0, 5],
    ])
  const b = () =>
    tf.tensor2d([
      [1, 1, 0],
      [3, -1, 2],
      [0, 2, 2],
      [5, 4, 1],
    ])

  test('is what SciPy says, either way round', async () => {
    const expected = 4.104015699818845
    expect(await using([a(), b()], (x, y) => frechetDistance(x, y))).toBeCloseTo(expected, 9)
    expect(await using([b(), a()], (x, y) => frechetDistance(x, y))).toBeCloseTo(expected, 9)
  })

  test('is nothing for equal sets, and the square of a shift', async () => {
    expect(await using([a(), a()], (x, y) => frechetDistance(x, y))).toBeLessThan(1e-9)
    const shifted = tf.tidy(() => a().add([3, 0, -4]))
    expect(await using([a(), shifted], (x, y) => frechetDistance(x, y))).toBeCloseTo(25, 9)
  })

  test('stays exact with fewer rows than features, and far from 0', async () => {
    const wide = tf.tidy(() => createRng(1).normal([4, 30]).add(1e4))
    const doubled = tf.tidy(() => wide.sub(wide.mean(0)).mul(2).add(wide.mean(0)))
    // Of S and 4S: tr(S + 4S − 2·2S) = tr S.
    const centred = tf.tidy(() => wide.sub(wide.mean(0)).square().sum().div(3)).dataSync()[0] ?? Number.NaN
    const distance = await using([wide, doubled], (x, y) => frechetDistance(x, y))
    expect(Math.abs(distance / centred - 1)).toBeLessThan(0.01)
  })

  test('mistakes are named', async () => {
    await using([a(), tf.zeros([4, 2]), tf.fill([3, 3], Number.NaN)], async (x, narrow, broken) => {
      if (x === undefined || narrow === undefined || broken === undefined) return
      await expect(frechetDistance(x, narrow)).rejects.toThrow('Received: [5, 3] and [4, 2]')
      await expect(frechetDistance(x, broken)).rejects.toThrow('expected finite numbers. Received: NaN')
    })
  })
})

describe('precision and recall', () => {
  const line = (...values: number[]) => tf.tensor2d(values, [values.length, 1])

  test('are as counted by hand', async () => {
    // With one neighbour the data's balls reach 1, 1, 2, 2 about 0, 1, 5, 7; the samples' 1, 1, 9 about 8, 9, 18.
    const { precision, recall } = await using([line(0, 1, 5, 7), line(8, 9, 18)], (x, y) =>
      precisionRecall(x, y, { neighbours: 1 }),
    )
    expect(precision).toBeCloseTo(2 / 3, 6)
    expect(recall).toBeCloseTo(1 / 4, 6)
  })

  test('are both 1 for the same rows, both 0 far away', async () => {
    const rows = () => createRng(1).normal([50, 4])
    expect(await using([rows(), rows()], (x, y) => precisionRecall(x, y))).toEqual({
      precision: 1,
      recall: 1,
    })
    const away = tf.tidy(() => rows().add(100))
    expect(await using([rows(), away], (x, y) => precisionRecall(x, y))).toEqual({ precision: 0, recall: 0 })
  })

  test('tell samples of one kind from samples of all kinds', async () => {
    const kinds = (centres: readonly number[], seed: number) =>
      tf.tidy(() => tf.concat(centres.map((c, i) => createRng(seed).fork(String(i)).normal([60, 2]).add(c))))
    const all = await using([kinds([0, 20, 40], 1), kinds([0, 20, 40], 2)], (x, y) => precisionRecall(x, y))
    const one = await using([kinds([0, 20, 40], 1), kinds([20, 20, 20], 2)], (x, y) => precisionRecall(x, y))
    expect(all.precision).toBeGreaterThan(0.8)
    expect(all.recall).toBeGreaterThan(0.8)
    expect(one.precision).toBeGreaterThan(0.8)
    expect(one.recall).toBeLessThan(0.4)
  })

  test('mistakes are named', async () => {
    await using([line(1, 2, 3), line(1, 2, 3, 4)], async (few, enough) => {
      if (few === undefined || enough === undefined) return
      await expect(precisionRecall(few, enough)).rejects.toThrow('more than 3 in each. Received: [3, 1]')
      await expect(precisionRecall(enough, enough, { neighbours: 0 })).rejects.toThrow('`neighbours`')
    })
  })
})

test("a classifier's features are what its last layer reads", async () => {
  const judge = new Classifier({
    inputShape: [8, 8, 1],
    classes: 3,
    network: conv2dEncoder({ filters: [4] }),
  })
  const weights = Object.entries(judge.weights())
  const kernel = weights.find(([, weight]) => weight.rank === 2)?.[1]
  const bias = weights.filter(([, weight]) => weight.rank === 1).at(-1)?.[1]
  if (kernel === undefined || bias === undefined) throw new Error('expected a dense layer')
  await using([createRng(1).uniform([5, 8, 8, 1])], async (x) => {
    if (x === undefined) return
    const [logits, again] = tf.tidy(() => [
      judge.logits(x),
      judge
        .features(x)
        .as2D(5, kernel.shape[0] ?? 0)
        .matMul(kernel.as2D(kernel.shape[0] ?? 0, 3))
        .add(bias),
    ])
    const expected = await logits?.data()
    const received = await again?.data()
    expected?.forEach((value, i) => {
      expect(received?.[i]).toBeCloseTo(value, 4)
    })
    tf.dispose([logits, again].flatMap((t) => t ?? []))
  })
  judge.dispose()
})
