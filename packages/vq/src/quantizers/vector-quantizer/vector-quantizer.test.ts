import { createRng, inferenceContext, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { VectorQuantizer } from '.'

const contract = quantizerContract({
  Class: VectorQuantizer,
  create: (seed) => new VectorQuantizer({ codebookSize: 8, codeDim: 4, seed }),
})
test.each(contract)('$name', ({ run }) => run())

const rotating = quantizerContract({
  Class: VectorQuantizer,
  create: (seed) => new VectorQuantizer({ codebookSize: 8, codeDim: 4, gradient: 'rotation', seed }),
})
test.each(rotating)('with the rotation trick, $name', ({ run }) => run())

const training = (step: number): StepContext => ({
  training: true,
  rng: createRng(1).fork(`${step}`),
  step,
  totalSteps: 100,
})

test('the gradient of a code is 2 n (e − mean of its vectors) / (N D), and reconstruction gives it none', async () => {
  const quantizer = new VectorQuantizer({ codebookSize: 5, codeDim: 3, start: 'normal' })
  const [codebook] = quantizer.variables as [tf.Variable]
  const z = createRng(2).normal([7, 2, 3])
  const [gradient, expected, throughCodes] = tf.tidy(() => {
    const { indices } = quantizer.quantize(z, inferenceContext())
    const { grads } = tf.variableGrads(() => quantizer.quantize(z, training(1)).total, [codebook])
    const member = tf.oneHot(indices.reshape([-1]).toInt(), 5).cast('float32') // [N, K]
    const sums = tf.matMul(member, z.reshape([-1, 3]), true)
    const closed = member
      .sum(0)
      .expandDims(1)
      .mul(codebook)
      .sub(sums)
      .mul(2 / (14 * 3))
    const through = tf.variableGrads(() => {
      const { codes } = quantizer.quantize(z, training(1))
      return codes.square().sum().add(codebook.mul(0).sum()).asScalar()
    }, [codebook])
    return [grads[codebook.name], closed, through.grads[codebook.name]] as tf.Tensor[]
  })
  const values = (await gradient?.data()) ?? new Float32Array(0)
  const wanted = (await expected?.data()) ?? new Float32Array(0)
  expect(values.length).toBe(15)
  values.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 6))
  expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.05)
  expect((await throughCodes?.data())?.every((value) => value === 0)).toBe(true)
  tf.dispose([z, gradient, expected, throughCodes].flatMap((tensor) => tensor ?? []))
  quantizer.dispose()
})

test('the total is the weighted sum of distances, as counted by hand', async () => {
  const config = {
    codebookSize: 4,
    codeDim: 2,
    start: 'normal',
    commitmentWeight: 0.5,
    codebookWeight: 2,
  } as const
  const quantizer = new VectorQuantizer(config)
  const z = createRng(3).normal([6, 2])
  const { total, terms, codes, indices, aux } = quantizer.quantize(z, inferenceContext())
  const [vectors, nearest] = [Array.from(await z.data()), Array.from(await codes.data())]
  const distance = vectors.reduce((sum, value, i) => sum + (value - (nearest[i] ?? 0)) ** 2, 0) / 12
  expect((await terms.commitment?.data())?.[0]).toBeCloseTo(distance, 6)
  expect((await terms.codebook?.data())?.[0]).toBeCloseTo(distance, 6)
  expect((await total.data())[0]).toBeCloseTo(2.5 * distance, 5)
  tf.dispose([z, total, codes, indices, ...Object.values(terms), ...Object.values(aux)])
  quantizer.dispose()
})

test('codes begin among the vectors of the first step, once', async () => {
  const quantizer = new VectorQuantizer({ codebookSize: 3, codeDim: 2 })
  const centres = tf.tensor2d([10, 0, 0, 10, -10, -10], [3, 2])
  const z = tf.tidy(() => centres.tile([20, 1]).add(createRng(4).normal([60, 2]).mul(0.1)))
  const learn = (vectors: tf.Tensor): void =>
    tf.tidy(() => quantizer.afterStep(quantizer.quantize(vectors, training(0)).aux, training(0)))
  learn(z)
  const [codebook] = quantizer.variables as [tf.Variable]
  const rows = (await codebook.array()) as number[][]
  const places = rows.map(([x = 0, y = 0]) => `${Math.round(x)} ${Math.round(y)}`).sort()
  expect(places.map((place) => place.replaceAll('-0', '0'))).toEqual(['-10 -10', '0 10', '10 0'])
  const far = tf.tidy(() => z.mul(5))
  learn(far)
  expect(await codebook.array()).toEqual(rows)
  tf.dispose([centres, z, far])
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(() => new VectorQuantizer({ codebookSize: 0, codeDim: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VectorQuantizer: \`codebookSize\` must be a positive integer. Received: 0.]`,
  )
  expect(
    () => new VectorQuantizer({ codebookSize: 4, codeDim: 2, start: 'uniform' as 'normal' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VectorQuantizer: \`start\` must be one of 'kMeans', 'normal'. Received: 'uniform'.]`,
  )
  const quantizer = new VectorQuantizer({ codebookSize: 4, codeDim: 2 })
  expect(() => quantizer.quantize(tf.zeros([3, 5]), inferenceContext())).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VectorQuantizer: expected vectors [batch, …, 2]. Received: [3, 5].]`,
  )
  expect(() =>
    quantizer.quantize(tf.zeros([3, 2]), { ...inferenceContext(), mask: tf.ones([2]) }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VectorQuantizer: expected a \`mask\` of shape [3], 1 for a vector and 0 for padding. Received: [2].]`,
  )
  expect(() => quantizer.lookup(tf.zeros([3]))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VectorQuantizer: expected int32 indices [batch, …]. Received: float32 [3].]`,
  )
  quantizer.dispose()
  expect(() => quantizer.lookup(tf.zeros([3], 'int32'))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VectorQuantizer: quantizer was disposed.]`,
  )
})
