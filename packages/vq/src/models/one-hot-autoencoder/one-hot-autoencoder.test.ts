import {
  adam,
  clusterAccuracy,
  createRng,
  fit,
  inferenceContext,
  load,
  mlp,
  type Rng,
  reconstruct,
  save,
  sse,
} from '@ae/core'
import { latentModelContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { codebookDiagnostics } from '../../diagnostics/codebook-diagnostics'
import { OneHotAutoencoder } from '.'

const noisy = (x: tf.Tensor, rng: Rng): tf.Tensor => tf.tidy(() => x.add(rng.normal(x.shape).mul(0.1)))
const small = { inputShape: [3, 4], classes: 3, encoder: mlp({ hiddenUnits: [16] }), balanceWeight: 1 }

const contract = latentModelContract({
  Model: OneHotAutoencoder,
  create: (seed) => new OneHotAutoencoder({ ...small, seed }),
  batch: () => createRng(1).uniform([12, 3, 4]),
  optimizer: adam({ learningRate: 0.02 }),
})
test.each(contract)('$name', ({ run }) => run())

/** Rows of `kinds` kinds with a little noise, and the kind of each. */
function kinds(count: number, rows: number): { readonly x: tf.Tensor; readonly labels: number[] } {
  const labels = Array.from({ length: rows }, (_, i) => createRng(1).fork(`${i}`).integer(count))
  const x = tf.tidy(() => {
    const prototypes = createRng(2).uniform([count, 12])
    const noise = createRng(3).normal([rows, 12]).mul(0.03)
    return prototypes.gather(tf.tensor1d(labels, 'int32')).add(noise).reshape([rows, 3, 4])
  })
  return { x, labels }
}

test('classes are the kinds of rows, and prototypes their means', async () => {
  const { x, labels } = kinds(4, 400)
  const model = new OneHotAutoencoder({ ...small, classes: 4, seed: 1 })
  const watched: number[] = []
  const onUsage = ({ usage }: { usage: readonly { used: number }[] }): void => {
    watched.push(usage[0]?.used ?? 0)
  }
  await fit(model, x, {
    epochs: 60,
    batchSize: 100,
    optimizer: adam({ learningRate: 0.02 }),
    callbacks: [codebookDiagnostics({ onUsage })],
  })
  const found = model.classes(x)
  const classes = await found.data()
  expect([found.shape, found.dtype]).toEqual([[400], 'int32'])
  expect(clusterAccuracy(labels, classes)).toBe(1)
  expect(watched.at(-1)).toBe(4)
  const prototypes = model.prototypes()
  const [means, off, surest] = tf.tidy(() => {
    const member = tf.oneHot(found.toInt(), 4).toFloat()
    const sums = tf.matMul(member, x.reshape([400, 12]), true)
    const mean = sums.div(member.sum(0).expandDims(1))
    return [
      mean,
      mean
        .sub(prototypes.reshape([4, 12]))
        .abs()
        .max(),
      model.probabilities(x).max(1).min(),
    ]
  }) as [tf.Tensor, tf.Tensor, tf.Tensor]
  expect(prototypes.shape).toEqual([4, 3, 4])
  expect((await off.data())[0]).toBeLessThan(0.05)
  expect((await surest.data())[0]).toBeGreaterThan(0.9)
  tf.dispose([x, found, prototypes, means, off, surest])
  model.dispose()
})

test('the objective is squared error and balance, and what a changed row no longer tells of the class', async () => {
  const x = createRng(4).uniform([8, 3, 4])
  const ctx = { ...inferenceContext(), rng: createRng(5) }
  const values = async (weight: number | undefined): Promise<Record<string, number>> => {
    const invariance = weight === undefined ? 'none' : { augment: noisy, weight }
    const model = new OneHotAutoencoder({ ...small, balanceWeight: 3, invariance, seed: 2 })
    const { total, terms } = tf.tidy(() => {
      const objective = model.phases[0].objective(x, ctx)
      return { total: objective.total, terms: { ...objective.terms, error: sse(x, reconstruct(model, x)) } }
    })
    const read = Object.entries({ total, ...terms }).map(async ([name, scalar]) => {
      const [value = Number.NaN] = await scalar.data()
      scalar.dispose()
      return [name, value] as const
    })
    const numbers = Object.fromEntries(await Promise.all(read))
    model.dispose()
    return numbers
  }
  const plain = await values(undefined)
  expect(plain.reconstruction).toBeCloseTo(plain.error ?? Number.NaN, 5)
  expect(plain.total).toBeCloseTo((plain.error ?? 0) + 3 * (plain.balance ?? 0), 5)
  const bound = await values(7)
  expect(bound.invariance).toBeGreaterThan(0)
  expect(bound.total).toBeCloseTo((plain.total ?? 0) + 7 * (bound.invariance ?? 0), 4)
  x.dispose()
})

/** Rows of 8 in which one half, told by the class, is bright; and a bright bar anywhere, far larger than that. */
function distracted(rows: number): { readonly x: tf.Tensor; readonly labels: number[] } {
  const labels = Array.from({ length: rows }, (_, i) => i % 2)
  const x = tf.tidy(() => {
    const half = tf.oneHot(labels, 2).toFloat().mul(0.5)
    return tf.concat([half, bars(createRng(6), rows)], 1)
  })
  return { x, labels }
}

/** One of two bars. */
const bars = (rng: Rng, rows: number): tf.Tensor =>
  tf
    .oneHot(rng.uniform([rows]).greater(0.5).toInt(), 2)
    .toFloat()
    .mul(2)

test('told that bars do not matter, classes are of the rest; untold, they are of the bars', async () => {
  const { x, labels } = distracted(400)
  const accuracies: number[] = []
  const augment = (rows: tf.Tensor, rng: Rng): tf.Tensor =>
    tf.tidy(() => tf.concat([rows.slice([0, 0], [-1, 2]), bars(rng, rows.shape[0] ?? 0)], 1))
  for (const invariance of ['none', { augment }] as const) {
    const model = new OneHotAutoencoder({
      inputShape: [4],
      classes: 2,
      encoder: mlp({ hiddenUnits: [16] }),
      invariance,
      seed: 1,
    })
    await fit(model, x, { epochs: 30, batchSize: 100, optimizer: adam({ learningRate: 0.03 }) })
    const found = model.classes(x)
    accuracies.push(clusterAccuracy(labels, await found.data()))
    found.dispose()
    model.dispose()
  }
  expect(accuracies[0]).toBeLessThan(0.6)
  expect(accuracies[1]).toBeGreaterThan(0.98)
  x.dispose()
})

test('changes cannot be saved, and are passed again', async () => {
  const model = new OneHotAutoencoder({ ...small, invariance: { augment: noisy } })
  const bytes = await save(model)
  await expect(load(OneHotAutoencoder, bytes)).rejects.toThrow('load: `invariance` was a function')
  const again = await load(OneHotAutoencoder, bytes, { config: { invariance: 'none' } })
  expect(again.config).toEqual({ ...model.config, invariance: 'none' })
  model.dispose()
  again.dispose()
})

test('mistakes are named before anything is made', () => {
  const before = tf.memory().numTensors
  const config = { inputShape: [4], classes: 2 }
  expect(() => new OneHotAutoencoder({ inputShape: [4] } as never)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: OneHotAutoencoder: \`classes\` must be a positive integer. Received: undefined.]`,
  )
  expect(() => new OneHotAutoencoder({ ...config, clases: 2 } as never)).toThrow(
    'OneHotAutoencoder: `clases` is not an option',
  )
  expect(
    () => new OneHotAutoencoder({ ...config, invariance: { weight: 1 } as never }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: OneHotAutoencoder: \`invariance\` must be { augment: (x, rng) => … } or 'none'. Received: an object of Object.]`,
  )
  expect(() => new OneHotAutoencoder({ ...config, balanceWeight: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: OneHotAutoencoder: \`balanceWeight\` must be a number ≥ 0. Received: -1.]`,
  )
  expect(tf.memory().numTensors).toBe(before)
  const model = new OneHotAutoencoder({
    ...config,
    invariance: { augment: (x) => x.slice([0, 0], [-1, 2]) },
  })
  const x = tf.zeros([3, 4])
  expect(() =>
    tf.tidy(() => model.phases[0].objective(x, inferenceContext()).total),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: OneHotAutoencoder: \`invariance.augment\` must keep the shape [3, 4]. Received: [3, 2].]`,
  )
  x.dispose()
  model.dispose()
})
