import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { SparseAutoencoder, type Sparsity } from '.'
import { rateDivergence } from './loss'
import { keepLargest } from './sparsity'

const small = { encoder: mlp({ hiddenUnits: [] }), decoder: mlp({ hiddenUnits: [] }) }

describe.each<Sparsity>([{ kind: 'kl', rate: 0.1, weight: 0.1 }, { kind: 'l1' }, { kind: 'topK', k: 3 }])(
  '$kind',
  (sparsity) => {
    const contract = latentModelContract({
      Model: SparseAutoencoder,
      create: (seed) => new SparseAutoencoder({ inputShape: [3, 4], latentDim: 8, sparsity, ...small, seed }),
      batch: () => createRng(1).uniform([32, 3, 4]),
      optimizer: adam({ learningRate: 0.01 }),
      leakSteps: 1000,
    })
    test.each(contract)('$name', ({ run }) => run())
  },
)

describe('the divergence from a rate', () => {
  const code = tf.tensor2d([
    [0.1, 0.9, 0.02, 0.5],
    [0.3, 0.7, 0.04, 0.5],
    [0.2, 0.95, 0, 0.5],
  ])
  const value = async (z: tf.Tensor, rate: number): Promise<number> => {
    const loss = rateDivergence(z, rate)
    const [number = Number.NaN] = await loss.data()
    loss.dispose()
    return number
  }

  /** NumPy: r = code.mean(0); (p*np.log(p/r) + (1-p)*np.log((1-p)/(1-r))).sum() */
  test('agrees with NumPy', async () => {
    expect(await value(code, 0.05)).toBeCloseTo(2.216728, 5)
    expect(await value(code, 0.3)).toBeCloseTo(1.45321, 5)
  })

  test('is 0 where every unit has the rate, whatever single rows do', async () => {
    const half = tf.tensor2d([
      [1, 0.5, 0.2],
      [0, 0.5, 0.8],
    ])
    expect(await value(half, 0.5)).toBeCloseTo(0, 5)
    half.dispose()
  })

  test('has the slope that differences have', async () => {
    expect(
      (await directionalDerivatives((z) => rateDivergence(z, 0.2), [code.add(0.02)], 2, 1e-3)).error,
    ).toBeLessThan(2e-3)
  })

  test.each([0, 1])(
    'is large and finite for units that are always %d, and so is its slope',
    async (constant) => {
      const z = tf.fill([5, 2], constant)
      const slope = tf.grad((x: tf.Tensor) => rateDivergence(x, 0.05))(z)
      expect(await value(z, 0.05)).toBeGreaterThan(constant === 0 ? 1.1 : 20)
      for (const number of await slope.data()) expect(number).toSatisfy(Number.isFinite)
      tf.dispose([z, slope])
    },
  )
})

describe('the k largest', () => {
  test('stay as they are, all others are 0, and equal ones are no more than k', async () => {
    const z = tf.tensor2d([
      [3, -1, 2, 5],
      [-4, -2, -3, -1],
      [1, 1, 1, 1],
    ])
    const kept = keepLargest(z, 2)
    expect(await kept.array()).toEqual([
      [3, 0, 0, 5],
      [0, -2, 0, -1],
      [1, 1, 0, 0],
    ])
    tf.dispose([z, kept])
  })

  test('are all that learns', async () => {
    const z = tf.tensor2d([[3, -1, 2, 5]])
    const slope = tf.grad((x: tf.Tensor) => keepLargest(x, 2).square().sum())(z)
    expect([...(await slope.data())].map((value) => value + 0)).toEqual([6, 0, 0, 10])
    tf.dispose([z, slope])
  })

  test('leave nothing behind', () => {
    const z = tf.zeros([2, 3])
    const before = tf.memory().numTensors
    keepLargest(z, 1).dispose()
    tf.tidy(() => tf.grad((x: tf.Tensor) => keepLargest(x, 2).sum())(z)).dispose()
    expect(tf.memory().numTensors).toBe(before)
    z.dispose()
  })
})

/** What a code looks like after training on 256 rows of rank 6, beside the same model that is not asked to be sparse. */
async function codeOf(sparsity: Sparsity): Promise<readonly number[][]> {
  const x = tf.tidy(() =>
    createRng(2)
      .uniform([256, 6])
      .matMul(createRng(3).uniform([6, 24]).as2D(6, 24))
      .div(6),
  )
  const model = new SparseAutoencoder({ inputShape: [24], latentDim: 32, sparsity, ...small })
  await fit(model, x, { epochs: 100, batchSize: 64, optimizer: adam({ learningRate: 0.01 }) })
  const code = model.encode(x)
  const rows = (await code.array()) as number[][]
  tf.dispose([x, code])
  model.dispose()
  return rows
}

const meansOf = (rows: readonly number[][]): number[] =>
  (rows[0] ?? []).map((_, unit) => rows.reduce((sum, row) => sum + (row[unit] ?? 0), 0) / rows.length)
const shareOn = (rows: readonly number[][]): number =>
  rows.flat().filter((value) => value !== 0).length / rows.flat().length

test('kl brings the mean of each unit to the rate; without its weight they stay where they were', async () => {
  const far = (rows: readonly number[][]): number =>
    Math.max(...meansOf(rows).map((mean) => Math.abs(mean - 0.1)))
  expect(far(await codeOf({ kind: 'kl', rate: 0.1, weight: 3 }))).toBeLessThan(0.03)
  expect(far(await codeOf({ kind: 'kl', rate: 0.1, weight: 0 }))).toBeGreaterThan(0.2)
})

test('l1 switches most units off, which ReLU alone does not', async () => {
  const [sparse, plain] = [await codeOf({ kind: 'l1', weight: 0.3 }), await codeOf({ kind: 'l1', weight: 0 })]
  expect(shareOn(sparse)).toBeLessThan(0.5 * shareOn(plain))
})

test('top-k codes have k numbers, of which different rows use different ones', async () => {
  const rows = await codeOf({ kind: 'topK', k: 4 })
  for (const row of rows) expect(row.filter((value) => value !== 0)).toHaveLength(4)
  expect(meansOf(rows).filter((mean) => mean !== 0).length).toBeGreaterThan(4)
})

test('mistakes in the configuration are named before anything is made', () => {
  const before = tf.memory().numTensors
  const messages = [
    { kind: 'kl', rate: 1 },
    { kind: 'topK', k: 5 },
    { kind: 'l1', rate: 0.1 },
    { kind: 'l0' },
  ].map((sparsity) => {
    try {
      // What JavaScript users can do.
      new SparseAutoencoder({ inputShape: [4], latentDim: 4, sparsity: sparsity as Sparsity })
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "AeError: SparseAutoencoder: \`sparsity.rate\` must be a number > 0 and < 1. Received: 1.",
      "AeError: SparseAutoencoder: \`sparsity.k\` must be at most \`latentDim\`, 4. Received: 5.",
      "AeError: SparseAutoencoder.sparsity: \`rate\` is not an option. Received: 'rate'.
      Hint: the options are \`kind\`, \`weight\`.",
      "AeError: SparseAutoencoder: \`sparsity.kind\` must be one of 'kl', 'l1', 'topK'. Received: 'l0'.",
    ]
  `)
  expect(tf.memory().numTensors).toBe(before)
})
