import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromTensor } from '../data/from-tensor'
import { hostArray } from '../kernels/host-kernel'
import { toPanels } from '../kernels/panels'
import { tsneForces } from '../kernels/tsne-forces'
import { tsneTreeForces } from '../kernels/tsne-tree-forces'
import { knnAccuracy } from '../metrics/knn-accuracy'
import { trustworthiness } from '../metrics/trustworthiness'
import type { Rows } from '../neighbours/rows'
import { createRng } from '../rng/rng'
import { denseAffinities, denseAttraction, symmetrize } from './dense-attraction'
import { Descent, totalCost, totalMass } from './descent'
import { neighbourAffinities, sparseAttraction } from './sparse-attraction'
import { symmetricAffinities } from './symmetric-affinities'
import { tsne } from './tsne'

let before = 0
beforeEach(() => {
  before = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before)
})

/** 40 rows of three numbers, as the Python below makes them. */
const WAVES: Rows = {
  values: Float32Array.from({ length: 120 }, (_, k) => {
    const [i, j] = [Math.floor(k / 3), k % 3]
    return Math.sin(((i * i * 79 + j * 104729) % 1009) / 100)
  }),
  count: 40,
  width: 3,
}

/** A map of them, all x and then all y. */
const MAP = Float32Array.from({ length: 80 }, (_, k) => 3 * Math.cos((k % 40) * (k < 40 ? 1 : 2) * 0.7))

const never = (): void => {}

function normalRows(count: number, width: number): Rows {
  return { values: createRng(1).normalArray(count * width), count, width }
}

/** exp of the entropy of each row. */
function perplexities(p: Float32Array, width: number): number[] {
  return Array.from({ length: p.length / width }, (_, row) => {
    const entropy = p
      .subarray(row * width, (row + 1) * width)
      .reduce((sum, value) => (value > 0 ? sum - value * Math.log(value) : sum), 0)
    return Math.exp(entropy)
  })
}

describe('affinities', () => {
  test('have the perplexity asked for, dense and sparse', async () => {
    for (const rows of [normalRows(200, 5), WAVES]) {
      const perplexity = rows.count === 40 ? 8 : 30
      const dense = await denseAffinities(rows, perplexity, never)
      const { values, neighbours } = await neighbourAffinities(rows, perplexity, never)
      for (const found of [...perplexities(dense, rows.count), ...perplexities(values, neighbours)]) {
        expect(Math.abs(found - perplexity)).toBeLessThan(1e-3)
      }
    }
  })

  test('are symmetric and sum to 1, dense and sparse', async () => {
    const n = 200
    const rows = normalRows(n, 5)
    const p = await denseAffinities(rows, 30, never)
    await symmetrize(p, n)
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    const sparse = symmetricAffinities(await neighbourAffinities(rows, 30, never))
    const whole = new Float32Array(n * n)
    let at = 0
    sparse.counts.forEach((count, i) => {
      for (let k = 0; k < count; k++, at++) whole[i * n + (sparse.columns[at] ?? 0)] = sparse.values[at] ?? 0
    })
    expect(at).toBe(sparse.values.length)
    expect(whole.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expect(p[i * n + j]).toBe(p[j * n + i])
        expect(whole[i * n + j]).toBe(whole[j * n + i])
      }
      expect(p[i * n + i]).toBe(0)
    }
  })

  test('of rows that are all equally near are equal', async () => {
    const same: Rows = { values: new Float32Array(40), count: 20, width: 2 }
    const p = await denseAffinities(same, 4, never)
    expect([...new Set(p)].sort()).toEqual([0, Math.fround(1 / 19)])
  })

  /**
   * scikit-learn 1.9.1:
   *
   *   i = np.arange(40)[:, None]
   *   x = np.sin((i*i*79 + np.arange(3)[None]*104729) % 1009/100.).astype(np.float32)
   *   y = np.cos(i*np.arange(1, 3)[None]*.7).astype(np.float32)*3
   *   p = _t_sne._joint_probabilities((pairwise_distances(x)**2).astype(np.float32), 8., 0)
   *   P = squareform(p); P[0, 1:5], P[7, 20:24]
   *   kl, g = _t_sne._kl_divergence(y.ravel().astype(float), p, 1, 40, 2)
   */
  test('and their divergence and its gradient agree with scikit-learn', async () => {
    const p = await denseAffinities(WAVES, 8, never)
    await symmetrize(p, 40)
    const expected = [
      9.35594169e-7, 7.2182434e-4, 9.3688221e-7, 1.57776888e-8, 2.0470308e-5, 1.56220687e-7, 2.09231822e-3,
      1.23493651e-6,
    ]
    const found = [...p.subarray(1, 5), ...p.subarray(7 * 40 + 20, 7 * 40 + 24)]
    found.forEach((value, k) => {
      expect(value / (expected[k] ?? 0)).toBeCloseTo(1, 3)
    })
    const { divergence, gradient } = await exactly()
    expect(divergence).toBeCloseTo(2.4049521335037016, 5)
    const rows = [8.14203877e-3, 1.55549337e-2, 1.05003503e-2, 2.36034914e-3, -7.18807843e-5, 3.49566036e-4]
    rows.forEach((value, k) => {
      expect(gradient[(k % 2) * 40 + Math.floor(k / 2)]).toBeCloseTo(value, 6)
    })
    expect(gradient.reduce((sum, value) => sum + Math.abs(value), 0)).toBeCloseTo(0.6197235, 5)
  })
})

