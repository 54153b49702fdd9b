import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { fromTensor } from '../../data/from-tensor'
import { createRng } from '../../rng/rng'
import { latentModelContract } from '../../testing/latent-model-contract'
import { contrastiveSgd } from '../../train/contrastive-sgd'
import { fit } from '../../train/fit'
import { sgd } from '../../train/sgd'
import { stepGradients } from '../../train/step-gradients'
import { RBM, type RBMConfig } from '.'

/** Bars of a 4 × 3 picture, so that there is something to learn. */
function bars(): tf.Tensor {
  return tf.tidy(() => {
    const columns = createRng(1).uniform([32, 1, 3]).less(0.4).cast('float32')
    return columns.tile([1, 4, 1])
  })
}

const KINDS: readonly Pick<RBMConfig, 'units' | 'negative'>[] = [
  { units: 'binary' },
  { units: 'binary', negative: { kind: 'cd', steps: 3 } },
  { units: 'binary', negative: { kind: 'pcd', chains: 10 } },
  { units: 'gaussianVisible' },
  { units: 'gaussianHidden' },
]

describe.each(KINDS)('$units $negative', (kind) => {
  const contract = latentModelContract({
    Model: RBM,
    create: (seed) => new RBM({ inputShape: [4, 3], hiddenUnits: 6, ...kind, seed }),
    batch: bars,
    optimizer: contrastiveSgd({ learningRate: kind.units === 'binary' ? 0.1 : 0.01 }),
    steps: 200,
  })
  test.each(contract)('$name', ({ run }) => run())

  test('the statistics it follows are the gradient of the free energy of data less that of dreams', async () => {
    const rbm = new RBM({ inputShape: [4, 3], hiddenUnits: 6, ...kind, weightDecay: 0.01, seed: 3 })
    const x = bars()
    const [phase] = rbm.phases
    const ctx = () => ({ training: true, rng: createRng(5), step: 0, totalSteps: 1 })
    const { gradients, aux } = stepGradients(phase, x, ctx())
    const { grads, value } = tf.variableGrads(() => phase.objective(x, ctx()).total, [...phase.variables])
    for (const { name } of phase.variables) {
      const [direct, taped] = [await gradients[name]?.data(), await grads[name]?.data()]
      direct?.forEach((number, i) => expect(number).toBeCloseTo(taped?.[i] ?? Number.NaN, 5))
    }
    tf.dispose([gradients, grads, aux, value, x])
    rbm.dispose()
  })
})

/** All bit patterns of `width` units, [2^width, width]. */
function patterns(width: number): number[][] {
  return Array.from({ length: 2 ** width }, (_, n) =>
    Array.from({ length: width }, (_, bit) => (n >> bit) & 1),
  )
}

/** A machine of 4 visible and 3 hidden units, and its joint distribution in float64, by enumeration. */
async function enumerated(rbm: RBM) {
  const read = async (name: string): Promise<number[]> => [...((await rbm.weights()[name]?.data()) ?? [])]
  const [w, b, c] = [await read('kernel'), await read('visible-bias'), await read('hidden-bias')]
  const joint = patterns(4).map((v) =>
    patterns(3).map((h) => {
      const pairs = v.flatMap((vi, i) => h.map((hj, j) => vi * hj * (w[i * 3 + j] ?? 0)))
      const minusEnergy =
        sum(pairs) + sum(v.map((vi, i) => vi * (b[i] ?? 0))) + sum(h.map((hj, j) => hj * (c[j] ?? 0)))
      return Math.exp(minusEnergy)
    }),
  )
  const z = sum(joint.flat())
  return { z, marginal: joint.map((row) => sum(row) / z), joint }
}

function tiny(seed: number): RBM {
  const rbm = new RBM({ inputShape: [4], hiddenUnits: 3, weightDecay: 0, seed })
  const rng = createRng(seed)
  tf.tidy(() => {
    for (const weight of Object.values(rbm.weights())) weight.assign(rng.normal(weight.shape))
  })
  return rbm
}

