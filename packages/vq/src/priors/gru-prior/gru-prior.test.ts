import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { priorCases } from '../fixtures/prior-cases'
import { GRUPrior } from '.'

const cases = priorCases({
  Model: GRUPrior,
  create: ({ shape: _, ...size }) => new GRUPrior({ ...size, embeddingDim: 8, units: [12, 10] }),
  draw: (model, rows, { shape, ...options }) => model.sample(rows, { ...options, length: shape[0] ?? 1 }),
  shape: [6],
  learnt: [6],
  tiny: [3],
  // The code before.
  causes: (codes, place) => codes[place - 1] ?? 0,
})
test.each(cases)('$name', ({ run }) => run(), 60_000)

test('drawing step by step is what all logits at once say, for one code and for many', async () => {
  const model = new GRUPrior({ codebookSize: 5, embeddingDim: 4, units: [6, 3], seed: 2 })
  // A temperature near 0 leaves only the likeliest code, once the weights are large enough for no two to be nearly alike.
  const rng = createRng(3)
  tf.tidy(() => {
    for (const [name, weight] of Object.entries(model.weights())) {
      weight.assign(rng.fork(name).normal(weight.shape))
    }
  })
  for (const length of [1, 7]) {
    const drawn = model.sample(3, { length, temperature: 1e-4 })
    const likeliest = tf.tidy(() => model.logits(drawn).argMax(-1))
    expect(await likeliest.data()).toEqual(await drawn.data())
    tf.dispose([drawn, likeliest])
  }
  model.dispose()
})

test('mistakes are named', () => {
  const before = tf.memory().numTensors
  expect(() => new GRUPrior({ codebookSize: 8, units: [] })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GRUPrior: \`units\` must name at least one layer. Received: [].]`,
  )
  expect(() => new GRUPrior({ codebookSize: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GRUPrior: \`codebookSize\` must be a positive integer. Received: 0.]`,
  )
  const model = new GRUPrior({ codebookSize: 8, units: [2], classes: 3 })
  const codes = tf.zeros([2, 4], 'int32')
  expect(() => model.nll(codes)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GRUPrior: expected { x, label }, for it has 3 classes. Received: codes alone.]`,
  )
  expect(() => model.sample(2, { length: 4 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GRUPrior.sample: expected a class for each row, for it has 3. Received: 2.]`,
  )
  model.dispose()
  codes.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
