import { createRng, inferenceContext, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { EmaQuantizer } from '../quantizers/ema-quantizer'
import { VectorQuantizer } from '../quantizers/vector-quantizer'
import { quantizerContract } from '../testing'

const book = { codebookSize: 8, codeDim: 4, similarity: 'cosine' } as const
const contracts = {
  running: quantizerContract({
    Class: EmaQuantizer,
    create: (seed) => new EmaQuantizer({ ...book, restart: { every: 2 }, seed }),
  }),
  learned: quantizerContract({
    Class: VectorQuantizer,
    create: (seed) => new VectorQuantizer({ ...book, seed }),
  }),
}
for (const [name, contract] of Object.entries(contracts)) {
  test.each(contract)(`${name} codes by angle, $name`, ({ run }) => run())
}

test('the length of a vector changes nothing, codes have length 1 and the smallest angle, also after learning', async () => {
  const quantizer = new EmaQuantizer({ ...book, start: 'normal', decay: 0.5 })
  const z = createRng(1).normal([30, 4])
  const ctx: StepContext = { training: true, rng: createRng(1), step: 1, totalSteps: 10 }
  tf.tidy(() => quantizer.afterStep(quantizer.quantize(z, ctx).aux, ctx))
  const [near, far, lengths, best] = tf.tidy(() => {
    const { indices, codes } = quantizer.quantize(z, inferenceContext())
    const all = quantizer.lookup(tf.range(0, 8, 1, 'int32'))
    return [
      indices,
      quantizer.quantize(z.mul(1000), inferenceContext()).indices,
      codes.norm('euclidean', 1),
      tf.matMul(z, all, false, true).argMax(1),
    ]
  }) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  expect(await far.data()).toEqual(await near.data())
  expect(await best.data()).toEqual(await near.data())
  for (const length of await lengths.data()) expect(length).toBeCloseTo(1, 5)
  tf.dispose([z, near, far, lengths, best])
  quantizer.dispose()
})
