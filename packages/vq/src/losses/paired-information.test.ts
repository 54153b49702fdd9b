import { createRng } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { pairedInformation } from './paired-information'

const read = (f: () => tf.Tensor): number => tf.tidy(f).dataSync()[0] ?? Number.NaN

test('log K where partners agree on evenly used classes, 0 where they have nothing to do with each other', () => {
  const even = (): tf.Tensor => tf.oneHot([0, 1, 2, 3], 4).toFloat()
  expect(read(() => pairedInformation(even(), even()))).toBeCloseTo(Math.log(4), 5)
  // Agreement on one class says nothing, nor does being unsure of all.
  const one = (): tf.Tensor => tf.oneHot([2, 2, 2, 2], 4).toFloat()
  expect(read(() => pairedInformation(one(), one()))).toBeCloseTo(0, 5)
  const unsure = (): tf.Tensor => tf.fill([4, 4], 0.25)
  expect(read(() => pairedInformation(unsure(), unsure()))).toBeCloseTo(0, 5)
  const [first, second] = [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ].map((classes) => () => tf.oneHot(classes, 2).toFloat())
  if (first === undefined || second === undefined) return
  expect(read(() => pairedInformation(first(), second()))).toBeCloseTo(0, 5)
})

// Python: P = (p.T @ q + q.T @ p)/(2*len(p)); m = P.sum(0); (P*log(P/m[:,None]/m[None,:])).sum()
test('of mixtures it is what NumPy makes of the formula, whichever comes first', () => {
  const p = (): tf.Tensor =>
    tf.tensor2d([
      [0.7, 0.2, 0.1],
      [0.1, 0.8, 0.1],
    ])
  const q = (): tf.Tensor =>
    tf.tensor2d([
      [0.6, 0.3, 0.1],
      [0.2, 0.2, 0.6],
    ])
  expect(read(() => pairedInformation(p(), q()))).toBeCloseTo(0.06638365639744957, 6)
  expect(read(() => pairedInformation(q(), p()))).toBeCloseTo(0.06638365639744957, 6)
})

test('its gradient is that of finite differences', async () => {
  const [a, b] = [1, 2].map((seed) => createRng(seed).normal([6, 4])) as [tf.Tensor, tf.Tensor]
  const f = (...logits: tf.Tensor[]): tf.Tensor => {
    const [p = a, q = b] = logits.map((each) => each.softmax())
    return pairedInformation(p, q)
  }
  const { error } = await directionalDerivatives(f, [a, b], 1, 1e-2)
  expect(error).toBeLessThan(5e-3)
  tf.dispose([a, b])
})

test('pairs must be pairs', () => {
  expect(() => pairedInformation(tf.zeros([2, 3]), tf.zeros([2, 4]))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: pairedInformation: expected two [B, K]. Received: [2, 3] and [2, 4].]`,
  )
})
