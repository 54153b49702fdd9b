import { compileDense, createRng, type Network } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { InputNormDetector, KNNDetector } from '../detector/baselines'
import { AutoencoderDetector } from '../detector/learned'
import { compileDetector } from './compile-detector'

const TINY = { hiddenUnits: [6], latentDim: 2, steps: 5, seed: 1 } as const

function rows(seed: number, count: number): readonly (readonly (number | string)[])[] {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => {
    const [a = 0, b = 0, c = 0] = rng.normalArray(3)
    return [a, a + 0.2 * b, c > 0 ? 'x' : 'y']
  })
}

const normal = rows(1, 60)
const fresh = [...rows(2, 10), [9, -9, 'z']]

test.each([
  ['of two networks', () => AutoencoderDetector.fit(normal, TINY)],
  ['of one network', () => AutoencoderDetector.fit(normal, { ...TINY, networks: 1 })],
  ['without a network', () => InputNormDetector.fit(normal)],
])('a compiled detector %s scores row by row as the detector does, and outlives it', async (_, make) => {
  const before = tf.memory().numTensors
  const detector = await make()
  const { scores, anomalous } = await detector.detect(fresh)
  const { push } = await compileDetector(detector)
  detector.dispose()
  expect(tf.memory().numTensors).toBe(before)
  fresh.forEach((row, i) => {
    const pushed = push(row)
    expect(pushed.score / (scores[i] ?? 0)).toBeCloseTo(1, 4)
    expect(pushed.anomalous).toBe(anomalous[i])
  })
  expect(push(fresh[10] ?? []).anomalous).toBe(true)
  expect(() => push([1, 2])).toThrow('CompiledDetector.push: expected rows of 3 cells')
})

test('networks are compiled by whom one says, and thresholds are looked up at each call', async () => {
  const detector = await AutoencoderDetector.fit(normal, TINY)
  let asked = 0
  const compile = (network: Network): ReturnType<typeof compileDense> => {
    asked++
    return compileDense(network)
  }
  const { push } = await compileDetector(detector, { compile })
  expect(asked).toBe(4)
  const row = normal[0] ?? []
  const { score } = push(row)
  const threshold = { rule: 'quantile', falseAlarms: 0.05, observed: 0.05, scores: 20 } as const
  detector.useThreshold({ value: score - 1, ...threshold })
  expect(push(row).anomalous).toBe(true)
  detector.useThreshold({ value: score + 1, ...threshold })
  expect(push(row).anomalous).toBe(false)
  detector.dispose()
  await expect(compileDetector(detector)).rejects.toThrow('detector was disposed')
})

test('what cannot be compiled is refused', async () => {
  const detector = await KNNDetector.fit(normal)
  await expect(compileDetector(detector)).rejects.toThrow("expected a detector of kind 'autoencoder'")
  await expect(compileDetector(detector, { threads: 2 } as object)).rejects.toThrow(
    '`threads` is not an option',
  )
})
