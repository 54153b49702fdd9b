import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import type { OptimizerSpec } from '../interfaces/optimizer'
import { adam, adamW } from './adam'
import { resolveOptimizer } from './resolve-optimizer'
import { sgd } from './sgd'
import { clipByGlobalNorm, globalNorm, VariableUpdater } from './variable-updater'

/**
 * Reference: PyTorch 2.13,
 *
 *   w = torch.nn.Parameter(torch.tensor([1., -2., 3.])); opt = …([w], …)
 *   for g in ([.1, -.2, 3.], [-.5, .4, .01], [2., 0., -1.]): w.grad = torch.tensor(g); opt.step()
 */
const GRADIENTS = [
  [0.1, -0.2, 3],
  [-0.5, 0.4, 0.01],
  [2, 0, -1],
] as const

function afterThreeSteps(spec: OptimizerSpec): number[] {
  const weight = tf.variable(tf.tensor1d([1, -2, 3]))
  const updater = new VariableUpdater(resolveOptimizer(spec), [weight])
  GRADIENTS.forEach((gradient, step) => {
    tf.tidy(() => updater.apply({ [weight.name]: tf.tensor1d([...gradient]) }, { step, totalSteps: 3 }))
  })
  const values = [...weight.dataSync()]
  updater.dispose()
  weight.dispose()
  return values
}

const REFERENCES: readonly {
  readonly name: string
  readonly spec: OptimizerSpec
  readonly expected: number[]
}[] = [
  { name: 'Adam, lr .1', spec: adam({ learningRate: 0.1 }), expected: [0.9093534, -1.96491, 2.803651] },
  {
    name: 'Adam, betas .8 .9, eps 1e-3',
    spec: adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-3 }),
    expected: [0.9094955, -1.972604, 2.813487],
  },
  {
    name: 'Adam with AMSGrad',
    spec: adam({ learningRate: 0.1, beta2: 0.5, amsgrad: true }),
    expected: [0.913148, -1.956207, 2.818356],
  },
  {
    name: 'AdamW, decay .3',
    spec: adamW({ learningRate: 0.1, weightDecay: 0.3 }),
    expected: [0.8261414, -1.795068, 2.549598],
  },
  { name: 'SGD', spec: sgd({ learningRate: 0.1 }), expected: [0.84, -2.02, 2.799] },
  {
    name: 'SGD with momentum',
    spec: sgd({ learningRate: 0.1, momentum: 0.9 }),
    expected: [0.8679, -2.0218, 2.2851],
  },
  {
    // … with opt.param_groups[0]['momentum'] = (.5, .5, .9)[step] before each step.
    name: 'SGD with a momentum that rises',
    spec: sgd({ learningRate: 0.1, momentum: ({ step }) => (step < 2 ? 0.5 : 0.9) }),
    expected: [0.8755, -2.037, 2.5131],
  },
  {
    name: 'SGD, gradient norm at most .5',
    spec: sgd({ learningRate: 0.1, clipNorm: 0.5 }),
    expected: [0.9926552, -2.027907, 2.971718],
  },
]

describe('updating variables', () => {
  test.each(REFERENCES)('agrees with PyTorch: $name', ({ spec, expected }) => {
    afterThreeSteps(spec).forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5))
  })

  test('keeps two slots a variable and frees them', () => {
    const weight = tf.variable(tf.zeros([4]))
    const before = tf.memory().numTensors
    const updater = new VariableUpdater(resolveOptimizer(adam()), [weight])
    tf.tidy(() => updater.apply({ [weight.name]: tf.ones([4]) }, { step: 0, totalSteps: 1 }))
    expect(tf.memory().numTensors).toBe(before + 2)
    updater.dispose()
    expect(tf.memory().numTensors).toBe(before)
    weight.dispose()
  })

  test('leaves a variable without a gradient alone', () => {
    const moved = tf.variable(tf.scalar(1))
    const still = tf.variable(tf.scalar(1))
    const updater = new VariableUpdater(resolveOptimizer(adamW()), [moved, still])
    tf.tidy(() => updater.apply({ [moved.name]: tf.scalar(1) }, { step: 0, totalSteps: 1 }))
    expect(still.dataSync()[0]).toBe(1)
    expect(moved.dataSync()[0]).toBeLessThan(1)
    updater.dispose()
    tf.dispose([moved, still])
  })
})

describe('the global norm', () => {
  test('is over all tensors together, and limits them together', () => {
    const gradients = { a: tf.tensor1d([3, 0]), b: tf.scalar(4) }
    expect(globalNorm(gradients).dataSync()[0]).toBe(5)
    const clipped = clipByGlobalNorm(gradients, 1)
    expect(clipped.a.dataSync()[0]).toBeCloseTo(0.6, 5)
    expect(clipped.b.dataSync()[0]).toBeCloseTo(0.8, 5)
    expect(clipByGlobalNorm(gradients, 100).a.dataSync()[0]).toBe(3)
  })

  test('of nothing but zeros does not divide by zero', () => {
    expect(clipByGlobalNorm({ a: tf.zeros([2]) }, 1).a.dataSync()).toEqual(new Float32Array(2))
  })
})
