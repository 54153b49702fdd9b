import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import { save } from '../checkpoint/save'
import { Autoencoder } from '../models/autoencoder'
import { VAE } from '../models/vae'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { adam } from '../train/adam'
import { fit } from '../train/fit'
import { labelEfficiency } from './label-efficiency'
import { drawRows, type LabelledRows, type ProbeData } from './labelled-rows'
import { type ProbeEncoder, type ProbeMode, probe } from './transfer-probe'

const CLASSES = 4
const WIDTH = 40
/** The four corners of a square, in a plane of forty dimensions. */
const plane = createRng(9).normal([2, WIDTH]).as2D(2, WIDTH)

/** Far apart in the plane and scattered in every direction: few labels say little of forty dimensions, much of two. */
function corners(seed: number, count: number): LabelledRows {
  const labels = Array.from({ length: count }, (_, i) => i % CLASSES)
  const x = tf.tidy(() => {
    const at = tf.tensor2d(labels.map((label) => [label & 1 ? 1 : -1, label & 2 ? 1 : -1]))
    return at
      .mul(0.5)
      .matMul(plane)
      .add(createRng(seed).normal([count, WIDTH]).mul(1.5))
  })
  return { x, labels }
}

const data: ProbeData = {
  classes: CLASSES,
  train: corners(1, 400),
  validation: corners(2, 400),
  test: corners(3, 400),
}
const untrained = (seed: number): Autoencoder =>
  new Autoencoder({
    inputShape: [WIDTH],
    latentDim: 2,
    encoder: mlp({ hiddenUnits: [] }),
    decoder: mlp({ hiddenUnits: [] }),
    output: 'unbounded',
    seed,
  })
const unlabelled = corners(4, 1000).x
const learnt = untrained(1)
await fit(learnt, unlabelled, { epochs: 40, batchSize: 100, optimizer: adam({ learningRate: 0.01 }) })
afterAll(() => {
  learnt.dispose()
  tf.dispose([plane, unlabelled, data.train.x, data.validation.x, data.test.x])
})

const modes: readonly ProbeMode[] = ['frozen-linear', 'frozen-mlp', 'fine-tune', 'scratch']

describe.each(modes)('%s', (mode) => {
  test('finds the classes, and leaves the encoder and the number of tensors as they were', async () => {
    const bytes = await save(learnt)
    const before = tf.memory().numTensors
    const report = await probe(learnt, data, { mode, epochs: 20, learningRates: [1e-2] })
    expect(tf.memory().numTensors).toBe(before)
    expect(await save(learnt)).toEqual(bytes)
    expect(report.mode).toBe(mode)
    expect(report.accuracy.estimate).toBeGreaterThan(0.85)
    expect(report.validationAccuracy).toBeGreaterThan(0.85)
  })

  test('says the same again from the same seed', async () => {
    const options = { mode, epochs: 3, seed: 5 }
    expect(await probe(learnt, data, options)).toEqual(await probe(learnt, data, options))
  })
})

test('a variational model is tuned through its mean', async () => {
  const vae = new VAE({
    inputShape: [WIDTH],
    latentDim: 3,
    likelihood: { kind: 'gaussian', standardDeviation: 1 },
    encoder: mlp({ hiddenUnits: [] }),
    decoder: mlp({ hiddenUnits: [] }),
  })
  const { accuracy } = await probe(vae, data, { mode: 'fine-tune', epochs: 30, learningRates: [1e-2] })
  expect(accuracy.estimate).toBeGreaterThan(0.8)
  vae.dispose()
})

