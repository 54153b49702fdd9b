import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { directionalDerivatives } from '../../testing/directional-derivatives'
import { latentModelContract } from '../../testing/latent-model-contract'
import { adam } from '../../train/adam'
import { fit } from '../../train/fit'
import { ContractiveAutoencoder, type ContractiveAutoencoderConfig } from '.'
import {
  denseForward,
  exactContraction,
  SMOOTH_ACTIVATIONS,
  type SmoothActivation,
  type SmoothLayer,
  sampledContraction,
} from './jacobian'

const deep = { encoder: mlp({ hiddenUnits: [6], activation: 'tanh' }) }

describe.each<[string, Partial<ContractiveAutoencoderConfig>]>([
  ['exact, one layer', {}],
  ['exact, deep', deep],
  ['sampled', { ...deep, jacobian: { kind: 'sampled', directions: 2 } }],
  ['with a decoder of its own', { decoder: mlp({ hiddenUnits: [8] }) }],
])('%s', (_, options) => {
  const contract = latentModelContract({
    Model: ContractiveAutoencoder,
    create: (seed) => new ContractiveAutoencoder({ inputShape: [3, 4], latentDim: 5, ...options, seed }),
    batch: () => createRng(1).uniform([32, 3, 4]),
    optimizer: adam({ learningRate: 0.02 }),
    leakSteps: 1000,
  })
  test.each(contract)('$name', ({ run }) => run())
})

const x = createRng(1).normal([5, 4])

/** Layers of random weights: 4 → …units. */
function layersOf(units: readonly number[], activation: SmoothActivation, seed = 2): SmoothLayer[] {
  const rng = createRng(seed)
  return units.map((width, i) => ({
    kernel: rng
      .fork(`kernel ${i}`)
      .normal([units[i - 1] ?? 4, width])
      .as2D(units[i - 1] ?? 4, width),
    bias: rng.fork(`bias ${i}`).normal([width]).as1D(),
    activation,
  }))
}

const number = async (f: () => tf.Scalar): Promise<number> => {
  const value = tf.tidy(f)
  const [result = Number.NaN] = await value.data()
  value.dispose()
  return result
}

const exact = (layers: readonly SmoothLayer[], rows: tf.Tensor = x): tf.Scalar =>
  exactContraction(layers, denseForward(layers, rows).slopes)

/** The same from differences of the code alone, input by input. */
function byDifferences(layers: readonly SmoothLayer[]): tf.Scalar {
  const step = 5e-3
  const inputs = Array.from({ length: 4 }, (_, i) => i)
  const squares = inputs.map((i) => {
    const shift = tf.oneHot(tf.tensor1d([i], 'int32'), 4).mul(step)
    const [up, down] = [denseForward(layers, x.add(shift)).code, denseForward(layers, x.sub(shift)).code]
    return up
      .sub(down)
      .div(2 * step)
      .square()
      .sum(1)
  })
  return tf.addN(squares).mean().asScalar()
}

const smooth = SMOOTH_ACTIVATIONS.filter((activation) => activation !== 'relu')

describe('the contraction', () => {
  test.each(SMOOTH_ACTIVATIONS)(
    'of one layer and of two with %s is that of differences',
    async (activation) => {
      for (const units of [[3], [6, 3]]) {
        const layers = layersOf(units, activation)
        const [found, expected] = [
          await number(() => exact(layers)),
          await number(() => byDifferences(layers)),
        ]
        expect(found / expected).toBeCloseTo(1, 2)
      }
    },
  )

  test('of linear layers is the squared norm of their product, for every row', async () => {
    const layers = layersOf([6, 3], 'linear')
    const [first, second] = layers.map(({ kernel }) => kernel)
    const expected = await number(() =>
      tf
        .matMul(first ?? x, second ?? x)
        .square()
        .sum()
        .asScalar(),
    )
    expect((await number(() => exact(layers))) / expected).toBeCloseTo(1, 5)
  })

  test.each(smooth)(
    'has the slope, in weights and inputs, that differences have with %s',
    async (activation) => {
      const layers = layersOf([6, 3], activation)
      const weights = layers.flatMap(({ kernel, bias }) => [kernel.div(2), bias ?? tf.scalar(0)])
      const f = (...points: tf.Tensor[]): tf.Tensor => {
        const moved = layers.map((layer, i) => ({
          ...layer,
          kernel: points[2 * i]?.as2D(...layer.kernel.shape) ?? layer.kernel,
          bias: points[2 * i + 1]?.as1D(),
        }))
        return exact(moved, points.at(-1))
      }
      for (const seed of [1, 2]) {
        expect((await directionalDerivatives(f, [...weights, x], seed, 2e-3)).error).toBeLessThan(5e-3)
      }
      const one = layersOf([3], activation, 5)
      const single = (kernel: tf.Tensor = x): tf.Tensor =>
        exact(one.map((layer) => ({ ...layer, kernel: kernel.as2D(4, 3) })))
      expect(
        (
          await directionalDerivatives(
            single,
            one.map(({ kernel }) => kernel.div(2)),
            3,
            2e-3,
          )
        ).error,
      ).toBeLessThan(5e-3)
      tf.dispose(weights)
    },
  )

  test('is why no gradient of a gradient is used: tfjs has another slope for sigmoid', async () => {
    const [layer] = layersOf([1], 'sigmoid')
    if (layer === undefined) throw new Error('no layer')
    const bias = layer.bias ?? tf.scalar(0)
    const nested = (kernel: tf.Tensor): tf.Tensor => {
      const inner = tf.grad((rows: tf.Tensor) =>
        rows.as2D(5, 4).matMul(kernel.as2D(4, 1)).add(bias).sigmoid(),
      )
      return inner(x).square().sum().div(5)
    }
    const written = (kernel: tf.Tensor): tf.Tensor => exact([{ ...layer, kernel: kernel.as2D(4, 1) }])
    const values = [await number(() => nested(layer.kernel).asScalar()), await number(() => exact([layer]))]
    expect(values[0]).toBeCloseTo(values[1] ?? Number.NaN, 5)
    expect((await directionalDerivatives(written, [layer.kernel], 1, 5e-3)).error).toBeLessThan(2e-3)
    expect((await directionalDerivatives(nested, [layer.kernel], 1, 5e-3)).error).toBeGreaterThan(2e-2)
  })

  test('sampled is exact on average, and always for a code of one number', async () => {
    const layers = layersOf([6, 3], 'tanh')
    const sampled = (directions: number, of = layers): tf.Scalar =>
      sampledContraction(of, denseForward(of, x).slopes, directions, createRng(4))
    const expected = await number(() => exact(layers))
    expect((await number(() => sampled(2000))) / expected).toBeCloseTo(1, 1.5)
    expect(Math.abs((await number(() => sampled(1))) / expected - 1)).toBeGreaterThan(1e-3)
    const narrow = layersOf([6, 1], 'tanh')
    expect((await number(() => sampled(1, narrow))) / (await number(() => exact(narrow)))).toBeCloseTo(1, 5)
  })
})

