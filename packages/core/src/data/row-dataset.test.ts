import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../interfaces/dataset'
import { createRng } from '../rng/rng'
import { fromArray, fromArrays } from './from-arrays'
import { fromTensor, fromTensors } from './from-tensor'
import { fromRowSource, rowsIn } from './row-dataset'

const numbers = (size: number): Dataset<number[]> => fromRowSource({ size, read: (rows) => [...rows] })

async function collect<B>(batches: AsyncIterable<B>): Promise<B[]> {
  const all: B[] = []
  for await (const batch of batches) all.push(batch)
  return all
}

describe('a data set over rows', () => {
  test('gives every row once, in order, the last batch smaller', async () => {
    const data = numbers(7).batch(3)
    expect(await collect(data)).toEqual([[0, 1, 2], [3, 4, 5], [6]])
    expect([data.size, data.batchSize, data.batches]).toEqual([7, 3, 3])
  })

  test('shuffles differently each epoch and equally each time', async () => {
    const data = numbers(50).batch(50).shuffle(createRng(1))
    const [first] = await collect(data.iterate({ epoch: 0 }))
    const [again] = await collect(data.iterate({ epoch: 0 }))
    const [second] = await collect(data.iterate({ epoch: 1 }))
    expect(again).toEqual(first)
    expect(second).not.toEqual(first)
    expect([...(first ?? [])].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  test('starts in the middle of an epoch without reading what was skipped', async () => {
    const read: number[][] = []
    const source = { size: 10, read: (rows: Int32Array) => (read.push([...rows]), [...rows]) }
    const data = fromRowSource(source).batch(2).shuffle(createRng(3))
    const whole = await collect(data.iterate({ epoch: 4 }))
    read.length = 0
    expect(await collect(data.iterate({ epoch: 4, skip: 3 }))).toEqual(whole.slice(3))
    expect(read).toHaveLength(2)
  })

  test('splits into parts that share no row, and shuffles each within itself', async () => {
    const [train, test_] = numbers(10).shuffle(createRng(2)).split(0.7)
    const left = (await collect(train.batch(10).iterate({ epoch: 5 }))).flat()
    const right = (await collect(test_.batch(10))).flat()
    expect(left).toHaveLength(7)
    expect([...left, ...right].sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => i))
  })

  test('maps batches, also asynchronously, whatever the order of calls', async () => {
    const data = numbers(4)
      .map(async (batch) => batch.map((n) => n * 10))
      .batch(2)
    expect(await collect(data)).toEqual([
      [0, 10],
      [20, 30],
    ])
  })

  test('prefetches no more than it was told to', async () => {
    let started = 0
    const source = { size: 10, read: async (rows: Int32Array) => (started++, [...rows]) }
    const iterator = fromRowSource(source).prefetch(2).iterate()[Symbol.asyncIterator]()
    await iterator.next()
    expect(started).toBe(3)
    await iterator.return?.()
  })

  test('frees what it prefetched when the loop is left early', async () => {
    const before = tf.memory().numTensors
    const data = fromRowSource({ size: 9, read: async (rows) => tf.tensor1d([...rows]) }).prefetch(3)
    for await (const batch of data) {
      batch.dispose()
      break
    }
    expect(tf.memory().numTensors).toBe(before)
  })

  test('passes a failed read on when its batch is asked for', async () => {
    const data = fromRowSource({
      size: 3,
      read: async () => Promise.reject(new Error('disk on fire')),
    }).prefetch(2)
    await expect(collect(data)).rejects.toThrow('disk on fire')
  })

  test('refuses a batch of no rows and a fraction above one', () => {
    expect(() => numbers(3).batch(0)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Dataset.batch: \`size\` must be a positive integer. Received: 0.]`,
    )
    expect(() => numbers(3).split(1.5)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: Dataset.split: \`fraction\` must be a number ≥ 0 and ≤ 1. Received: 1.5.]`,
    )
  })
})

describe('rows in memory', () => {
  test('come from a tensor, contiguous or not, and leave it alone', async () => {
    const rows = tf.tensor2d([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    const before = tf.memory().numTensors
    const inOrder = await collect(fromTensor(rows).batch(2))
    expect(inOrder.map((batch) => batch.arraySync())).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [[4, 5]],
    ])
    tf.dispose(inOrder)
    for await (const batch of fromTensor(rows).batch(3).shuffle(createRng(5))) {
      expect(batch.shape).toEqual([3, 2])
      expect((batch.arraySync() as number[][]).sort()).toEqual([
        [0, 1],
        [2, 3],
        [4, 5],
      ])
      batch.dispose()
    }
    expect(tf.memory().numTensors).toBe(before)
    rows.dispose()
  })

  test('come from bytes as numbers in [0, 1]', async () => {
    const data = fromArray({ data: Uint8Array.of(0, 51, 255, 102), shape: [1, 2], divideBy: 255 }).batch(2)
    const [batch] = await collect(data)
    expect(batch?.shape).toEqual([2, 1, 2])
    expect([...(batch?.dataSync() ?? [])]).toEqual([0, 51, 255, 102].map((byte) => Math.fround(byte / 255)))
    batch?.dispose()
  })

  test('come in several columns that belong together', async () => {
    const image = { data: Float32Array.of(1, 2, 3, 4), shape: [2] }
    const label = { data: Uint8Array.of(7, 9), shape: [], dtype: 'int32' as const }
    const [batch] = await collect(fromArrays({ image, label }).batch(2))
    expect(batch?.image.shape).toEqual([2, 2])
    expect([batch?.label.dtype, ...(batch?.label.dataSync() ?? [])]).toEqual(['int32', 7, 9])
    expect(rowsIn(batch)).toBe(2)
    tf.dispose(Object.values(batch ?? {}))
  })

  test('that do not fit together are refused', () => {
    const ok = { data: Float32Array.of(1, 2), shape: [1] }
    expect(() =>
      fromArray({ data: Float32Array.of(1, 2, 3), shape: [2] }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: fromArray: expected whole rows of [2] (2 numbers each). Received: 3 numbers.]`,
    )
    expect(() =>
      fromArrays({ ok, bad: { data: Float32Array.of(1), shape: [1] } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: fromArrays: all columns must have the same number of rows. Received: [2, 1].]`,
    )
    expect(() => fromTensor(tf.scalar(1))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: fromTensor: expected a tensor with a batch axis. Received: a tensor of shape [].]`,
    )
    expect(() => fromTensors({ a: tf.zeros([2]), b: tf.zeros([3]) })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: fromTensors: all columns must have the same number of rows. Received: [2, 3].]`,
    )
  })
})