test('fine-tuning moves the encoder at a tenth of the rate that scratch does', async () => {
  const weight = tf.variable(tf.ones([1, WIDTH]))
  let moved = 0
  const encoder: ProbeEncoder = {
    // Adam's first step is as long as the rate; before it, the weight is as it was.
    encode: (x) => {
      if (moved === 0) moved = Math.abs((weight.dataSync()[0] ?? Number.NaN) - 1)
      return tf.mul(x, weight)
    },
    phases: [
      { name: 'own', variables: [weight], objective: () => ({ total: weight.sum().asScalar(), terms: {} }) },
    ],
  }
  for (const [mode, expected] of [
    ['fine-tune', 1e-3],
    ['scratch', 1e-2],
  ] as const) {
    moved = 0
    await probe(encoder, data, { mode, epochs: 1, learningRates: [1e-2] })
    expect(moved).toBeCloseTo(expected, 4)
    expect(Array.from(await weight.data())).toEqual(Array.from({ length: WIDTH }, () => 1))
  }
  weight.dispose()
})

test('the encoder gets its weights back when training fails', async () => {
  const bytes = await save(learnt)
  let calls = 0
  const failing: ProbeEncoder = {
    phases: learnt.phases,
    encode: (x) => {
      calls++
      if (calls > 10) throw new Error('no')
      return learnt.encode(x)
    },
  }
  const before = tf.memory().numTensors
  await expect(probe(failing, data, { mode: 'fine-tune', learningRates: [0.1] })).rejects.toThrow('no')
  expect(await save(learnt)).toEqual(bytes)
  expect(tf.memory().numTensors).toBe(before)
})

test('what was learnt without labels shows with few labels, and less with all', async () => {
  const points = await labelEfficiency(learnt, data, {
    untrained,
    labelsPerClass: [2, 'all'],
    modes: ['frozen-linear', 'fine-tune'],
    draws: 2,
    epochs: 60,
    patience: 6,
    learningRates: [1e-2],
  })
  const error = (labelsPerClass: number | 'all', mode: string): number =>
    points.find((point) => point.labelsPerClass === labelsPerClass && point.mode === mode)?.error ??
    Number.NaN
  expect(points).toHaveLength(8)
  expect(error(2, 'frozen-linear')).toBeLessThan(0.7 * error(2, 'random-linear'))
  expect(error(2, 'fine-tune')).toBeLessThan(0.7 * error(2, 'scratch'))
  const gain = (count: number | 'all'): number => error(count, 'scratch') - error(count, 'fine-tune')
  expect(gain('all')).toBeLessThan(gain(2) / 2)
}, 60_000)

test('a draw has as many rows of each class, and another draw others', () => {
  const draw = (seed: number): LabelledRows =>
    drawRows('test', data.train, { classes: CLASSES, perClass: 7, rng: createRng(seed) })
  const [a, b] = [draw(1), draw(2)]
  for (let label = 0; label < CLASSES; label++) {
    expect(Array.from(a.labels).filter((other) => other === label)).toHaveLength(7)
  }
  expect(a.x.shape).toEqual([28, WIDTH])
  expect(a.x.dataSync()).not.toEqual(b.x.dataSync())
  tf.dispose([a.x, b.x])
})

test('mistakes are named', async () => {
  const wrong = { ...data, test: { x: data.test.x, labels: [1, 2] } }
  await expect(probe(learnt, wrong, { mode: 'fine-tune' })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: probe: \`test\` must have one label below 4 for each row. Received: 400 rows and 2 labels.]`,
  )
  await expect(
    // @ts-expect-error: what JavaScript users can do
    probe(learnt, data, { mode: 'frozen' }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: probe: \`mode\` must be one of 'frozen-linear', 'frozen-mlp', 'fine-tune', 'scratch'. Received: 'frozen'.]`,
  )
  await expect(
    probe(learnt, data, { mode: 'scratch', learningRates: [] }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: probe: \`learningRates.length\` must be a positive integer. Received: 0.]`,
  )
  await expect(
    labelEfficiency(learnt, data, { untrained, labelsPerClass: [1000] }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: labelEfficiency: expected 1000 rows of each class. Received: 100 of class 0.]`,
  )
  await expect(
    // @ts-expect-error: what JavaScript users can do
    labelEfficiency(learnt, data, {}),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: labelEfficiency: \`untrained\` must be a function that makes an encoder. Received: undefined.]`,
  )
})
