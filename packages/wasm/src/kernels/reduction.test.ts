import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { expectSameOnThreads } from './fixtures/on-threads'
import { relativeError } from './fixtures/relative-error'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

type Fold = readonly [start: number, f: (result: number, value: number) => number]

/** A reduction in float64, one element after the other. */
function reference(
  values: ArrayLike<number>,
  shape: readonly number[],
  axes: readonly number[],
  [start, f]: Fold,
): number[] {
  const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side))
  const results = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, () => start)
  for (let at = 0; at < values.length; at++) {
    let [rest, index, stride] = [at, 0, 1]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const side = shape[axis] ?? 1
      index += (kept[axis] === 1 ? 0 : rest % side) * stride
      stride *= kept[axis] ?? 1
      rest = Math.floor(rest / side)
    }
    results[index] = f(results[index] ?? 0, values[at] ?? 0)
  }
  return results
}

const SHAPE = [3, 5, 7, 9]
const AXES = [
  [0],
  [1],
  [2],
  [3],
  [0, 1],
  [1, 2],
  [2, 3],
  [0, 2],
  [1, 3],
  [0, 3],
  [0, 1, 3],
  [0, 2, 3],
  [0, 1, 2, 3],
]

test.each(AXES.map((axes) => [axes]))('over axes %j every reduction is that of float64', async (axes) => {
  const x = createRng(1).normal(SHAPE)
  const values = await x.data()
  const count = axes.reduce((size, axis) => size * (SHAPE[axis] ?? 1), 1)
  const sum = reference(values, SHAPE, axes, [0, (a, b) => a + b])
  expect(await relativeError(x.sum(axes), sum)).toBeLessThan(1e-6)
  expect(
    await relativeError(
      x.mean(axes, true),
      sum.map((s) => s / count),
    ),
  ).toBeLessThan(1e-6)
  expect(await relativeError(x.max(axes), reference(values, SHAPE, axes, [-Infinity, Math.max]))).toBe(0)
  expect(await relativeError(x.min(axes, true), reference(values, SHAPE, axes, [Infinity, Math.min]))).toBe(0)
  const near = tf.tidy(() => x.mul(0.1).add(1))
  const product = reference(await near.data(), SHAPE, axes, [1, (a, b) => a * b])
  expect(await relativeError(near.prod(axes), product)).toBeLessThan(1e-6)
  const positive = tf.tidy(() => x.greater(-2))
  const flags = await positive.data()
  const all = reference(flags, SHAPE, axes, [1, Math.min])
  expect(await relativeError(tf.all(positive, axes), all)).toBe(0)
  expect(await relativeError(tf.any(positive, axes), reference(flags, SHAPE, axes, [0, Math.max]))).toBe(0)
  tf.dispose([x, near, positive])
})

test.each([0, 1, 2, 3])('positions and running sums along axis %i are those of float64', async (axis) => {
  const x = createRng(2).normal(SHAPE)
  const values = await x.data()
  const side = SHAPE[axis] ?? 1
  const inner = SHAPE.slice(axis + 1).reduce((a, b) => a * b, 1)
  const lines = Array.from({ length: values.length / side }, (_, line) =>
    Array.from({ length: side }, (_, r) => {
      const at = (Math.floor(line / inner) * side + r) * inner + (line % inner)
      return { at, value: values[at] ?? 0 }
    }),
  )
  const where = (best: (...line: number[]) => number): number[] =>
    lines.map((line) => line.findIndex(({ value }) => value === best(...line.map((entry) => entry.value))))
  expect(await relativeError(x.argMax(axis), where(Math.max))).toBe(0)
  expect(await relativeError(x.argMin(axis), where(Math.min))).toBe(0)
  for (const [exclusive, reverse] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const sums = new Float64Array(values.length)
    for (const line of lines) {
      let sum = 0
      for (const { at, value } of reverse ? [...line].reverse() : line) {
        sums[at] = exclusive ? sum : sum + value
        sum += value
      }
    }
    expect(await relativeError(tf.cumsum(x, axis, exclusive, reverse), sums)).toBeLessThan(1e-6)
  }
  x.dispose()
})

test('NaN wins an extreme, is passed over by a position, and of equals the first is taken', async () => {
  const x = tf.tensor2d([1, Number.NaN, 3, 3, 2, 0, -0, 5, 5, -1, -1, Number.NaN], [2, 6])
  expect(await x.max(1).array()).toEqual([Number.NaN, Number.NaN])
  expect(await x.min(0).array()).toEqual([-0, Number.NaN, 3, 2 - 3, -1, Number.NaN])
  expect(await x.argMax(1).array()).toEqual([2, 1])
  expect(await x.argMin(1).array()).toEqual([5, 3])
  x.dispose()
})

test('an empty axis gives what tfjs says, a single element itself', async () => {
  expect(await tf.zeros([0, 3]).sum(0).array()).toEqual([0, 0, 0])
  expect(await tf.zeros([0, 3]).sum(1).array()).toEqual([])
  expect(await tf.tensor([7], [1, 1]).mean([0, 1]).array()).toBe(7)
  expect(await tf.tensor([7], [1, 1]).cumsum(1).array()).toEqual([[7]])
})

test('the number of threads changes no bit', async () => {
  const x = createRng(3).normalArray(17 * 65 * 67)
  for (const shape of [
    [17, 65, 67],
    [17 * 65, 67],
  ]) {
    for (const axis of [0, 1]) {
      await expectSameOnThreads(() =>
        tf.tidy(() => {
          const t = tf.tensor(x, shape)
          return [t.sum(axis), t.mean(axis), t.max(axis), t.min(axis)]
        }),
      )
    }
  }
}, 30_000)
