import { createRng, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { EmaQuantizer } from '../quantizers/ema-quantizer'
import { quantizerContract } from '../testing'
import { sinkhornCodes } from './sinkhorn-codes'

const contract = quantizerContract({
  Class: EmaQuantizer,
  create: (seed) => new EmaQuantizer({ codebookSize: 8, codeDim: 4, sinkhorn: {}, seed }),
})
test.each(contract)('shared out, $name', ({ run }) => run())

test('codes get equal shares, those vectors that it costs least', async () => {
  // All are nearest to the first code; half of them must go to the second: the upper half.
  const vectors = tf.tensor2d([0, 1, 2, 3, 4, 5, 6, 7], [8, 1])
  const codebook = tf.tensor2d([0, 100], [2, 1])
  const indices = sinkhornCodes({ vectors, codebook, temperature: 0.01, rounds: 500 })
  expect(Array.from(await indices.data())).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
  tf.dispose([vectors, codebook, indices])
})

test('padding takes no share', async () => {
  const vectors = tf.tensor2d([0, 1, 2, 3, 90, 95, 99, 98], [8, 1])
  const codebook = tf.tensor2d([0, 100], [2, 1])
  const real = tf.tensor1d([1, 1, 1, 1, 0, 0, 0, 0])
  const indices = sinkhornCodes({ vectors, codebook, real, temperature: 0.01, rounds: 500 })
  expect(Array.from((await indices.data()).slice(0, 4))).toEqual([0, 0, 1, 1])
  tf.dispose([vectors, codebook, real, indices])
})

test('a quantizer shares out in training only', async () => {
  const quantizer = new EmaQuantizer({
    codebookSize: 8,
    codeDim: 2,
    start: 'normal',
    restart: 'never',
    sinkhorn: { temperature: 0.02, rounds: 100 },
  })
  const z = tf.tidy(() => createRng(1).normal([64, 2]).mul(0.1).add(3))
  const ctx: StepContext = { training: true, rng: createRng(1), step: 1, totalSteps: 10 }
  const [shared, nearest] = tf.tidy(() => [
    quantizer.quantize(z, ctx).indices,
    quantizer.quantize(z, { ...ctx, training: false }).indices,
  ])
  const [all, few] = [new Set(await shared?.data()).size, new Set(await nearest?.data()).size]
  expect(all).toBe(8)
  expect(few).toBeLessThan(4)
  tf.dispose([z, shared, nearest].flatMap((tensor) => tensor ?? []))
  quantizer.dispose()
})

test('mistakes are named', () => {
  expect(
    () => new EmaQuantizer({ codebookSize: 4, codeDim: 2, sinkhorn: { rounds: 0 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: EmaQuantizer.sinkhorn: \`rounds\` must be a positive integer. Received: 0.]`,
  )
})
