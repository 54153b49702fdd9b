import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { affineImages } from './augment'

const still = { rotation: 0, shear: 0, scale: 0, shift: 0 }

test('without a range nothing changes, however many images there are', async () => {
  const x = createRng(1).uniform([10, 6, 7, 1])
  const same = affineImages(x, still, createRng(2))
  expect(same.shape).toEqual(x.shape)
  expect(await same.data()).toEqual(await x.data())
  tf.dispose([x, same])
})

test('eight neighbours are changed alike, the next ones in another way', async () => {
  const x = tf.tidy(() => createRng(1).uniform([1, 12, 12, 1]).tile([16, 1, 1, 1]))
  const range = { rotation: 0.3, shear: 0.2, scale: 0.2, shift: 2 }
  const changed = affineImages(x, range, createRng(3))
  const rows = (await changed.reshape([16, 144]).array()) as number[][]
  for (let row = 1; row < 8; row++) expect(rows[row]).toEqual(rows[0])
  expect(rows[8]).not.toEqual(rows[0])
  expect(rows[0]).not.toEqual(((await x.reshape([16, 144]).array()) as number[][])[0])
  tf.dispose([x, changed])
})

test('a slope stays one: a shifted ramp is higher or lower by the shift, within the image', async () => {
  // Pixel = column: what was `s` to the right is taken from there, whole or between two pixels.
  const x = tf.tidy(() => tf.range(0, 20).reshape([1, 1, 20, 1]).tile([1, 20, 1, 1]))
  const shifted = affineImages(x, { ...still, shift: 3 }, createRng(4))
  const middle = tf.tidy(() => shifted.sub(x).slice([0, 8, 8, 0], [1, 4, 4, 1]).flatten())
  const moves = Array.from(await middle.data())
  for (const move of moves) expect(move).toBeCloseTo(moves[0] ?? Number.NaN, 4)
  expect(Math.abs(moves[0] ?? 0)).toBeGreaterThan(0.01)
  expect(Math.abs(moves[0] ?? 9)).toBeLessThanOrEqual(3)
  tf.dispose([x, shifted, middle])
})
