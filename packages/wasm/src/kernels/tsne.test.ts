import { createRng, knnAccuracy, runKernel, trustworthiness, tsne } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

/** Runs a kernel of this backend; there is nothing else that could answer. */
async function run(
  name: string,
  inputs: Readonly<Record<string, readonly [ArrayLike<number>, number[]]>>,
  attributes: Readonly<Record<string, number>>,
): Promise<readonly Float32Array[]> {
  const missing = (): never => {
    throw new Error(`${name} is not registered.`)
  }
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([key, [values, shape]]) => [
      key,
      tf.tensor(Float32Array.from(values), shape, 'float32'),
    ]),
  )
  const outputs = runKernel({ name, inputs: tensors, attributes, plain: missing, composed: missing })
  const read = await Promise.all(outputs.map((output) => output.data()))
  tf.dispose([...outputs, ...Object.values(tensors)])
  return read as Float32Array[]
}

/** Largest difference to a reference, in units of its largest value. */
function error(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, scale] = [0, 1e-30]
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? 0)))
    scale = Math.max(scale, Math.abs(expected[i] ?? 0))
  }
  return worst / scale
}

function panels(rows: Float32Array, width: number): readonly [Float32Array, number[]] {
  const count = Math.ceil(rows.length / width / 16)
  const values = new Float32Array(count * width * 16).fill(1e30)
  rows.forEach((value, k) => {
    const [row, column] = [Math.floor(k / width), k % width]
    values[(Math.floor(row / 16) * width + column) * 16 + (row % 16)] = value
  })
  return [values, [count, width, 16]]
}

function distances(rows: Float32Array, width: number, i: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, j) => {
    let sum = 0
    for (let k = 0; k < width; k++) {
      sum += ((rows[i * width + k] ?? 0) - (rows[j * width + k] ?? 0)) ** 2
    }
    return sum
  })
}

describe('neighbours', () => {
  test.each([
    [5, 1, 4],
    [16, 3, 7],
    [33, 8, 32],
    [130, 50, 9],
    [257, 11, 40],
  ])('of %d rows of %d numbers, %d each, are those of a full search', async (count, width, neighbours) => {
    // Whole numbers: there are equal distances, and all are exact.
    const rows = createRng(count)
      .normalArray(count * width)
      .map((value) => Math.round(2 * value))
    const first = Math.floor(count / 3)
    const queries: readonly [Float32Array, number[]] = [rows.subarray(first * width), [count - first, width]]
    const inputs = { queries, panels: panels(rows, width) }
    const shared = { rows: count, width, self: first }
    const [all] = await run('AeSquaredDistances', inputs, shared)
    const [near, who] = await run('AeNearestRows', inputs, { ...shared, count: neighbours })
    for (let i = first; i < count; i++) {
      const expected = distances(rows, width, i)
      expected[i] = Math.fround(3e38)
      const from = (i - first) * count
      expect([...(all?.subarray(from, from + count) ?? [])]).toEqual([...expected])
      const order = Array.from(expected.keys()).sort(
        (a, b) => (expected[a] ?? 0) - (expected[b] ?? 0) || a - b,
      )
      const at = (i - first) * neighbours
      expect([...(who?.subarray(at, at + neighbours) ?? [])]).toEqual(order.slice(0, neighbours))
      expect(near?.[at + neighbours - 1]).toBe(expected[order[neighbours - 1] ?? 0])
    }
  })

  test.each([6, 40, 91])('of a row of %d become probabilities of the entropy asked for', async (width) => {
    const values = createRng(width)
      .uniformArray(13 * width)
      .map((value) => 50 * value + 20)
    values[width + 2] = 3e38
    const entropy = Math.log(width / 3)
    const [p = new Float32Array(0)] = await run(
      'AeAffinities',
      { distances: [values, [13, width]] },
      { width, entropy },
    )
    expect(p[width + 2]).toBe(0)
    for (let row = 0; row < 13; row++) {
      const found = Array.from(p.subarray(row * width, (row + 1) * width))
      expect(found.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
      const sum = found.reduce((total, value) => (value > 0 ? total - value * Math.log(value) : total), 0)
      expect(Math.abs(sum - entropy)).toBeLessThan(3e-5)
    }
  })
})

describe('forces', () => {
  /** Planes in float64 from all pairs. */
  function exact(map: Float32Array, p: (i: number, j: number) => number): Float64Array {
    const n = map.length / 2
    const planes = new Float64Array(6 * n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [dx, dy] = [(map[i] ?? 0) - (map[j] ?? 0), (map[n + i] ?? 0) - (map[n + j] ?? 0)]
        const w = 1 / (1 + dx * dx + dy * dy)
        const terms = [p(i, j) * w * dx, p(i, j) * w * dy, w * w * dx, w * w * dy, w, -p(i, j) * Math.log(w)]
        if (i === j) terms[4] = 0
        terms.forEach((term, plane) => {
          planes[plane * n + i] = (planes[plane * n + i] ?? 0) + term
        })
      }
    }
    return planes
  }

  test.each([4, 7, 64, 301])('between %d points agree with float64', async (n) => {
    const map = createRng(n)
      .normalArray(2 * n)
      .map((value) => 4 * value)
    const p = createRng(n + 1)
      .uniformArray(n * n)
      .map((value, k) => (k % (n + 1) === 0 ? 0 : value / n / n))
    const [found = []] = await run(
      'AeTsneForces',
      { map: [map, [2, n]], p: [p, [n, n]] },
      { points: n, cost: 1 },
    )
    const expected = exact(map, (i, j) => p[i * n + j] ?? 0)
    for (let plane = 0; plane < 6; plane++) {
      const [from, to] = [plane * n, (plane + 1) * n]
      expect(
        error(Array.from(found).slice(from, to), expected.subarray(from, to)),
        `plane ${plane}`,
      ).toBeLessThan(1e-5)
    }
  })

  test.each([5, 18, 300, 1111])('through a tree of %d points are close to those of all pairs', async (n) => {
    const map = createRng(n)
      .normalArray(2 * n)
      .map((value, k) => 3 * value + 20 * (k % 4))
    // Two points at one place.
    map[0] = map[1] ?? 0
    map[n] = map[n + 1] ?? 0
    const count = Math.min(n - 1, 9)
    const columns = Float32Array.from(
      { length: n * count },
      (_, k) => (Math.floor(k / count) + 1 + (k % count)) % n,
    )
    const values = createRng(3).uniformArray(n * count)
    const [found = []] = await run(
      'AeTsneTreeForces',
      {
        map: [map, [2, n]],
        counts: [new Float32Array(n).fill(count), [n]],
        columns: [columns, [n * count]],
        values: [values, [n * count]],
      },
      { points: n, cost: 1, theta: 0.3 },
    )
    const expected = exact(map, (i, j) => {
      const offset = (j - i - 1 + n) % n
      return offset < count ? (values[i * count + offset] ?? 0) : 0
    })
    const bounds = [1e-5, 1e-5, 0.01, 0.01, 0.01, 1e-5]
    bounds.forEach((bound, plane) => {
      const [from, to] = [plane * n, (plane + 1) * n]
      expect(
        error(Array.from(found).slice(from, to), expected.subarray(from, to)),
        `plane ${plane}`,
      ).toBeLessThan(bound)
    })
  })
})

