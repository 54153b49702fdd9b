import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { rotateToCodes, straightThroughCodes } from '..'

const [z, codes, dy] = [0, 1, 2].map((seed) => createRng(seed).normal([4, 3])) as [
  tf.Tensor,
  tf.Tensor,
  tf.Tensor,
]

async function gradientOf(f: (z: tf.Tensor, codes: tf.Tensor) => tf.Tensor): Promise<number[][][]> {
  const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => f(a, b).mul(dy).sum())([z, codes])
  return Promise.all(gradients.map((gradient) => gradient.array() as Promise<number[][]>))
}

test('both give exactly the codes', async () => {
  const expected = await codes.data()
  expect(await straightThroughCodes(z, codes).data()).toEqual(expected)
  expect(await rotateToCodes(z, codes).data()).toEqual(expected)
})

test('straight through, the gradient of the codes is that of the vectors, and the codes get none', async () => {
  const first = await tf
    .grad((a: tf.Tensor) => straightThroughCodes(a, codes).mul(dy).sum())(z)
    .array()
  expect(first).toEqual(await dy.array())
})

test('the rotation is the matrix of the paper, transposed, whatever the vectors', async () => {
  const [toVectors, toCodes] = await gradientOf(rotateToCodes)
  const [from, to, slope] = (await Promise.all([z.array(), codes.array(), dy.array()])) as number[][][]
  const norm = (v: readonly number[]): number => Math.hypot(...v)
  from?.forEach((e, row) => {
    const [q, g] = [to?.[row] ?? [], slope?.[row] ?? []]
    const [unitE, unitQ] = [e.map((x) => x / norm(e)), q.map((x) => x / norm(q))]
    const between = unitE.map((x, i) => x + (unitQ[i] ?? 0))
    const r = between.map((x) => x / norm(between))
    const matrix = e.map((_, i) =>
      e.map(
        (_, j) => (i === j ? 1 : 0) - 2 * (r[i] ?? 0) * (r[j] ?? 0) + 2 * (unitQ[i] ?? 0) * (unitE[j] ?? 0),
      ),
    )
    const turned = matrix.map((line) => line.reduce((sum, value, j) => sum + value * (e[j] ?? 0), 0))
    // It takes the vector to its code.
    turned.forEach((value, i) => expect((value * norm(q)) / norm(e)).toBeCloseTo(q[i] ?? 0, 5))
    const expected = e.map(
      (_, j) => (norm(q) / norm(e)) * matrix.reduce((sum, line, i) => sum + (line[j] ?? 0) * (g[i] ?? 0), 0),
    )
    expected.forEach((value, j) => expect(toVectors?.[row]?.[j]).toBeCloseTo(value, 4))
  })
  expect(toCodes?.flat().every((value) => value === 0)).toBe(true)
})

test('a vector that is its code has the gradient unchanged; one of length 0, a finite one', async () => {
  const same = await tf
    .grad((a: tf.Tensor) => rotateToCodes(a, z).mul(dy).sum())(z)
    .data()
  const expected = await dy.data()
  same.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4))
  const zero = await tf
    .grad((a: tf.Tensor) => rotateToCodes(a, codes).mul(dy).sum())(tf.zeros([4, 3]))
    .data()
  expect(zero.every(Number.isFinite)).toBe(true)
  const opposite = await tf
    .grad((a: tf.Tensor) => rotateToCodes(a, z.neg()).mul(dy).sum())(z)
    .data()
  expect(opposite.every(Number.isFinite)).toBe(true)
})
