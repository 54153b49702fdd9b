import { expect, test } from 'vitest'
import { createRng } from '../rng/rng'
import { asNetwork } from './as-network'
import { type MlpOptions, mlp } from './mlp'

async function weightsOf(options: MlpOptions): Promise<Readonly<Record<string, Float32Array>>> {
  const request = { subject: 'test', inputShape: [400], outputShape: [3], rng: createRng(1) }
  const network = asNetwork(mlp(options), request)
  const weights: Record<string, Float32Array> = {}
  for (const [name, weight] of Object.entries(network.weights()))
    weights[name] = (await weight.data()) as Float32Array
  network.dispose()
  return weights
}

test('hidden layers start with the deviation that He et al. ask for, and biases at 0', async () => {
  const [kernel = new Float32Array(), bias = new Float32Array()] = Object.values(
    await weightsOf({ hiddenUnits: [300] }),
  )
  const square = kernel.reduce((sum, weight) => sum + weight ** 2, 0) / kernel.length
  expect(Math.sqrt(square)).toBeCloseTo(Math.sqrt(2 / 400), 3)
  expect([...bias]).toEqual(Array.from({ length: 300 }, () => 0))
})

test('an initial scale multiplies all kernels, and nothing else of the draw', async () => {
  const [plain, scaled] = [
    await weightsOf({ hiddenUnits: [5] }),
    await weightsOf({ hiddenUnits: [5], initialScale: 0.5 }),
  ]
  expect(Object.keys(scaled)).toEqual(Object.keys(plain))
  for (const [name, weights] of Object.entries(plain))
    expect(scaled[name]).toEqual(weights.map((weight) => weight / 2))
})

test('a scale that is not above 0 is refused', () => {
  expect(() => mlp({ hiddenUnits: [], initialScale: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: mlp: \`initialScale\` must be a number > 0. Received: 0.]`,
  )
})