/** Divergence and gradient of the map, from the exact kernel. */
async function exactly(): Promise<{ divergence: number; gradient: Float64Array }> {
  const attraction = await denseAttraction(WAVES, 8, never)
  const map = hostArray(MAP, [2, 40])
  const forces = await attraction.forces(map, true)
  attraction.dispose()
  map.tensor.dispose()
  const total = totalMass(forces)
  const gradient = Float64Array.from(
    { length: 80 },
    (_, k) => 4 * ((forces[k] ?? 0) - (forces[80 + k] ?? 0) / total),
  )
  return { divergence: attraction.negativeEntropy + totalCost(forces) + Math.log(total), gradient }
}

describe('forces', () => {
  test('are the gradient of the divergence: finite differences, float64', async () => {
    const p = await denseAffinities(WAVES, 8, never)
    await symmetrize(p, 40)
    const { gradient } = await exactly()
    const step = 1e-5
    for (const k of [0, 7, 39, 41, 66, 79]) {
      const [high, low] = [Float64Array.from(MAP), Float64Array.from(MAP)]
      high[k] = (high[k] ?? 0) + step
      low[k] = (low[k] ?? 0) - step
      expect(gradient[k]).toBeCloseTo((divergenceOf(p, high) - divergenceOf(p, low)) / (2 * step), 6)
    }
  })

  function divergenceOf(p: Float32Array, map: Float64Array): number {
    const n = map.length / 2
    const w = Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n]
      const [dx, dy] = [(map[i] ?? 0) - (map[j] ?? 0), (map[n + i] ?? 0) - (map[n + j] ?? 0)]
      return i === j ? 0 : 1 / (1 + dx * dx + dy * dy)
    })
    const total = w.reduce((sum, value) => sum + value, 0)
    return p.reduce(
      (sum, value, k) => (value > 0 ? sum + value * Math.log((value * total) / (w[k] ?? 0)) : sum),
      0,
    )
  }

  test.each([
    [0.5, 0.01],
    [0.2, 0.002],
  ])("of Barnes and Hut's tree with θ = %d are within %d of exact ones", async (theta, most) => {
    const n = 1500
    const rng = createRng(3)
    // Clusters of different sizes, a far point, and two at the same place.
    const points = rng.normalArray(2 * n).map((value, k) => value * (1 + (k % 3)) + 15 * (k % 5))
    points.set([400, 1, 1], 5)
    points.set([-300, 2, 2], n + 5)
    const map = hostArray(points, [2, n])
    const p = hostArray(new Float32Array(n * n), [n, n])
    const none = hostArray(new Float32Array(n), [n])
    const exact = await tsneForces(map, p, { points: n, cost: 0 })
    const near = await tsneTreeForces(
      map,
      { counts: none, columns: none, values: none },
      { points: n, cost: 0, theta },
    )
    let [error, scale] = [0, 0]
    for (let k = 2 * n; k < 4 * n; k++) {
      error += ((near[k] ?? 0) - (exact[k] ?? 0)) ** 2
      scale += (exact[k] ?? 0) ** 2
    }
    expect(Math.sqrt(error / scale)).toBeLessThan(most)
    expect(totalMass(near) / totalMass(exact)).toBeCloseTo(1, 2)
    tf.dispose([map.tensor, p.tensor, none.tensor])
  })

  test('along entries of a sparse P are those of the dense P where it has all pairs', async () => {
    // 39 neighbours are all there are.
    const sparse = await sparseAttraction(WAVES, { perplexity: 13, theta: 0.5 }, never)
    const dense = await denseAttraction(WAVES, 13, never)
    const map = hostArray(MAP, [2, 40])
    const [a, b] = [await sparse.forces(map, true), await dense.forces(map, true)]
    for (const k of [...Array(80).keys(), ...Array.from({ length: 40 }, (_, i) => 200 + i)]) {
      expect(a[k]).toBeCloseTo(b[k] ?? 0, 6)
    }
    expect(sparse.negativeEntropy).toBeCloseTo(dense.negativeEntropy, 4)
    sparse.dispose()
    dense.dispose()
    map.tensor.dispose()
  })
})