describe('4 visible and 3 hidden units, enumerated', () => {
  test('e^−F(v) / Z is the marginal of the joint distribution', async () => {
    const rbm = tiny(1)
    const { z, marginal } = await enumerated(rbm)
    const x = tf.tensor2d(patterns(4))
    const energies = rbm.freeEnergy(x)
    const found = [...(await energies.data())].map((energy) => Math.exp(-energy) / z)
    found.forEach((probability, i) => expect(probability).toBeCloseTo(marginal[i] ?? Number.NaN, 6))
    expect(sum(found)).toBeCloseTo(1, 5)
    tf.dispose([x, energies])
    rbm.dispose()
  })

  test('positive statistics are exact: E[h | v] is what the joint distribution says', async () => {
    const rbm = tiny(2)
    const { joint } = await enumerated(rbm)
    const x = tf.tensor2d(patterns(4))
    const hidden = rbm.encode(x)
    const expected = joint.flatMap((row) =>
      [0, 1, 2].map((j) => sum(row.filter((_, n) => ((n >> j) & 1) === 1)) / sum(row)),
    )
    const found = await hidden.data()
    found.forEach((mean, i) => expect(mean).toBeCloseTo(expected[i] ?? Number.NaN, 6))
    tf.dispose([x, hidden])
    rbm.dispose()
  })

  test('CD-1 raises the exact log-likelihood of three patterns over 200 updates', async () => {
    const rbm = new RBM({ inputShape: [4], hiddenUnits: 3, weightDecay: 0, seed: 1 })
    const rows = [1, 6, 15]
    const x = tf.tensor2d(rows.map((n) => patterns(4)[n] ?? []))
    const logLikelihood = async (): Promise<number> => {
      const { marginal } = await enumerated(rbm)
      return sum(rows.map((n) => Math.log(marginal[n] ?? 0))) / rows.length
    }
    const before = await logLikelihood()
    await fit(rbm, x, { steps: 200, batchSize: 3, optimizer: contrastiveSgd() })
    const after = await logLikelihood()
    expect(before).toBeLessThan(-2.6)
    // The best there is gives each pattern a third: log(1/3) = −1.1.
    expect(after).toBeGreaterThan(-1.9)
    x.dispose()
    rbm.dispose()
  })

  test('persistent chains reach what CD-1 does not: they find modes far from the data', async () => {
    const rows = [0, 15]
    const x = tf.tensor2d(rows.flatMap((n) => Array<number[]>(10).fill(patterns(4)[n] ?? [])))
    const likelihood = async (negative: NonNullable<RBMConfig['negative']>): Promise<number> => {
      const rbm = new RBM({ inputShape: [4], hiddenUnits: 3, weightDecay: 0, negative, seed: 2 })
      await fit(rbm, fromTensor(x).batch(20), { steps: 1000, optimizer: sgd({ learningRate: 0.1 }) })
      const { marginal } = await enumerated(rbm)
      rbm.dispose()
      return sum(rows.map((n) => Math.log(marginal[n] ?? 0))) / rows.length
    }
    // The best there is gives both patterns a half: log(1/2) = −.69. CD-1 forgets one of the two.
    expect(await likelihood({ kind: 'pcd', chains: 200 })).toBeGreaterThan(-1)
    expect(await likelihood({ kind: 'cd' })).toBeLessThan(-2)
    x.dispose()
  })

  test('a long walk visits each pattern as often as it is likely', async () => {
    const rbm = tiny(3)
    const { marginal } = await enumerated(rbm)
    const walks = 20_000
    const drawn = rbm.sample(walks, createRng(1), { steps: 30 })
    const codes = tf.tidy(() => drawn.mul(tf.tensor1d([1, 2, 4, 8])).sum(1))
    const counts = Array.from({ length: 16 }, () => 0)
    for (const code of await codes.data()) counts[code] = (counts[code] ?? 0) + 1
    // χ² with 15 degrees of freedom: 37.7 is exceeded once in a thousand times.
    const chiSquare = sum(
      counts.map((count, n) => (count - walks * (marginal[n] ?? 0)) ** 2 / (walks * (marginal[n] ?? 0))),
    )
    expect(chiSquare).toBeLessThan(37.7)
    tf.dispose([drawn, codes])
    rbm.dispose()
  })
})

test('Gaussian units have the energies of their formulas', async () => {
  const x = tf.tensor2d([[0.5, -1, 2, 0]])
  for (const units of ['gaussianVisible', 'gaussianHidden'] as const) {
    const rbm = new RBM({ inputShape: [4], hiddenUnits: 3, units, seed: 4 })
    const [w, b, c] = [0.3, -0.2, 0.7]
    tf.tidy(() => {
      const { kernel, 'visible-bias': visible, 'hidden-bias': hidden } = rbm.weights()
      kernel?.assign(tf.fill([4, 3], w))
      visible?.assign(tf.fill([4], b))
      hidden?.assign(tf.fill([3], c))
    })
    const input = c + w * 1.5
    const expected =
      units === 'gaussianVisible'
        ? 0.5 * (0.7 ** 2 + 0.8 ** 2 + 2.2 ** 2 + 0.2 ** 2) - 3 * Math.log1p(Math.exp(input))
        : -b * 1.5 - 0.5 * 3 * input ** 2
    const energy = rbm.freeEnergy(x)
    expect((await energy.data())[0]).toBeCloseTo(expected, 5)
    tf.dispose(energy)
    rbm.dispose()
  }
  x.dispose()
})

test('filters are the weights, unit by unit, in the shape of data', async () => {
  const rbm = new RBM({ inputShape: [2, 3], hiddenUnits: 4 })
  const filters = rbm.filters()
  const kernel = rbm.weights().kernel
  expect(filters.shape).toEqual([4, 2, 3])
  expect((await filters.data())[6 + 2]).toBe((await kernel?.data())?.[2 * 4 + 1])
  filters.dispose()
  rbm.dispose()
})

test('mistakes in the configuration are named', () => {
  const messages = [
    { inputShape: [4], hiddenUnits: 0 },
    { inputShape: [4], hiddenUnits: 2, units: 'gaussian' as 'binary' },
    { inputShape: [4], hiddenUnits: 2, negative: 'pcd' as unknown as { kind: 'pcd' } },
    { inputShape: [4], hiddenUnits: 2, negative: { kind: 'cd', chains: 3 } as { kind: 'cd' } },
    { inputShape: [4], hiddenUnits: 2, negative: { kind: 'pcd' as const, chains: 0.5 } },
  ].map((config) => {
    try {
      new RBM(config)
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "AeError: RBM: \`hiddenUnits\` must be a positive integer. Received: 0.",
      "AeError: RBM: \`units\` must be one of 'binary', 'gaussianVisible', 'gaussianHidden'. Received: 'gaussian'.",
      "AeError: RBM: \`negative\` must be an object. Received: 'pcd'.
      Hint: { kind: 'cd', steps: 1 } or { kind: 'pcd', chains: 100 }.",
      "AeError: RBM.negative: \`chains\` is not an option. Received: 'chains'.
      Hint: the options are \`kind\`, \`steps\`.",
      "AeError: RBM: \`negative.chains\` must be a positive integer. Received: 0.5.",
    ]
  `)
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
