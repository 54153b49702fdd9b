import {
  betaVaeScore,
  createRng,
  disentanglementCompleteness,
  factorVaeScore,
  interventionalRobustness,
  modularity,
  mutualInformationGap,
  separatedAttributePredictability,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { SHAPE_FACTORS } from './shape-factors'
import { syntheticShapes } from './synthetic-shapes'

const COUNT = 5000
const { factors } = syntheticShapes({ seed: 1, count: COUNT })

/** Every score of disentanglement, on a scale on which a guess is 0. */
async function scoresOf(z: tf.Tensor): Promise<readonly (readonly [string, number])[]> {
  const { disentanglement, completeness, informativeness } = await disentanglementCompleteness(z, factors)
  return [
    ['β-VAE', (await betaVaeScore(z, factors)).aboveChance],
    ['FactorVAE', (await factorVaeScore(z, factors)).aboveChance],
    ['MIG', (await mutualInformationGap(z, factors)).score],
    ['SAP', (await separatedAttributePredictability(z, factors)).score],
    ['modularity', (await modularity(z, factors)).score],
    ['IRS', (await interventionalRobustness(z, factors)).score],
    ['disentanglement', disentanglement],
    ['completeness', completeness],
    ['informativeness', informativeness],
  ]
}

test('the factors of shapes score 1 as a code', async () => {
  const columns = SHAPE_FACTORS.map((name) => Array.from(factors[name]))
  const z = tf.tidy(() => tf.tensor2d(columns).transpose())
  for (const [name, score] of await scoresOf(z)) expect([name, score > 0.95]).toEqual([name, true])
  z.dispose()
})

test('noise scores 0', async () => {
  const z = createRng(1).normal([COUNT, 10])
  for (const [name, score] of await scoresOf(z)) expect([name, Math.abs(score) < 0.1]).toEqual([name, true])
  z.dispose()
})