test('descent follows its rule for momentum and gains', () => {
  // Two points that pull each other: p = ½ both ways, no push.
  const descent = new Descent(Float64Array.from([1, -1, 0, 0]))
  const forces = Float32Array.from([1, -1, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0, 0])
  descent.step(forces, { learningRate: 0.1, momentum: 0.5, exaggeration: 2 })
  // gradient 8, gain .8 as there was no step before: −.1 · .8 · 8
  expect(descent.points[0]).toBeCloseTo(1 - 0.64, 12)
  descent.step(forces, { learningRate: 0.1, momentum: 0.5, exaggeration: 2 })
  // The step before went the same way: gain 1.
  expect(descent.points[0]).toBeCloseTo(1 - 0.64 - 0.32 - 0.8, 12)
})

/** Three clusters in ten dimensions. */
function clusters(count: number): { x: tf.Tensor2D; labels: number[] } {
  const labels = Array.from({ length: count }, (_, i) => i % 3)
  const values = createRng(2)
    .normalArray(count * 10)
    .map((value, k) => value + (k % 10 === Math.floor(k / 10) % 3 ? 8 : 0))
  return { x: tf.tensor2d(values, [count, 10]), labels }
}

describe('tsne', () => {
  test.each(['exact', 'barnes-hut'] as const)(
    '%s: keeps clusters apart, and repeats itself',
    async (method) => {
      const { x, labels } = clusters(150)
      const options = { method, iterations: 400, perplexity: 15, seed: 3 }
      const told: number[] = []
      const first = await tsne(x, {
        ...options,
        onProgress: ({ iteration, klDivergence }) => told.push(iteration, klDivergence),
      })
      const again = await tsne(fromTensor(x), options)
      expect(await knnAccuracy(first.embedding, labels, { neighbours: 1 })).toBe(1)
      expect(await trustworthiness(x, first.embedding, { neighbours: 12 })).toBeGreaterThan(0.9)
      expect([...(await again.embedding.data())]).toEqual([...(await first.embedding.data())])
      expect(told.filter((_, k) => k % 2 === 0)).toEqual([50, 100, 150, 200, 250, 300, 350, 400])
      expect(told.at(-1)).toBe(first.klDivergence)
      expect(first.klDivergence).toBeLessThan(told[1] ?? 0)
      expect(first.klDivergence).toBeLessThan(1)
      tf.dispose([x, first.embedding, again.embedding])
    },
  )

  test('does not depend on where rows lie or in which unit they are measured', async () => {
    const { x, labels } = clusters(120)
    const moved = tf.tidy(() => x.mul(1e6).add(1e7))
    const { embedding } = await tsne(moved, { perplexity: 15, iterations: 350 })
    expect(await knnAccuracy(embedding, labels, { neighbours: 1 })).toBe(1)
    tf.dispose([x, moved, embedding])
  })

  test('takes rows of any shape, duplicates, constant columns and a random start', async () => {
    const { x } = clusters(60)
    const twice = tf.tidy(() =>
      tf
        .concat([x, x], 0)
        .pad([
          [0, 0],
          [1, 1],
        ])
        .reshape([120, 3, 4]),
    )
    const line = tf.range(0, 40)
    for (const init of ['pca', 'random'] as const) {
      for (const [rows, perplexity] of [
        [twice, 20],
        [line, 5],
      ] as const) {
        const { embedding } = await tsne(rows, { init, perplexity, iterations: 60 })
        expect(embedding.shape).toEqual([rows.shape[0], 2])
        const values = await embedding.data()
        expect(values.every(Number.isFinite)).toBe(true)
        // A line, too, has a plane to unfold in.
        expect(values.some((value, k) => k % 2 === 1 && Math.abs(value) > 1e-6)).toBe(true)
        embedding.dispose()
      }
    }
    tf.dispose([x, twice, line])
  })

  test('stops when it is told to, and leaves nothing behind', async () => {
    const { x } = clusters(100)
    for (const method of ['exact', 'barnes-hut'] as const) {
      const controller = new AbortController()
      const run = tsne(x, {
        perplexity: 10,
        method,
        signal: controller.signal,
        onProgress: () => controller.abort(new RangeError('enough')),
      })
      await expect(run).rejects.toThrowErrorMatchingInlineSnapshot(`[AeError: tsne: the run was aborted.]`)
      await expect(run).rejects.toHaveProperty('cause', new RangeError('enough'))
    }
    await expect(tsne(x, { signal: AbortSignal.abort(), perplexity: 10 })).rejects.toThrow('aborted')
    x.dispose()
  })

  test('what cannot be is refused', async () => {
    const { x } = clusters(60)
    await expect(tsne(x)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: tsne: expected from 91 to 16777216 rows for a perplexity of 30. Received: 60.
        Hint: set \`perplexity\` to at most 19.]
    `)
    const options = { perplexity: 10, iterations: 100 }
    const withNaN = tf.tidy(() => tf.concat([x, tf.fill([1, 10], Number.NaN)]))
    await expect(tsne(x, { ...options, exaggerationIterations: 5.5 })).rejects.toThrow(
      '`exaggerationIterations` must be a whole number ≥ 0. Received: 5.5.',
    )
    await expect(tsne(withNaN, options)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: tsne: expected finite numbers. Received: NaN or infinity.]`,
    )
    const same = tf.ones([50, 4])
    await expect(tsne(same, options)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: tsne: expected rows that differ. Received: 50 equal rows.]`,
    )
    await expect(tsne(x, { ...options, learningRate: 1e30 })).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: tsne: expected points that stay together. Received: points that flew apart.
        Hint: take a smaller \`learningRate\`, or leave it out.]
    `)
    await expect(tsne(x, { perplexity: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: tsne: \`perplexity\` must be a number > 1. Received: 1.]`,
    )
    await expect(tsne(x, { ...options, theta: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: tsne: \`theta\` must be a number > 0 and ≤ 0.7. Received: 1.]`,
    )
    await expect(tsne(x, { ...options, dims: 3 } as never)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AeError: tsne: \`dims\` is not an option. Received: 'dims'.
        Hint: the options are \`perplexity\`, \`iterations\`, \`exaggeration\`, \`exaggerationIterations\`, \`learningRate\`, \`inputComponents\`, \`method\`, \`theta\`, \`init\`, \`seed\`, \`signal\`, \`onProgress\`.]
    `)
    tf.dispose([x, withNaN, same])
  })
})

test('panels hold 16 rows side by side, and fill up with rows that are nowhere', () => {
  const panels = toPanels(
    Float32Array.from({ length: 34 }, (_, k) => k),
    2,
  )
  expect(panels.array.tensor.shape).toEqual([2, 2, 16])
  expect([...panels.array.values.subarray(0, 3)]).toEqual([0, 2, 4])
  expect([...panels.array.values.subarray(32, 34)]).toEqual([32, Math.fround(1e30)])
  panels.array.tensor.dispose()
})