/** How far noise moves codes, as a share of how far apart the codes of different rows are. */
async function movement(weight: number): Promise<number> {
  // Rows near a curve in eight dimensions: along it they differ, across it there is only noise to contract.
  const rows = tf.tidy(() => {
    const t = tf.linspace(0, Math.PI, 256).expandDims(1)
    const curve = tf.concat([t.cos(), t.sin()], 1).matMul(createRng(5).normal([2, 8]).as2D(2, 8))
    return curve
      .div(4)
      .add(createRng(6).normal([256, 8]).mul(0.02))
      .add(0.5)
  })
  const model = new ContractiveAutoencoder({
    inputShape: [8],
    latentDim: 12,
    weight,
    output: 'unbounded',
    seed: 1,
  })
  await fit(model, rows, { epochs: 200, batchSize: 64, optimizer: adam({ learningRate: 0.01 }) })
  const ratio = await number(() => {
    const code = model.encode(rows)
    const noisy = model.encode(rows.add(createRng(7).normal(rows.shape).mul(0.05)))
    const spread = code.sub(code.mean(0)).square().sum()
    return noisy.sub(code).square().sum().div(spread).asScalar()
  })
  tf.dispose(rows)
  model.dispose()
  return ratio
}

test('noise moves the code less, beside what tells rows apart, than without the penalty', async () => {
  expect(await movement(0.05)).toBeLessThan(0.7 * (await movement(0)))
})

test('a tied decoder has the kernels of the encoder, and biases of its own', () => {
  const model = new ContractiveAutoencoder({ inputShape: [3, 4], latentDim: 2, ...deep })
  expect(Object.keys(model.weights())).toMatchInlineSnapshot(`
    [
      "encoder/1-dense/kernel",
      "encoder/1-dense/bias",
      "encoder/2-dense/kernel",
      "encoder/2-dense/bias",
      "decoder/0-tied/bias",
      "decoder/1-tied/bias",
    ]
  `)
  model.dispose()
})

test('mistakes in the configuration are named, and leave nothing behind', () => {
  const before = tf.memory().numTensors
  const elsewhere = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' }),
      tf.layers.dense({ units: 2 }),
    ],
  })
  const own = tf.memory().numTensors
  const messages = [
    { jacobian: { kind: 'sampled', directions: 0 } },
    { weight: -1 },
    { decoder: 'mirror' },
    { encoder: elsewhere },
    { encoder: mlp({ hiddenUnits: [3], activation: 'swish' }) },
    { encoder: mlp({ hiddenUnits: [3], activation: 'swish' }), decoder: mlp({ hiddenUnits: [] }) },
  ].map((options) => {
    try {
      // What JavaScript users can do.
      new ContractiveAutoencoder({ inputShape: [4], latentDim: 2, ...(options as object) })
      return 'accepted'
    } catch (error) {
      return String(error)
    }
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "AeError: ContractiveAutoencoder: \`jacobian.directions\` must be a positive integer. Received: 0.",
      "AeError: ContractiveAutoencoder: \`weight\` must be a number ≥ 0. Received: -1.",
      "AeError: ContractiveAutoencoder: \`decoder\` must be a network or 'tied'. Received: 'mirror'.",
      "AeError: ContractiveAutoencoder.encoder: expected dense layers with linear, relu, elu, tanh, sigmoid, softplus. Received: Dense with 'softmax'.",
      "AeError: ContractiveAutoencoder.encoder: expected dense layers with linear, relu, elu, tanh, sigmoid, softplus. Received: Dense with 'swish'.",
      "AeError: ContractiveAutoencoder.encoder: expected dense layers with linear, relu, elu, tanh, sigmoid, softplus. Received: Dense with 'swish'.",
    ]
  `)
  expect(tf.memory().numTensors).toBe(own)
  elsewhere.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
