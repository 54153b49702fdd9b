import { createRng, type Rng, restoreRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'
import { expectSameOnThreads } from './fixtures/on-threads'

beforeAll(async () => {
  await useWasm({ threads: 2 })
})

/** Equal as bits: arrays of floats would call 0 and −0 equal. */
async function expectBits(tensor: tf.Tensor, plain: Float32Array): Promise<void> {
  const bits = new Uint32Array(Float32Array.from(await tensor.data()).buffer)
  tensor.dispose()
  expect(bits).toEqual(new Uint32Array(plain.buffer))
}

const copies = (rng: Rng): readonly [Rng, Rng] => [restoreRng(rng.state), restoreRng(rng.state)]

describe.each([
  ['the start', 0],
  ['within a block', 3],
  ['where the low counter word overflows', 4 * 2 ** 32 - 10],
  ['the far end', Number.MAX_SAFE_INTEGER - 200_000],
])('from %s of a stream', (_, position) => {
  test('tensors on ae-wasm hold the bits of the plain form', async () => {
    for (const key of [
      [1, 0],
      [0xffffffff, 0x80000001],
    ] as const) {
      const rng = restoreRng({ key, position })
      for (const shape of [[0], [1], [2], [15], [16], [17], [3, 5, 7], [257, 129]]) {
        const count = shape.reduce((product, side) => product * side, 1)
        const [fast, plain] = copies(rng)
        await expectBits(fast.normal(shape), plain.normalArray(count))
        await expectBits(fast.uniform(shape), plain.uniformArray(count))
        expect(fast.state).toEqual(plain.state)
        rng.uniformArray(count + 1)
      }
    }
  })
})

test('a hundred thousand values are the same bits', async () => {
  const [fast, plain] = copies(createRng(12))
  await expectBits(fast.normal([100, 1000]), plain.normalArray(100_000))
})

test('the number of threads changes no bit, nor does the CPU backend', async () => {
  const draw = (): tf.Tensor[] => [createRng(5).normal([123, 457]), createRng(5).uniform([123, 457])]
  await expectSameOnThreads(draw)
  await tf.setBackend('cpu')
  const [normal, uniform] = draw()
  await expectBits(normal ?? tf.zeros([0]), createRng(5).normalArray(123 * 457))
  await expectBits(uniform ?? tf.zeros([0]), createRng(5).uniformArray(123 * 457))
  await useWasm()
})
