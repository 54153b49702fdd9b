import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { hammingNearest } from './hamming-nearest'

test('the rows that differ in the fewest bits come first, as counted by hand', async () => {
  const [queries, database] = ['queries', 'database'].map((name) =>
    tf.tidy(() =>
      createRng(1)
        .fork(name)
        .normal([name === 'queries' ? 7 : 40, 16])
        .sign(),
    ),
  ) as [tf.Tensor, tf.Tensor]
  const nearest = hammingNearest(queries, database, { count: 5 })
  const [q, db, found] = (await Promise.all([
    queries.array(),
    database.array(),
    nearest.array(),
  ])) as number[][][]
  found?.forEach((rows, i) => {
    const differing = (row: number): number =>
      (db?.[row] ?? []).filter((bit, d) => bit !== q?.[i]?.[d]).length
    const expected = (db ?? []).map((_, row) => differing(row)).sort((a, b) => a - b)
    expect(rows.map(differing)).toEqual(expected.slice(0, 5))
    expect(new Set(rows).size).toBe(5)
  })
  tf.dispose([queries, database, nearest])
})

test('what cannot be searched is refused', () => {
  expect(() =>
    hammingNearest(tf.ones([2, 4]), tf.ones([3, 4]), { count: 4 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: hammingNearest: expected queries [Q, d] and a database [N, d] of at least 4 rows. Received: [2, 4], [3, 4].]`,
  )
  expect(() => hammingNearest(tf.ones([2, 4]), tf.ones([30, 5]))).toThrow('expected queries [Q, d]')
})
