import { createRng, inferenceContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { SimVQ } from '.'

const contract = quantizerContract({
  Class: SimVQ,
  create: (seed) => new SimVQ({ codebookSize: 8, codeDim: 4, seed }),
})
test.each(contract)('$name', ({ run }) => run())

test('codes are the fixed ones, mapped, and one step of the map and the bias moves all of them, used or not', async () => {
  const quantizer = new SimVQ({ codebookSize: 16, codeDim: 3 })
  const all = tf.range(0, 16, 1, 'int32')
  const before = quantizer.lookup(all)
  // With the identity, the codes are the fixed ones.
  expect(await before.data()).toEqual(await quantizer.weights().codes?.data())
  const z = createRng(1).normal([5, 3])
  const [map, bias] = quantizer.variables as [tf.Variable, tf.Variable]
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => quantizer.quantize(z, inferenceContext()).total, [map, bias])
    for (const each of [map, bias]) each.assign(each.sub(grads[each.name]?.mul(0.1) ?? 0))
  })
  const after = quantizer.lookup(all)
  const moved = tf.tidy(() => after.sub(before).norm('euclidean', 1))
  expect(Math.min(...(await moved.data()))).toBeGreaterThan(1e-5)
  tf.dispose([all, before, z, after, moved])
  quantizer.dispose()
})

test('the gradients of the map and the bias are those of the codes, carried through the fixed ones', async () => {
  const quantizer = new SimVQ({ codebookSize: 6, codeDim: 2, codebookWeight: 1 })
  const z = createRng(2).normal([9, 2])
  const [map, bias] = quantizer.variables as [tf.Variable, tf.Variable]
  const [gradient, closed] = tf.tidy(() => {
    const { grads } = tf.variableGrads(() => quantizer.quantize(z, inferenceContext()).total, [map, bias])
    const { indices, codes } = quantizer.quantize(z, inferenceContext())
    const fixed = quantizer.weights().codes ?? z
    // d/dW mean ‖z − c W − b‖² = 2 cᵀ (c W + b − z) / (N D); d/db the same with c = 1
    const own = fixed.gather(indices.flatten().toInt())
    const error = codes.sub(z).mul(2 / 18)
    const received = [grads[map.name] ?? z, grads[bias.name] ?? z]
    return [
      tf.concat(received.map((each) => each.flatten())),
      tf.concat([tf.matMul(own, error, true).flatten(), error.sum(0)]),
    ]
  })
  const [received, expected] = [await gradient.data(), await closed.data()]
  Array.from(received).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5))
  tf.dispose([z, gradient, closed])
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(
    () => new SimVQ({ codebookSize: 4, codeDim: 2, gradient: 'none' as 'rotation' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: SimVQ: \`gradient\` must be one of 'straightThrough', 'rotation'. Received: 'none'.]`,
  )
})
