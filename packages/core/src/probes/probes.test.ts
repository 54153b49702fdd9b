import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { load } from '../checkpoint/load'
import { save } from '../checkpoint/save'
import { fromTensors } from '../data/from-tensor'
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { directionalDerivatives } from '../testing/directional-derivatives'
import { trainableContract } from '../testing/trainable-contract'
import { adam } from '../train/adam'
import { fit } from '../train/fit'
import { Classifier } from './classifier'
import { judgeSamples } from './judge-samples'
import { requireProbeData } from './labelled-rows'
import { bestAttacker, type LabelledCodes, trainProbe } from './probe'

test('softmaxCrossEntropy agrees with PyTorch, and its gradient with differences', async () => {
  // torch.nn.functional.cross_entropy(torch.tensor([[1., 2., -3.], [200., 0., 0.]]), torch.tensor([0, 2]))
  const value = softmaxCrossEntropy(
    tf.tensor1d([0, 2], 'int32'),
    tf.tensor2d([
      [1, 2, -3],
      [200, 0, 0],
    ]),
  )
  expect((await value.data())[0]).toBeCloseTo(100.659, 2)
  const labels = tf.tensor1d([0, 2, 1, 2], 'int32')
  const { error } = await directionalDerivatives(
    (x) => softmaxCrossEntropy(labels, x),
    [createRng(1).normal([4, 3])],
  )
  expect(error).toBeLessThan(1e-3)
})

describe('a classifier', () => {
  const contract = trainableContract({
    create: (seed) => new Classifier({ inputShape: [5], classes: 3, seed }),
    batch: () =>
      tf.tidy(() => ({ x: createRng(1).normal([12, 5]), label: tf.range(0, 12, 1, 'int32').mod(3).toInt() })),
    optimizer: adam({ learningRate: 0.01 }),
    leakSteps: 1000,
  })
  test.each(contract)('$name', ({ run }) => run())

  test.each([[[5]], [[16, 3]], [[8, 8, 1]]])(
    'takes rows of shape %j without being told how',
    (inputShape) => {
      const judge = new Classifier({ inputShape, classes: 3 })
      const sums = tf.tidy(() =>
        judge
          .probabilities(createRng(1).normal([2, ...inputShape]))
          .sum(1)
          .arraySync(),
      )
      expect(sums).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)])
      judge.dispose()
    },
  )
})

test('a classifier is saved and loaded', async () => {
  const judge = new Classifier({ inputShape: [4], classes: 2, l2: 1e-3 })
  const bytes = await save(judge)
  const loaded = await load(Classifier, bytes)
  expect(await save(loaded)).toEqual(bytes)
  judge.dispose()
  loaded.dispose()
})

/** Class = sign of x₀ (linear) or of x₀·x₁ (not linear), or nothing to do with x (none). */
function rows(seed: number, rule: 'linear' | 'product' | 'none'): LabelledCodes {
  const rng = createRng(seed)
  const values = rng.normalArray(600 * 3)
  const labels = Array.from({ length: 600 }, (_, i) => {
    const [a = 0, b = 0] = values.subarray(3 * i, 3 * i + 2)
    if (rule === 'none') return rng.integer(2)
    return (rule === 'linear' ? a : a * b) > 0 ? 1 : 0
  })
  return { codes: tf.tensor2d(values, [600, 3]).mul([1, 100, 1]).add([0, 1e3, 0]), labels }
}

const sets = (rule: 'linear' | 'product' | 'none') => ({
  train: rows(1, rule),
  validation: rows(2, rule),
  test: rows(3, rule),
})

test('a linear probe reads what is linear, whatever the scale of the columns', async () => {
  const { accuracy, chance } = await trainProbe({ classes: 2, ...sets('linear'), epochs: 30 })
  expect(accuracy.estimate).toBeGreaterThan(0.95)
  expect(accuracy.low).toBeLessThanOrEqual(accuracy.estimate)
  expect(chance).toBeLessThan(0.56)
})

test('the best attacker finds what a linear probe cannot', async () => {
  const data = sets('product')
  const linear = await trainProbe({ classes: 2, ...data, epochs: 20 })
  const best = await bestAttacker({ classes: 2, ...data, epochs: 60 })
  expect(linear.accuracy.estimate).toBeLessThan(0.6)
  expect(best.kind).toBe('mlp')
  expect(best.accuracy.estimate).toBeGreaterThan(0.9)
})

test('no probe reads what is not there', async () => {
  const { accuracy } = await bestAttacker({ classes: 2, ...sets('none'), epochs: 10 })
  expect(accuracy.estimate).toBeLessThan(0.58)
})

test('samples of one class have no entropy, samples of all classes have log₂ K bits', async () => {
  const judge = new Classifier({ inputShape: [4], classes: 4, network: mlp({ hiddenUnits: [] }) })
  const x = tf.eye(4).mul(5).tile([64, 1])
  const label = tf.range(0, 256, 1, 'int32').mod(4).toInt()
  await fit(judge, fromTensors({ x, label }), { epochs: 20, optimizer: adam({ learningRate: 0.05 }) })
  const all = await judgeSamples(judge, x)
  const one = await judgeSamples(judge, tf.tile(x.slice(0, 1), [30, 1]))
  expect(all.confidence).toBeGreaterThan(0.95)
  expect(all.classEntropy).toBeCloseTo(2, 5)
  expect(one.classEntropy).toBeCloseTo(0, 10)
  await expect(judgeSamples(judge, tf.zeros([0, 4]))).rejects.toThrow('expected at least one row')
  judge.dispose()
})

test('sets of different rows are refused before anything is learnt', () => {
  const { codes: x, labels } = rows(1, 'linear')
  const data = { classes: 2, train: { x, labels }, validation: { x, labels } }
  const other = { x: tf.concat([x, x], 1), labels }
  expect(() => requireProbeData('probe', { ...data, test: other })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: probe: \`test\` must have rows of [3], as \`train\` has. Received: [6].]`,
  )
})

test('labels that are no classes are refused', async () => {
  const good = rows(1, 'linear')
  await expect(
    trainProbe({
      classes: 2,
      train: { ...good, labels: [...Array.from(good.labels).slice(1), 7] },
      validation: good,
      test: good,
    }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: trainProbe: \`train\` must have one label below 2 for each row. Received: 600 rows and label 7.]`,
  )
})