test('maps are the same, bit for bit, on one, two and three threads, and agree with plain TypeScript', async () => {
  const rows = createRng(5)
    .normalArray(450 * 12)
    .map((value, k) => value + (k % 12 === Math.floor(k / 12) % 3 ? 7 : 0))
  const labels = Array.from({ length: 450 }, (_, i) => i % 3)
  const trusts: number[] = []
  for (const method of ['exact', 'barnes-hut'] as const) {
    const maps = new Set<string>()
    for (const threads of [1, 2, 3, 0]) {
      if (threads === 0) await tf.setBackend('cpu')
      else await useWasm({ threads })
      const x = tf.tensor2d(rows, [450, 12])
      const { embedding } = await tsne(x, { method, perplexity: 20, iterations: 350, seed: 1 })
      const trust = await trustworthiness(x, embedding, { neighbours: 10 })
      expect(await knnAccuracy(embedding, labels, { neighbours: 1 })).toBe(1)
      if (threads > 0) maps.add((await embedding.data()).join())
      trusts.push(trust)
      tf.dispose([x, embedding])
    }
    expect(maps.size).toBe(1)
  }
  expect(Math.max(...trusts) - Math.min(...trusts)).toBeLessThan(0.01)
}, 120_000)

test('nothing is left on the heap', async () => {
  await useWasm({ threads: 2 })
  const x = createRng(1).normal([400, 20])
  const options = { perplexity: 10, iterations: 20 } as const
  const first = await tsne(x, { ...options, method: 'barnes-hut' })
  first.embedding.dispose()
  const before = { ...tf.memory() } as unknown as { numBytesInHeap: number; numTensors: number }
  for (const method of ['exact', 'barnes-hut'] as const) {
    ;(await tsne(x, { ...options, method })).embedding.dispose()
  }
  const after = tf.memory() as unknown as { numBytesInHeap: number; numTensors: number }
  expect(after.numTensors).toBe(before.numTensors)
  expect(after.numBytesInHeap).toBe(before.numBytesInHeap)
  x.dispose()
})
