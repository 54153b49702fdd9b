import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { useWasm } from '../use-wasm'

beforeAll(async () => {
  await useWasm()
})

describe('element-wise functions', () => {
  const points = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    1e-38,
    -1e-38,
    1e-10,
    -1e-10,
    0.3,
    -0.3,
    0.7,
    -0.7,
    1,
    -1,
    3,
    -3,
    20,
    -20,
    80,
    -80,
    88.7,
    -87,
    89,
    -104,
    1000,
    -1000,
  ]
  test.each<[string, (x: tf.Tensor) => tf.Tensor, (x: number) => number]>([
    ['exp', tf.exp, Math.exp],
    ['log', tf.log, Math.log],
    ['log1p', tf.log1p, Math.log1p],
    ['sigmoid', tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
    ['tanh', tf.tanh, Math.tanh],
    ['softplus', tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
    ['relu', tf.relu, (x) => (x < 0 ? 0 : x)],
    ['sqrt', tf.sqrt, Math.sqrt],
    ['square', tf.square, (x) => x * x],
    ['abs', tf.abs, Math.abs],
    ['neg', tf.neg, (x) => -x],
    ['step', tf.step, (x) => (Number.isNaN(x) ? x : x > 0 ? 1 : 0)],
    ['relu6', tf.relu6, (x) => (Number.isNaN(x) ? x : Math.min(6, Math.max(0, x)))],
    ['leakyRelu', (x) => tf.leakyRelu(x, 0.1), (x) => (x < 0 ? Math.fround(0.1) * x : x)],
    ['elu', tf.elu, (x) => (x < 0 ? Math.expm1(x) : x)],
    ['selu', tf.selu, (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x)],
    ['erf', tf.erf, erf],
    ['floor', tf.floor, Math.floor],
    ['ceil', tf.ceil, Math.ceil],
    ['round', tf.round, roundHalfToEven],
    ['sign', tf.sign, (x) => (Number.isNaN(x) ? 0 : Math.sign(x))],
    ['expm1', tf.expm1, Math.expm1],
    ['sin', tf.sin, Math.sin],
    ['cos', tf.cos, Math.cos],
    ['clipByValue', (x) => tf.clipByValue(x, -0.5, 2), (x) => Math.min(2, Math.max(-0.5, x))],
    ['pow 1.7', (x) => tf.pow(x, 1.7), (x) => x ** Math.fround(1.7)],
    ['pow −3', (x) => tf.pow(x, -3), (x) => x ** -3],
    ['pow 0.5', (x) => tf.pow(x, 0.5), (x) => x ** 0.5],
  ])('%s is right to seven digits, at the edges too', async (_, ours, exact) => {
    const rng = createRng(3)
    const xs = Float32Array.from([...points, ...rng.normalArray(5000).map((v) => v * 5)])
    const y = tf.tidy(() => ours(tf.tensor1d(xs)))
    const values = await y.data()
    y.dispose()
    values.forEach((value, i) => {
      const x = xs[i] ?? 0
      const wanted = Math.fround(exact(x))
      if (Number.isFinite(wanted) && Math.abs(wanted) > 1e-30) {
        expect(Math.abs(value / wanted - 1), `${x}: ${value}, not ${wanted}`).toBeLessThan(5e-7)
      } else if (!Number.isFinite(wanted)) expect(value, String(x)).toEqual(wanted)
      else expect(Math.abs(value), String(x)).toBeLessThan(1e-30)
    })
  })

  test.each([
    [
      [5, 7],
      [5, 7],
    ],
    [[5, 7], [7]],
    [[7], [5, 7]],
    [
      [5, 7],
      [5, 1],
    ],
    [
      [5, 1],
      [5, 7],
    ],
    [[5, 7], []],
    [[], [5, 7]],
    [
      [2, 3, 5],
      [3, 5],
    ],
    [
      [2, 3, 5],
      [2, 1, 1],
    ],
    [
      [2, 3, 5],
      [1, 3, 1],
    ],
    [
      [4, 1],
      [1, 3],
    ],
    [[0, 3], [3]],
    [
      [2, 3, 17],
      [2, 1, 17],
    ],
    [
      [3, 1, 5, 4],
      [1, 2, 5, 1],
    ],
    [
      [2, 1, 3, 1, 5],
      [2, 7, 3, 6, 5],
    ],
    [
      [2, 9, 3, 16],
      [9, 1, 16],
    ],
    [
      [2, 3, 1, 0],
      [3, 4, 1],
    ],
  ])('of shapes %j and %j combine as on the CPU backend', async (left, right) => {
    const ops = [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.minimum, tf.squaredDifference]
    const values = async (): Promise<number[]> => {
      const all = tf.tidy(() => {
        const [a, b] = [createRng(1).normal(left), createRng(2).normal(right)]
        return tf.concat(ops.map((op) => op(a, b).reshape([-1])))
      })
      return [...(await all.data())]
    }
    const ours = await values()
    await tf.setBackend('cpu')
    const theirs = await values()
    await useWasm()
    expect(ours.length).toBe(theirs.length)
    ours.forEach((value, i) => expect(value).toBeCloseTo(theirs[i] ?? Number.NaN, 5))
  })
})

describe('powers', () => {
  test('of all pairs of special values are those of Math.pow', async () => {
    const inf = Number.POSITIVE_INFINITY
    const values = [
      0,
      -0,
      1,
      -1,
      0.5,
      -0.5,
      2,
      -2,
      3,
      -3,
      2.5,
      1e30,
      -1e30,
      1e-40,
      16777217,
      inf,
      -inf,
      Number.NaN,
    ]
    const floats = Float32Array.from(values)
    const y = await tf.tidy(() => tf.pow(tf.tensor2d(floats, [values.length, 1]), tf.tensor1d(floats))).data()
    floats.forEach((a, i) => {
      floats.forEach((b, k) => {
        const [value, wanted] = [y[i * values.length + k] ?? 0, Math.fround(a ** b)]
        const near = Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted)
        expect(
          Object.is(value, wanted) || (near && Math.sign(value) === Math.sign(wanted)),
          `${a} ** ${b}: ${value}`,
        ).toBe(true)
      })
    })
  })
})

test('sines and cosines of the largest angles are right', async () => {
  const xs = Float32Array.from(
    { length: 400 },
    (_, i) => (i % 2 === 0 ? 1 : -1) * 1.9e4 * 1.25 ** (i / 3),
  ).filter(Number.isFinite)
  for (const [ours, exact] of [
    [tf.sin, Math.sin],
    [tf.cos, Math.cos],
  ] as const) {
    const y = await tf.tidy(() => ours(tf.tensor1d(xs))).data()
    y.forEach((value, i) => expect(value, String(xs[i])).toBeCloseTo(exact(xs[i] ?? 0), 6))
  }
})

/** Taylor series below 3, continued fraction above (Abramowitz & Stegun 7.1.6, 7.1.14). */
function erf(x: number): number {
  if (Number.isNaN(x)) return x
  const a = Math.abs(x)
  let result = 0
  if (a < 3) {
    let term = a
    for (let n = 0; n < 80; n++) {
      result += term
      term *= (2 * a * a) / (2 * n + 3)
    }
    result *= (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a)
  } else {
    let fraction = 0
    for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction)
    result = 1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction)
  }
  return x < 0 ? -result : result
}

function roundHalfToEven(x: number): number {
  const low = Math.floor(x)
  if (x - low === 0.5) return low % 2 === 0 ? low : low + 1
  return Math.round(x)
}
