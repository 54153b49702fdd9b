import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import { directionalDerivatives } from '../testing/directional-derivatives'
import { bernoulliNll } from './bernoulli-nll'
import { discretizedLogisticNll } from './discretized-logistic-nll'
import { gaussianNll } from './gaussian-nll'
import { klBetweenGaussians } from './kl-between-gaussians'
import { klDivergence, klPerDimension } from './kl-divergence'
import { l1 } from './l1'
import { mse } from './mse'
import { sse } from './sse'

/**
 * References, PyTorch 2.13 in float64:
 *
 *   t = torch.tensor([[0., .25, 1.], [.5, .75, .1]]); p = torch.tensor([[-2., .5, 3.], [.1, -.4, 8.]])
 *   lv = torch.tensor([[.3, -1., .2], [0., 1.5, -.7]]); N = torch.distributions.Normal
 *   F.mse_loss(p, t); ((p-t)**2).sum(1).mean(); F.l1_loss(p, t)
 *   F.binary_cross_entropy_with_logits(p, t, reduction='none').sum(1).mean()
 *   nll = lambda v: F.gaussian_nll_loss(p, t, v.exp(), full=True, reduction='none', eps=0).sum(1).mean()
 *   nll(lv); nll(torch.full_like(p, .7))
 *   kl_divergence(N(p, (lv/2).exp()), N(0., 1.)).sum(1).mean()
 *   kl_divergence(N(p, (lv/2).exp()), N(t, (-lv).exp())).sum(1).mean()
 *   # logistic: x = torch.tensor([[0., 64., 255.], [128., 191., 26.]])/255; m = [[.1, .5, .9], [.45, .7, .2]]; h = .5/255
 *   cdf = lambda v: torch.sigmoid((v - m)/s); u = cdf(x + h); l = cdf(x - h); u[x >= 1-h] = 1; l[x <= h] = 0
 *   (-(u - l).log()).sum(1).mean()   # s = .1; s = exp([[-2, -3, -1], [-4, 0, -2.5]])
 */
const target = tf.tensor2d([
  [0, 0.25, 1],
  [0.5, 0.75, 0.1],
])
const prediction = tf.tensor2d([
  [-2, 0.5, 3],
  [0.1, -0.4, 8],
])
const logVar = tf.tensor2d([
  [0.3, -1, 0.2],
  [0, 1.5, -0.7],
])
const priorLogVar = tf.tidy(() => logVar.mul(-2))
const levels = tf.tidy(() =>
  tf
    .tensor2d([
      [0, 64, 255],
      [128, 191, 26],
    ])
    .div(255),
)
const means = tf.tensor2d([
  [0.1, 0.5, 0.9],
  [0.45, 0.7, 0.2],
])
const logScale = tf.scalar(Math.log(0.1))
const logScales = tf.tensor2d([
  [-2, -3, -1],
  [-4, 0, -2.5],
])
const shared = [target, prediction, logVar, priorLogVar, levels, means, logScale, logScales]
afterAll(() => tf.dispose(shared))

const number = (f: () => tf.Scalar): number => tf.tidy(f).dataSync()[0] ?? Number.NaN

describe('losses agree with PyTorch', () => {
  test.each([
    ['mse', () => mse(target, prediction), 11.9925],
    ['sse', () => sse(target, prediction), 35.9775],
    ['l1', () => l1(target, prediction), 2.2833333333333337],
    ['bernoulliNll', () => bernoulliNll(target, prediction), 4.86616983282162],
    ['gaussianNll', () => gaussianNll(target, prediction, logVar), 35.96718675445058],
    [
      'gaussianNll with one variance',
      () => gaussianNll(target, prediction, tf.scalar(0.7)),
      12.739764483191735,
    ],
    ['klDivergence', () => klDivergence(prediction, logVar), 20.009353845259273],
    [
      'klBetweenGaussians',
      () => klBetweenGaussians({ mean: prediction, logVar }, { mean: target, logVar: priorLogVar }),
      35.98714206413272,
    ],
    ['discretizedLogisticNll', () => discretizedLogisticNll(levels, means, logScale), 11.359250679485307],
    [
      'discretizedLogisticNll with a scale a feature',
      () => discretizedLogisticNll(levels, means, logScales),
      12.847360250500138,
    ],
  ] as const)('%s', (_, loss, expected) => {
    expect(number(loss)).toBeCloseTo(expected, 4)
  })
})

