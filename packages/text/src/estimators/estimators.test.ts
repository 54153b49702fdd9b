import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { gumbelSoftmax, leaveOneOut, scoreFunction, selfCritical } from '..'

/** Three arms: what each pays, and how likely each is pulled. */
const REWARDS = [1, 2, 4]
const LOGITS = [0.2, -0.3, 0.5]

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const shares = LOGITS.map((logit) => Math.exp(logit) / sum(LOGITS.map(Math.exp)))
const expectedReward = sum(shares.map((share, arm) => share * (REWARDS[arm] ?? 0)))
/** ∂ E[r] / ∂ logit = p (r − E[r]) */
const exact = shares.map((share, arm) => share * ((REWARDS[arm] ?? 0) - expectedReward))

type Advantages = (rewards: tf.Tensor) => tf.Tensor

/** Gradients of `trials` estimates of `samples` draws each: [trials, 3]. */
async function gradients(trials: number, samples: number, advantages: Advantages): Promise<number[][]> {
  const draws = createRng(1).uniformArray(trials * samples)
  const arms = Int32Array.from(draws, (draw) =>
    draw < (shares[0] ?? 0) ? 0 : draw < (shares[0] ?? 0) + (shares[1] ?? 0) ? 1 : 2,
  )
  const slopes = tf.tidy(() => {
    const pulled = tf.tensor2d(arms, [samples, trials], 'int32')
    const rewards = tf.tensor1d(REWARDS).gather(pulled.flatten()).reshape([samples, trials])
    const logits = tf.tensor2d([LOGITS]).tile([trials, 1])
    const loss = (own: tf.Tensor): tf.Tensor => {
      const logP = own.sub(own.logSumExp(-1, true)) // [trials, 3]
      const of = tf.oneHot(pulled, 3).toFloat().mul(logP).sum(-1) // [samples, trials]
      // A mean over trials divides each by their number.
      return scoreFunction(of, advantages(rewards)).mul(trials)
    }
    return tf.grad(loss)(logits) as tf.Tensor2D
  })
  const rows = await slopes.array()
  slopes.dispose()
  return rows
}

const meanOf = (rows: readonly (readonly number[])[]): number[] =>
  LOGITS.map((_, arm) => sum(rows.map((row) => row[arm] ?? 0)) / rows.length)
const varianceOf = (rows: readonly (readonly number[])[]): number => {
  const mean = meanOf(rows)
  return sum(rows.map((row) => sum(row.map((value, arm) => (value - (mean[arm] ?? 0)) ** 2)))) / rows.length
}

describe('score-function estimators', () => {
  const TRIALS = 25_000
  const SAMPLES = 4
  const ways: readonly [string, Advantages][] = [
    ['none', (rewards) => rewards.clone()],
    ['leave one out', leaveOneOut],
    // The likeliest arm is the last.
    ['self-critical', (rewards) => selfCritical(rewards, tf.onesLike(rewards).mul(4))],
  ]

  test.each(ways)('with baseline %s, the mean is the exact gradient', async (_, advantages) => {
    const mean = meanOf(await gradients(TRIALS, SAMPLES, advantages))
    const size = Math.hypot(...exact)
    const error = Math.hypot(...mean.map((value, arm) => value - (exact[arm] ?? 0)))
    expect(error / size).toBeLessThan(0.02)
  })

  test('leaving one out makes them vary less', async () => {
    const [none, others] = await Promise.all(
      ways.slice(0, 2).map(([, advantages]) => gradients(2000, SAMPLES, advantages)),
    )
    expect(varianceOf(others ?? [])).toBeLessThan(0.5 * varianceOf(none ?? []))
  })

  test('leaving one out subtracts the mean of the others', async () => {
    const rewards = tf.tensor2d([1, 2, 6, 10, 20, 60], [3, 2])
    const left = leaveOneOut(rewards)
    expect(Array.from(await left.data())).toEqual([1 - 13, 2 - 35, 6 - 10.5, 10 - 31, 20 - 3.5, 60 - 6])
    tf.dispose([rewards, left])
  })

  test('mistakes are named', () => {
    expect(() => tf.tidy(() => leaveOneOut(tf.zeros([1, 3])))).toThrowErrorMatchingInlineSnapshot(
      `[AeError: leaveOneOut: expected rewards of two samples or more, [K, …]. Received: [1, 3].]`,
    )
    expect(() =>
      tf.tidy(() => scoreFunction(tf.zeros([2]), tf.zeros([3]))),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: scoreFunction: expected two tensors of one shape. Received: [2] and [3].]`,
    )
  })
})

describe('gumbelSoftmax', () => {
  test('draws classes as often as they are likely, as one-hot', async () => {
    const logits = tf.tidy(() => tf.tensor2d([LOGITS]).tile([50_000, 1]))
    const codes = gumbelSoftmax(logits, { hard: true, temperature: 0.5, rng: createRng(2) })
    const [mean, most] = tf.tidy(() => [codes.mean(0), codes.max(-1).min()])
    const received = Array.from(await (mean as tf.Tensor).data())
    received.forEach((share, arm) => expect(Math.abs(share - (shares[arm] ?? 0))).toBeLessThan(0.01))
    expect((await most?.data())?.[0]).toBe(1)
    tf.dispose([logits, codes, mean as tf.Tensor, most as tf.Tensor])
  })

  test('hard ones have the gradient of the mixture', async () => {
    const logits = createRng(3).normal([5, 4])
    const weights = createRng(4).normal([5, 4])
    const [soft, hard] = [false, true].map((way) =>
      tf.tidy(() =>
        tf.grad((x: tf.Tensor) =>
          gumbelSoftmax(x, { hard: way, temperature: 0.7, rng: createRng(5) })
            .mul(weights)
            .sum(),
        )(logits),
      ),
    ) as [tf.Tensor, tf.Tensor]
    const [a, b] = [await soft.data(), await hard.data()]
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? Number.NaN, 6))
    expect(Math.max(...a)).toBeGreaterThan(0.01)
    tf.dispose([logits, weights, soft, hard])
  })

  test('mistakes are named', () => {
    expect(() =>
      tf.tidy(() => gumbelSoftmax(tf.zeros([1, 2]), { temperature: 0, rng: createRng(1) })),
    ).toThrowErrorMatchingInlineSnapshot(
      `[AeError: gumbelSoftmax: \`temperature\` must be a number > 0. Received: 0.]`,
    )
  })
})
