import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { DeepBelief } from '../models/deep-belief'
import { RBM } from '../models/rbm'
import { createRng } from '../rng/rng'
import { rbmDiagnostics } from '../train/callbacks/rbm-diagnostics'
import { contrastiveSgd } from '../train/contrastive-sgd'
import { fit } from '../train/fit'
import { sgd } from '../train/sgd'
import { detectDeadFilters } from './detect-dead-filters'
import { detectFreeEnergyGap } from './detect-free-energy-gap'
import { detectSaturatedUnits } from './detect-saturated-units'
import { rbmHealth } from './rbm-health'

describe('each detector speaks beyond its threshold and not before', () => {
  test.each([
    [
      'freeEnergyGap',
      (validation: number) => detectFreeEnergyGap({ train: -200, validation }),
      -189,
      -191,
      'held-out rows have a free energy of -189, training rows of -200: 5.5 % apart.',
    ],
    [
      'deadFilters',
      (dead: number) => detectDeadFilters(Array.from({ length: 20 }, (_, unit) => (unit < dead ? 0.01 : 2))),
      3,
      2,
      '3 of 20 filters (15 %) have next to no weight.',
    ],
    [
      'saturatedUnits',
      (saturatedShare: number) => detectSaturatedUnits({ saturatedShare, largestWeight: 12 }),
      0.96,
      0.94,
      '96 % of the hidden probabilities are 0 or 1 within .01; the largest weight is 12.',
    ],
  ] as const)('%s', (kind, detect, bad, good, message) => {
    expect(detect(bad)).toMatchObject({ kind, message })
    expect(detect(good)).toBeUndefined()
    expect(detect(Number.NaN)).toBeUndefined()
  })
})

function noise(seed: number, rows: number): tf.Tensor {
  return tf.tidy(() => createRng(seed).uniform([rows, 20]).less(0.3).cast('float32'))
}

test('a machine that learns a handful of rows by heart shows a gap, one with rows enough does not', async () => {
  const [few, many, others] = [noise(1, 10), noise(2, 2000), noise(3, 500)]
  const gaps: number[] = []
  for (const rows of [few, many]) {
    const rbm = new RBM({ inputShape: [20], hiddenUnits: 50, seed: 1 })
    await fit(rbm, rows, { steps: 600, batchSize: 10, optimizer: contrastiveSgd() })
    const before = tf.memory().numTensors
    const { gap, diagnostics } = await rbmHealth(rbm, { train: rows, validation: others })
    expect(tf.memory().numTensors).toBe(before)
    gaps.push(gap)
    expect(diagnostics.map(({ kind }) => kind)).toEqual(rows === few ? ['freeEnergyGap'] : [])
    rbm.dispose()
  }
  const [byHeart = 0, healthy = 1] = gaps
  expect(byHeart).toBeGreaterThan(5 * healthy)
  tf.dispose([few, many, others])
})

test('a learning rate that is far too high shows as saturation, during training', async () => {
  const [rows, others] = [noise(1, 200), noise(2, 200)]
  const rbm = new RBM({ inputShape: [20], hiddenUnits: 50, weightDecay: 0, seed: 1 })
  const { diagnostics } = await fit(rbm, rows, {
    epochs: 3,
    batchSize: 10,
    optimizer: sgd({ learningRate: 50 }),
    callbacks: [rbmDiagnostics({ train: rows, validation: others })],
  })
  expect(diagnostics.map(({ kind }) => kind)).toContain('saturatedUnits')
  rbm.dispose()
  tf.dispose([rows, others])
})

test('in a stack, the machine in training is looked at, and named', async () => {
  const [rows, others] = [noise(1, 10), noise(2, 200)]
  const stack = new DeepBelief({ inputShape: [20], units: [50, 4], epochsPerLayer: 300 })
  const { diagnostics } = await fit(stack, rows, {
    batchSize: 10,
    callbacks: [rbmDiagnostics({ train: rows, validation: others, every: 100 })],
  })
  expect(diagnostics.map(({ kind, message }) => [kind, message.split(':')[0]])).toContainEqual([
    'freeEnergyGap',
    'layer-1',
  ])
  stack.dispose()
  tf.dispose([rows, others])
})
