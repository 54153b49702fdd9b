import { createRng } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { keepEnds } from './keep-ends'
import { reflectPad } from './reflect-pad'
import { besideFrames, padFrames, poolFrames, repeatFrames, shuffleFrames } from './time-scale'
import { speakerShares } from './voices-of-others'

const frames = (values: readonly number[]): tf.Tensor3D => tf.tensor3d([...values], [1, values.length, 1])

async function valuesOf(make: () => tf.Tensor): Promise<readonly number[]> {
  const tensor = tf.tidy(make)
  const values = Array.from(await tensor.data())
  tensor.dispose()
  return values
}

describe('reflectPad', () => {
  test('mirrors without repeating the ends', async () => {
    const padded = await valuesOf(() => reflectPad(frames([0, 1, 2, 3]), { before: 2, after: 1 }))
    expect(padded).toEqual([2, 1, 0, 1, 2, 3, 2])
    expect(await valuesOf(() => reflectPad(frames([4, 5]), { before: 0, after: 0 }))).toEqual([4, 5])
  })

  test('gives what was mirrored its gradient, which mirrorPad of tfjs does not', async () => {
    const weights = tf.tensor3d([1, 10, 100, 1000, 1e4, 1e5, 1e6], [1, 7, 1])
    const slope = (pad: (x: tf.Tensor3D) => tf.Tensor3D): Promise<readonly number[]> =>
      valuesOf(() =>
        tf.grad((x: tf.Tensor) =>
          pad(x as tf.Tensor3D)
            .mul(weights)
            .sum(),
        )(frames([1, 2, 3, 4])),
      )
    expect(await slope((x) => reflectPad(x, { before: 2, after: 1 }))).toEqual([100, 1010, 1010001, 100000])
    const theirs = await slope(
      (x) =>
        tf.mirrorPad(
          x,
          [
            [0, 0],
            [2, 1],
            [0, 0],
          ],
          'reflect',
        ) as tf.Tensor3D,
    )
    expect(theirs).toEqual([100, 1000, 10000, 100000])
    weights.dispose()
  })

  test('needs frames to mirror', () => {
    const x = frames([1, 2])
    expect(() => reflectPad(x, { before: 2, after: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: reflectPad: expected more than 2 frames to mirror. Received: 2.]`,
    )
    x.dispose()
  })
})

test('channels become time, frames become their mean, and are repeated', async () => {
  const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4])
  const shuffled = tf.tidy(() => shuffleFrames(x, 2))
  expect(shuffled.arraySync()).toEqual([
    [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ],
  ])
  expect(await valuesOf(() => poolFrames(shuffled, 2))).toEqual([2, 3, 6, 7])
  expect(await valuesOf(() => repeatFrames(frames([1, 2]), 3))).toEqual([1, 1, 1, 2, 2, 2])
  expect(await valuesOf(() => padFrames(frames([1, 2]), 4))).toEqual([1, 2, 0, 0])
  expect(await valuesOf(() => besideFrames(frames([1, 2]), tf.tensor2d([[8, 9]])))).toEqual([
    1, 8, 9, 2, 8, 9,
  ])
  tf.dispose([x, shuffled])
})

test.each<readonly [string, (x: tf.Tensor3D) => tf.Tensor]>([
  ['reflectPad', (x) => reflectPad(x, { before: 2, after: 1 })],
  ['shuffleFrames', (x) => shuffleFrames(x, 2)],
  ['poolFrames', (x) => poolFrames(x, 3)],
  ['repeatFrames', (x) => repeatFrames(x, 2)],
  ['keepEnds', (x) => keepEnds({ forward: x, backward: x.square() }, 3)],
])('%s: its gradient is that of differences', async (_, f) => {
  const x = createRng(2).normal([2, 6, 4])
  expect((await directionalDerivatives((y) => f(y as tf.Tensor3D), [x])).error).toBeLessThan(5e-3)
  x.dispose()
})

test('of three frames, the past is taken at the last and the future at the first', async () => {
  const forward = frames([0, 1, 2, 3, 4, 5])
  const backward = tf.tidy(() => forward.add<tf.Tensor3D>(10))
  expect(await valuesOf(() => keepEnds({ forward, backward }, 3))).toEqual([2, 10, 5, 13])
  tf.dispose([forward, backward])
})

describe('speakerShares', () => {
  const speaker = (): tf.Tensor1D => tf.tensor1d([0, 1, 0, 0, 2], 'int32')

  test('are equal for all others of a speaker; who is alone takes its own', async () => {
    const shares = tf.tidy(() => speakerShares(speaker(), 'others', createRng(1)))
    expect(shares.arraySync()).toEqual([
      [0, 0, 0.5, 0.5, 0],
      [0, 1, 0, 0, 0],
      [0.5, 0, 0, 0.5, 0],
      [0.5, 0, 0.5, 0, 0],
      [0, 0, 0, 0, 1],
    ])
    shares.dispose()
  })

  test('of one other are one each, never the row itself, and each other in turn', async () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      const drawn = await valuesOf(() => speakerShares(speaker(), 'other', createRng(seed)).argMax(1))
      expect([drawn[1], drawn[4]]).toEqual([1, 4])
      for (const row of [0, 2, 3]) {
        expect([0, 2, 3]).toContain(drawn[row])
        expect(drawn[row]).not.toBe(row)
        seen.add(`${row} ${drawn[row]}`)
      }
    }
    expect(seen.size).toBe(6)
  })
})