describe('gradients agree with differences', () => {
  const cases: readonly (readonly [string, (...inputs: tf.Tensor[]) => tf.Tensor, readonly tf.Tensor[]])[] = [
    ['mse', (t = target, p = target) => mse(t, p), [target, prediction]],
    ['sse', (t = target, p = target) => sse(t, p), [target, prediction]],
    ['l1', (t = target, p = target) => l1(t, p), [target, prediction]],
    ['bernoulliNll', (t = target, p = target) => bernoulliNll(t, p), [target, prediction]],
    [
      'gaussianNll',
      (t = target, m = target, v = logVar) => gaussianNll(t, m, v),
      [target, prediction, logVar],
    ],
    [
      'gaussianNll with one variance',
      (m = target, v = logScale) => gaussianNll(target, m, v),
      [prediction, logScale],
    ],
    ['klDivergence', (m = target, v = logVar) => klDivergence(m, v), [prediction, logVar]],
    [
      'klBetweenGaussians',
      (a = target, b = logVar, c = target, d = logVar) =>
        klBetweenGaussians({ mean: a, logVar: b }, { mean: c, logVar: d }),
      [prediction, logVar, target, priorLogVar],
    ],
    [
      'discretizedLogisticNll',
      (m = means, s = logScale) => discretizedLogisticNll(levels, m, s),
      [means, logScale],
    ],
    [
      'discretizedLogisticNll with a scale a feature',
      (m = means, s = logScales) => discretizedLogisticNll(levels, m, s),
      [means, logScales],
    ],
  ]
  test.each(cases)('%s', async (_, loss, inputs) => {
    for (const seed of [2, 3]) {
      expect((await directionalDerivatives(loss, inputs, seed, 1e-2)).error).toBeLessThan(2e-3)
    }
  })
})

