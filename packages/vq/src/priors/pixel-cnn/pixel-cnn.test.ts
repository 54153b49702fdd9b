import { AeError, createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { priorCases } from '../fixtures/prior-cases'
import { PixelCNN } from '.'
import { causalConv } from './causal-conv'

const WIDTH = 3

const cases = priorCases({
  Model: PixelCNN,
  create: ({ shape, ...size }) => new PixelCNN({ ...size, mapShape: shape, channels: 6, layers: 2 }),
  draw: (model, rows, { shape: _, ...options }) => model.sample(rows, options),
  shape: [4, 4],
  learnt: [2, WIDTH],
  tiny: [2, 2],
  // The code to the left, and at the start of a row the one above: each stack has something to find.
  causes: (codes, place) => codes[place % WIDTH === 0 ? place - WIDTH : place - 1] ?? 0,
})
test.each(cases)('$name', ({ run }) => run(), 120_000)

test('a causal convolution is one with a masked kernel', async () => {
  const rng = createRng(1)
  const x = rng.normal([2, 5, 6, 3]) as tf.Tensor4D
  // [rows, columns] of the whole kernel, and which part of it a mask leaves.
  const reaches = {
    'rows-above': { kernel: [3, 7], whole: [7, 7], at: [0, 0] },
    'rows-to-here': { kernel: [2, 3], whole: [3, 3], at: [0, 0] },
    'columns-left': { kernel: [1, 3], whole: [1, 7], at: [0, 0] },
    'columns-to-here': { kernel: [1, 2], whole: [1, 3], at: [0, 0] },
  } as const
  for (const [reach, { kernel, whole, at }] of Object.entries(reaches)) {
    const difference = tf.tidy(() => {
      const part = rng.normal([...kernel, 3, 4]) as tf.Tensor4D
      const masked = part.pad([
        [at[0], whole[0] - kernel[0] - at[0]],
        [at[1], whole[1] - kernel[1] - at[1]],
        [0, 0],
        [0, 0],
      ])
      const expected = tf.conv2d(x, masked as tf.Tensor4D, 1, 'same')
      return causalConv(x, part, reach as keyof typeof reaches)
        .sub(expected)
        .abs()
        .max()
    })
    expect((await difference.data())[0], reach).toBeLessThan(1e-5)
    difference.dispose()
  }
  x.dispose()
})

test('mistakes in the configuration are named', () => {
  const before = tf.memory().numTensors
  const config = { mapShape: [7, 7], codebookSize: 64 }
  expect(() => new PixelCNN({ ...config, mapShape: [49] })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: PixelCNN: \`mapShape\` must be a height and a width. Received: [49].
      Hint: for sequences take a \`GRUPrior\`; several indices a vector can follow each other in one.]
  `)
  expect(() => new PixelCNN({ ...config, classes: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: PixelCNN: \`classes\` must be a positive integer. Received: -1.]`,
  )
  expect(() => new PixelCNN({ ...config, layers: 0 })).toThrow(AeError)
  const model = new PixelCNN({ ...config, channels: 2, layers: 1 })
  const floats = tf.zeros([1, 7, 7])
  expect(() => model.nll(floats)).toThrowErrorMatchingInlineSnapshot(`
    [AeError: PixelCNN: expected int32 codes [batch, 7, 7]. Received: float32 [1, 7, 7].
      Hint: \`tokens\` gives them, or codes.cast('int32').]
  `)
  expect(() => model.sample(tf.zeros([3]))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: PixelCNN.sample: expected a number of rows, for it has no classes. Received: a tensor of shape [3].]`,
  )
  model.dispose()
  floats.dispose()
  expect(tf.memory().numTensors).toBe(before + 1)
})
