import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { test } from 'vitest'
import { expectSameOnThreads } from './fixtures/on-threads'

test('the number of threads changes no bit of a batch of products', async () => {
  const [a, b] = [createRng(3).normalArray(30 * 33 * 70), createRng(4).normalArray(30 * 33 * 70)]
  await expectSameOnThreads(() =>
    tf.tidy(() => [
      tf.matMul(tf.tensor(a, [5, 6, 33, 70]), tf.tensor(b, [5, 6, 33, 70]), false, true),
      tf.matMul(tf.tensor(a, [5, 6, 33, 70]), tf.tensor(b, [5, 6, 70, 33])),
      tf.matMul(tf.tensor(a, [30, 33, 70]), tf.tensor(b.slice(0, 70 * 9), [1, 70, 9])),
    ]),
  )
})
