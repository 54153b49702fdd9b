import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm()
})

type Index = readonly number[]

/** A tensor of `shape` whose value at each index `f` says. */
function built(shape: Index, f: (index: Index) => number): number[] {
  const size = shape.reduce((product, side) => product * side, 1)
  return Array.from({ length: size }, (_, at) => {
    const index: number[] = []
    let rest = at
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index.unshift(rest % (shape[axis] ?? 1))
      rest = Math.floor(rest / (shape[axis] ?? 1))
    }
    return f(index)
  })
}

interface Sample {
  readonly x: tf.Tensor
  readonly at: (index: Index) => number
}

async function sample(shape: number[], dtype: 'float32' | 'int32' | 'bool', seed = 1): Promise<Sample> {
  const x = tf.tidy(() => createRng(seed).normal(shape).mul(10).cast(dtype))
  const values = await x.data()
  return { x, at: (index) => values[index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0)] ?? 0 }
}

async function expectTensor(
  y: tf.Tensor,
  shape: Index,
  dtype: string,
  f: (index: Index) => number,
): Promise<void> {
  expect([y.shape, y.dtype]).toEqual([shape, dtype])
  const values = [...(await y.data())]
  y.dispose()
  expect(values).toEqual(built(shape, f))
}

describe.each(['float32', 'int32', 'bool'] as const)('of %s', (dtype) => {
  test('concatenation and stacking put tensors beside each other along any axis', async () => {
    for (const axis of [0, 1, 2]) {
      const shapes = [2, 1, 17].map((side) => [3, 4, 5].map((own, i) => (i === axis ? side : own)))
      const parts = await Promise.all(shapes.map((shape, i) => sample(shape, dtype, i)))
      const starts = [0, 2, 3]
      const whole = [3, 4, 5].map((own, i) => (i === axis ? 20 : own))
      await expectTensor(
        tf.concat(
          parts.map(({ x }) => x),
          axis,
        ),
        whole,
        dtype,
        (index) => {
          const part = (index[axis] ?? 0) < 2 ? 0 : (index[axis] ?? 0) < 3 ? 1 : 2
          return parts[part]?.at(index.map((i, a) => (a === axis ? i - (starts[part] ?? 0) : i))) ?? 0
        },
      )
    }
    const pair = [await sample([3, 4], dtype, 1), await sample([3, 4], dtype, 2)]
    for (const axis of [0, 1, 2]) {
      const shape = [...[3, 4].slice(0, axis), 2, ...[3, 4].slice(axis)]
      await expectTensor(
        tf.stack(
          pair.map(({ x }) => x),
          axis,
        ),
        shape,
        dtype,
        (index) => pair[index[axis] ?? 0]?.at(index.filter((_, a) => a !== axis)) ?? 0,
      )
    }
  })

  test('padding, tiling and reversing move every element to its place', async () => {
    const { x, at } = await sample([3, 4, 18], dtype)
    const value = dtype === 'bool' ? 1 : 7
    const padded = tf.pad(
      x,
      [
        [1, 0],
        [2, 3],
        [0, 1],
      ],
      value,
    )
    await expectTensor(padded, [4, 9, 19], dtype, ([i = 0, j = 0, k = 0]) =>
      i < 1 || j < 2 || j >= 6 || k >= 18 ? value : at([i - 1, j - 2, k]),
    )
    await expectTensor(tf.tile(x, [2, 1, 3]), [6, 4, 54], dtype, ([i = 0, j = 0, k = 0]) =>
      at([i % 3, j, k % 18]),
    )
    await expectTensor(tf.tile(x, [1, 5, 1]), [3, 20, 18], dtype, ([i = 0, j = 0, k = 0]) =>
      at([i, j % 4, k]),
    )
    await expectTensor(tf.reverse(x, [0, 2]), [3, 4, 18], dtype, ([i = 0, j = 0, k = 0]) =>
      at([2 - i, j, 17 - k]),
    )
    await expectTensor(tf.reverse(x, 1), [3, 4, 18], dtype, ([i = 0, j = 0, k = 0]) => at([i, 3 - j, k]))
  })
})

test('axes change places in every order', async () => {
  const { x, at } = await sample([2, 3, 4, 17], 'float32')
  for (const perm of [
    [0, 2, 1, 3],
    [3, 2, 1, 0],
    [1, 0, 3, 2],
    [0, 3, 1, 2],
  ]) {
    const shape = perm.map((axis) => x.shape[axis] ?? 0)
    await expectTensor(tf.transpose(x, perm), shape, 'float32', (index) =>
      at([0, 1, 2, 3].map((axis) => index[perm.indexOf(axis)] ?? 0)),
    )
  }
})

test('one-hot rows are of the type asked for; what is no class gives none', async () => {
  const indices = tf.tensor1d([2, 0, -1, 3, 1], 'int32')
  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    const expected = ([row = 0, depth = 0]: Index): number => Number([2, 0, -1, 3, 1][row] === depth)
    await expectTensor(tf.oneHot(indices, 3, 1, 0, dtype), [5, 3], dtype, expected)
  }
  await expectTensor(tf.oneHot(indices, 3, 5, -1, 'float32'), [5, 3], 'float32', ([row = 0, depth = 0]) =>
    [2, 0, -1, 3, 1][row] === depth ? 5 : -1,
  )
})

test('logic, casts, constants and sums of many are those of numbers', async () => {
  const x = tf.tensor1d([Number.NaN, -1.7, 0, 2.9, Number.POSITIVE_INFINITY])
  expect([...(await x.cast('bool').data())]).toEqual([1, 1, 0, 1, 1])
  expect([...(await x.cast('int32').data())].slice(1, 4)).toEqual([-1, 0, 2])
  const [p, q] = [tf.tensor1d([0, 0, 1, 1], 'bool'), tf.tensor1d([0, 1, 0, 1], 'bool')]
  expect([...(await tf.logicalAnd(p, q).data())]).toEqual([0, 0, 0, 1])
  expect([...(await tf.logicalOr(p, q).data())]).toEqual([0, 1, 1, 1])
  expect([...(await tf.logicalNot(p).data())]).toEqual([1, 1, 0, 0])
  const { x: a, at } = await sample([3, 7], 'float32')
  await expectTensor(tf.addN([a, a, a, a]), [3, 7], 'float32', (index) => 4 * at(index))
  await expectTensor(tf.onesLike(a), [3, 7], 'float32', () => 1)
  await expectTensor(tf.zerosLike(a), [3, 7], 'float32', () => 0)
  await expectTensor(tf.fill([2, 3], -0.5), [2, 3], 'float32', () => -0.5)
})

test('empty tensors and single elements go through', async () => {
  const [none, one] = [tf.zeros([0, 3]), tf.tensor2d([[5]])]
  expect(tf.concat([none, tf.ones([2, 3])], 0).shape).toEqual([2, 3])
  expect(tf.tile(none, [2, 2]).shape).toEqual([0, 6])
  expect(tf.reverse(none, 0).shape).toEqual([0, 3])
  expect(
    await tf
      .pad(
        none,
        [
          [1, 1],
          [0, 0],
        ],
        2,
      )
      .array(),
  ).toEqual([
    [2, 2, 2],
    [2, 2, 2],
  ])
  expect(await tf.transpose(one).array()).toEqual([[5]])
  expect(await tf.reverse(one, [0, 1]).array()).toEqual([[5]])
})