describe('at the edges', () => {
  const one = (value: number): tf.Tensor2D => tf.tensor2d([[value]])
  const slope = (f: (x: tf.Tensor) => tf.Scalar, at: number): number =>
    tf.tidy(() => tf.grad((x: tf.Tensor) => f(x))(one(at))).dataSync()[0] ?? Number.NaN

  test('a certain and right Bernoulli costs nothing, a certain and wrong one its logit; neither is infinite', () => {
    expect(number(() => bernoulliNll(one(1), one(100)))).toBe(0)
    expect(number(() => bernoulliNll(one(1), one(-1000)))).toBe(1000)
    expect(number(() => bernoulliNll(one(0), one(1000)))).toBe(1000)
  })

  test('the slope of the Bernoulli loss at logit 0, where a new network stands, is σ(0) − t', () => {
    expect(slope((l) => bernoulliNll(one(0.2), l), 0)).toBeCloseTo(0.3, 6)
  })

  test('the slope of l1 at equality is 0', () => {
    expect(slope((p) => l1(one(0.2), p), 0.2)).toBe(0)
  })

  test.each([2, 3, 256])('the probabilities of all %i levels sum to one', (count) => {
    for (const [mean, scale] of [
      [0.3, -3],
      [0.999, -1],
      [-0.5, 0.5],
    ] as const) {
      const probability = (k: number): number =>
        Math.exp(
          -number(() =>
            discretizedLogisticNll(one(k / (count - 1)), one(mean), tf.scalar(scale), { levels: count }),
          ),
        )
      const sum = Array.from({ length: count }, (_, k) => probability(k)).reduce((a, b) => a + b)
      expect(sum).toBeCloseTo(1, 4)
    }
  })

  test('a level far from the mean has the right likelihood and still a slope', () => {
    // mpmath, 60 digits: −log(σ(u) − σ(l)) = 2001.01254550118916… for x = 128/255, mean 100, log s = −3
    const loss = (mean: tf.Tensor): tf.Scalar => discretizedLogisticNll(one(128 / 255), mean, tf.scalar(-3))
    expect(number(() => loss(one(100)))).toBeCloseTo(2001.01254550118916, 2)
    expect(slope(loss, 100)).toBeCloseTo(Math.exp(3), 3)
    // … = 0.72027179449776… for mean .5, log s = −7
    const sharp = number(() => discretizedLogisticNll(one(128 / 255), one(0.5), tf.scalar(-7)))
    expect(sharp).toBeCloseTo(0.720271794497760122, 4)
  })

  test('a collapsed posterior keeps the digits of its small divergence', () => {
    expect(number(() => klDivergence(tf.zeros([8, 2]), tf.zeros([8, 2])))).toBe(0)
    // mpmath: (e^.001 − 1 − .001)/2 = 2.50083354…e-7; in float32 e^v − 1 − v would be off by 5 %.
    expect(number(() => klDivergence(one(0), one(1e-3))) / 2.50083354e-7).toBeCloseTo(1, 3)
    expect(number(() => klDivergence(one(1e-3), one(0))) / 5e-7).toBeCloseTo(1, 5)
  })

  test('two equal Gaussians do not diverge', () => {
    const q = { mean: prediction, logVar }
    expect(number(() => klBetweenGaussians(q, q))).toBe(0)
  })

  test('a batch of one row counts as one row', () => {
    const image = tf.ones([1, 2, 2, 1])
    expect(number(() => sse(image, tf.zeros([1, 2, 2, 1])))).toBe(4)
    expect(number(() => mse(image, tf.zeros([1, 2, 2, 1])))).toBe(1)
    image.dispose()
  })

  test('klPerDimension sums to klDivergence', () => {
    const sum = tf.tidy(() => klPerDimension(prediction, logVar).sum(1).mean()).dataSync()[0]
    expect(sum).toBeCloseTo(20.009353845259273, 4)
  })

  test('nothing is left behind', () => {
    const before = tf.memory().numTensors
    for (const loss of [mse, sse, l1, bernoulliNll, klDivergence]) loss(target, prediction).dispose()
    gaussianNll(target, prediction, logVar).dispose()
    discretizedLogisticNll(levels, means, logScales).dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('refusals', () => {
  test('nothing broadcasts', () => {
    expect(() => mse(tf.zeros([4, 1, 3]), tf.zeros([4, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [AeError: mse: expected two tensors of one shape. Received: [4, 1, 3] and [4, 3].
        Hint: nothing is broadcast; reshape or tile one of them first.]
    `)
    expect(() => sse(tf.zeros([4, 3]), tf.zeros([1, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [AeError: sse: expected two tensors of one shape. Received: [4, 3] and [1, 3].
        Hint: nothing is broadcast; reshape or tile one of them first.]
    `)
    expect(() => gaussianNll(target, prediction, tf.zeros([3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: gaussianNll: expected \`logVar\` of shape [2, 3], or a scalar. Received: [3].]`,
    )
  })

  test('nothing is the mean of no rows', () => {
    expect(() => bernoulliNll(tf.zeros([0, 3]), tf.zeros([0, 3]))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: bernoulliNll: expected at least one row and one feature. Received shape: [0, 3].]`,
    )
    expect(() => mse(tf.scalar(1), tf.scalar(1))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: mse: expected at least one row and one feature. Received shape: [].]`,
    )
  })

  test('a number is no tensor, and one level is none', () => {
    // @ts-expect-error: what JavaScript users can do
    expect(() => l1(target, 3)).toThrowErrorMatchingInlineSnapshot(
      `[AeError: l1: expected a tensor. Received: 3.]`,
    )
    expect(() =>
      discretizedLogisticNll(levels, means, logScale, { levels: 1 }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: discretizedLogisticNll: \`levels\` must be an integer ≥ 2. Received: 1.]`,
    )
  })
})
