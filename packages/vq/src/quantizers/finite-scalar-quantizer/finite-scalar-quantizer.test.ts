import { createRng, inferenceContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { FiniteScalarQuantizer } from '.'

for (const levels of [[8, 5, 3], [4], [2, 2]]) {
  const contract = quantizerContract({
    Class: FiniteScalarQuantizer,
    create: () => new FiniteScalarQuantizer({ levels }),
  })
  test.each(contract)(`with levels ${levels.join()}, $name`, ({ run }) => run())
}

test('every code can be looked up, no two are alike, and each is what it is quantized to', async () => {
  const quantizer = new FiniteScalarQuantizer({ levels: [4, 3, 2] })
  expect([quantizer.codebookSize, quantizer.codeDim]).toEqual([24, 3])
  const all = tf.range(0, 24, 1, 'int32')
  const codes = quantizer.lookup(all)
  const rows = (await codes.array()) as number[][]
  expect(new Set(rows.map(String)).size).toBe(24)
  const values = (axis: number): readonly number[] =>
    [...new Set(rows.map((row) => row[axis] ?? 0))].sort((a, b) => a - b)
  // Four levels: −2 … 1 over 2. Three: −1 … 1. Two: −1 and 0.
  expect([0, 1, 2].map(values)).toEqual([
    [-1, -0.5, 0, 0.5],
    [-1, 0, 1],
    [-1, 0],
  ])
  // What tanh, reach and offset make of z is undone by their inverse.
  const z = tf.tensor2d(
    rows.map((row) =>
      row.map((code, d) => {
        const count = [4, 3, 2][d] ?? 1
        const [reach, offset] = [((count - 1) * 1.001) / 2, count % 2 === 0 ? 0.5 : 0]
        return Math.atanh((code * Math.floor(count / 2) + offset) / reach) - Math.atanh(offset / reach)
      }),
    ),
  )
  const made = quantizer.quantize(z, inferenceContext())
  expect(Array.from(await made.indices.data())).toEqual(Array.from({ length: 24 }, (_, i) => i))
  tf.dispose([all, codes, z, made.codes, made.indices, made.total, ...Object.values(made.aux)])
  quantizer.dispose()
})

test('the gradient is that of the bound, as if nothing were rounded', async () => {
  const quantizer = new FiniteScalarQuantizer({ levels: [5, 5] })
  const z = createRng(1).normal([6, 2])
  const slope = tf.tidy(() =>
    tf.grad((x: tf.Tensor) => quantizer.quantize(x, inferenceContext()).codes.sum())(z),
  )
  const [values, at] = [await slope.data(), await z.data()]
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(((4 * 1.001) / 2 / 2) * (1 - Math.tanh(at[i] ?? 0) ** 2), 5)
  })
  tf.dispose([z, slope])
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(() => new FiniteScalarQuantizer({ levels: [8, 1] })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: FiniteScalarQuantizer: \`levels\` must be a list of integers of at least 2. Received: [8, 1].]`,
  )
  expect(() => new FiniteScalarQuantizer({ levels: [1000, 1000, 1000] })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: FiniteScalarQuantizer: \`levels\` must make at most 16777216 codes. Received: [1000, 1000, 1000], 1000000000 codes.
      Hint: a GroupedQuantizer or a ResidualQuantizer has several indices a vector.]
  `)
})
