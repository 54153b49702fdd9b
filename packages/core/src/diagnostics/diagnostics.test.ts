import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { detectDeadCodeUnits } from './detect-dead-code-units'
import { detectIdentityLeak } from './detect-identity-leak'
import { detectMeanImage } from './detect-mean-image'
import { detectNonFinite } from './detect-non-finite'
import { detectPosteriorCollapse } from './detect-posterior-collapse'
import { detectTensorLeak } from './detect-tensor-leak'
import { detectZeroEncoderGradient } from './detect-zero-encoder-gradient'
import { type Diagnosable, diagnose } from './diagnose'

describe('each detector speaks beyond its threshold and not before', () => {
  test.each([
    [
      'meanImage',
      (sse: number) => detectMeanImage({ sse, totalVariance: 50 }),
      45.1,
      44.9,
      'the reconstruction is no better than the mean of the data: squared error 45.1 a row, 90.2 % of the total variance 50.',
    ],
    [
      'identityLeak',
      (removed: number) =>
        detectIdentityLeak({ cleanSse: 0.1, noisySse: 0.1 + 4 * (1 - removed), noiseSse: 4 }),
      0.04,
      0.06,
      'the model copies its input: of noise added to it, only 4 % is removed.',
    ],
    [
      'posteriorCollapse',
      (activeUnits: number) => detectPosteriorCollapse({ activeUnits, latentDim: 20, kl: 9 }),
      1,
      2,
      'the code is hardly used: 1 of 20 units active, divergence 9 nats a row.',
    ],
    [
      'posteriorCollapse',
      (kl: number) => detectPosteriorCollapse({ activeUnits: 20, latentDim: 20, kl }),
      0.49,
      0.51,
      'the code is hardly used: 20 of 20 units active, divergence 0.49 nats a row.',
    ],
    [
      'deadCodeUnits',
      (dead: number) => detectDeadCodeUnits([...Array(dead).fill(1e-9), ...Array(20 - dead).fill(1)]),
      3,
      2,
      '3 of 20 code units (15 %) are the same for every input.',
    ],
    [
      'tensorLeak',
      (after: number) => detectTensorLeak({ before: 100, after, steps: 10 }),
      125,
      109,
      'the number of tensors grows by 2.5 with each step: 100 before, 125 after 10 steps.',
    ],
    [
      'zeroEncoderGradient',
      (encoderNorm: number) => detectZeroEncoderGradient({ encoderNorm, decoderNorm: 1 / 3 }),
      0,
      1e-9,
      'no gradient reaches the encoder (norm 0) while the decoder learns (norm 0.3333).',
    ],
    [
      'nonFinite',
      (total: number) => detectNonFinite({ step: 3, phase: 'model', total, terms: { kl: 1 } }),
      Number.POSITIVE_INFINITY,
      1e30,
      'model: total was Infinity at step 3.',
    ],
  ] as const)('%s', (kind, detect, ill, well, message) => {
    expect(detect(ill)).toMatchObject({ kind, message })
    expect(detect(ill)?.advice.length).toBeGreaterThan(20)
    expect(detect(well)).toBeUndefined()
  })

  test('constant data are their own mean, and a poor model is no identity', () => {
    expect(detectMeanImage({ sse: 0, totalVariance: 0 })).toBeUndefined()
    expect(detectIdentityLeak({ cleanSse: 9, noisySse: 13, noiseSse: 4 })).toBeUndefined()
  })

  test('a code that is the same for every input is dead altogether', () => {
    expect(detectDeadCodeUnits([0, 0, 0])?.values).toEqual({ deadUnits: 3, codeDim: 3 })
  })

  test('a phase without a loss to differentiate is no alarm, its terms are', () => {
    const losses = { step: 1, phase: 'rbm', differentiated: false, total: Number.NaN }
    expect(detectNonFinite({ ...losses, terms: { error: 1 } })).toBeUndefined()
    expect(detectNonFinite({ ...losses, terms: { error: Number.NaN } })?.kind).toBe('nonFinite')
  })
})

describe('diagnose', () => {
  // Rows on a plane in six dimensions: two numbers are all there is to know of each.
  const plane = tf.tidy(() => createRng(1).normal([2, 6]))
  const x = tf.tidy(() => createRng(2).normal([200, 2]).matMul(plane))
  const pinv = tf.tidy(() => {
    const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = plane
      .matMul(plane, false, true)
      .arraySync() as number[][]
    const inverse = tf.tensor2d([d, -b, -c, a], [2, 2]).div(a * d - b * c)
    return plane.transpose().matMul(inverse)
  })
  afterAll(() => tf.dispose([plane, x, pinv]))

  const healthy: Diagnosable = {
    encode: (rows) => tf.tidy(() => rows.matMul(pinv)),
    decode: (z) => tf.tidy(() => z.matMul(plane)),
  }
  const kinds = async (model: Diagnosable, rows: tf.Tensor = x): Promise<string[]> => {
    const before = tf.memory().numTensors
    const found = await diagnose(model, rows)
    expect(tf.memory().numTensors).toBe(before)
    return found.map(({ kind }) => kind)
  }

  test('finds nothing wrong with a projection on the data', async () => {
    expect(await kinds(healthy)).toEqual([])
  })

  test('sees the mean, drawn from a dead code', async () => {
    const encode = (rows: tf.Tensor): tf.Tensor => tf.zeros([rows.shape[0] ?? 0, 2])
    const decode = (z: tf.Tensor): tf.Tensor =>
      tf.tidy(() =>
        x
          .mean(0)
          .tile([z.shape[0] ?? 0])
          .reshape([-1, 6]),
      )
    expect(await kinds({ encode, decode })).toEqual(['meanImage', 'deadCodeUnits'])
  })

  test('sees an identity', async () => {
    expect(await kinds({ encode: (rows) => rows.clone(), decode: (z) => z.clone() })).toEqual([
      'identityLeak',
    ])
  })

  test('sees a posterior that is the prior, and one that is not', async () => {
    const withPosterior = (scale: number): Diagnosable & { posterior: unknown } => ({
      encode: (rows) => tf.tidy(() => rows.matMul(pinv).mul(scale)),
      decode: (z) => tf.tidy(() => z.div(scale).matMul(plane)),
      posterior: (rows: tf.Tensor) => {
        const mean = tf.tidy(() => rows.matMul(pinv).mul(scale))
        return { mean, logVar: tf.zerosLike(mean) }
      },
    })
    expect(await kinds(withPosterior(0.01))).toEqual(['posteriorCollapse'])
    expect(await kinds(withPosterior(3))).toEqual([])
  })

  test('sees numbers that are not finite before it judges others', async () => {
    const decode = (z: tf.Tensor): tf.Tensor => tf.fill([z.shape[0] ?? 0, 6], Number.NaN)
    expect(await diagnose({ ...healthy, decode }, x)).toMatchObject([
      { kind: 'nonFinite', message: 'sse of the model is NaN.' },
    ])
  })

  test('sees a leak and cleans it up', async () => {
    expect(await kinds({ ...healthy, encode: (rows) => rows.mul(1).matMul(pinv) })).toEqual(['tensorLeak'])
  })

  test('codes of a codebook are not judged by their variance', async () => {
    const encode = (rows: tf.Tensor): tf.Tensor => tf.zeros([rows.shape[0] ?? 0, 2], 'int32')
    expect(await kinds({ encode, decode: () => x.clone() })).toEqual([])
  })

  test('leaves nothing behind when the model throws', async () => {
    const before = tf.memory().numTensors
    const decode = (): tf.Tensor => {
      throw new Error('no')
    }
    await expect(diagnose({ ...healthy, decode }, x)).rejects.toThrow('no')
    expect(tf.memory().numTensors).toBe(before)
  })

  test('asks for a batch', async () => {
    await expect(diagnose(healthy, tf.zeros([1, 6]))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: diagnose: expected a batch of at least two rows. Received: shape [1, 6].]`,
    )
    await expect(diagnose(healthy, x, { noise: 0 })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: diagnose: \`noise\` must be a number > 0. Received: 0.]`,
    )
    // @ts-expect-error: what JavaScript users can do
    await expect(diagnose(healthy, [1])).rejects.toThrowErrorMatchingInlineSnapshot(
      `[AeError: diagnose: expected a batch of at least two rows. Received: [1].]`,
    )
  })
})
