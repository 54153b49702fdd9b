import { createRng } from '@ae/core'
import { expect, test } from 'vitest'
import { InputNormDetector, KNNDetector } from '../detector/baselines'
import { asPyOD } from './as-pyod'
import { asScikitLearn } from './as-scikit-learn'

const normal = { values: Float32Array.from(createRng(1).normalArray(300)), width: 3 }
const asked = [
  [0, 0, 0],
  [0.5, -1, 0.2],
  [9, 0, -9],
]

test('signs are those of each toolbox', async () => {
  const detector = await KNNDetector.fit(normal, { seed: 1 })
  const scores = await detector.score(asked)
  const { anomalous } = await detector.detect(asked)
  expect(anomalous).toEqual([false, false, true])

  const scikit = asScikitLearn(detector)
  expect(Array.from(await scikit.scoreSamples(asked))).toEqual(Array.from(scores, (score) => -score))
  const threshold = detector.threshold?.value ?? Number.NaN
  expect(Array.from(await scikit.decisionFunction(asked))).toEqual(
    Array.from(scores, (score) => threshold - score),
  )
  expect(Array.from(await scikit.predict(asked))).toEqual([1, 1, -1])

  const pyod = asPyOD(detector)
  expect(await pyod.decisionFunction(asked)).toEqual(scores)
  expect(Array.from(await pyod.predict(asked))).toEqual([0, 0, 1])
  const probabilities = await pyod.predictProba(asked)
  const own = await detector.probability(asked)
  expect(probabilities.length).toBe(6)
  own.forEach((p, row) => {
    expect(probabilities[2 * row + 1]).toBe(p)
    expect((probabilities[2 * row] ?? 0) + p).toBeCloseTo(1, 14)
  })
  detector.dispose()
})

test('a row at the threshold is normal for both', async () => {
  const detector = await InputNormDetector.fit(normal, { seed: 1 })
  const [score = 0] = await detector.score([[1, 1, 1]])
  detector.useThreshold({ value: score, rule: 'quantile', falseAlarms: 0.05, observed: 0.05, scores: 20 })
  expect(Array.from(await asScikitLearn(detector).predict([[1, 1, 1]]))).toEqual([1])
  expect(Array.from(await asPyOD(detector).predict([[1, 1, 1]]))).toEqual([0])
  detector.dispose()
})

test('without a threshold only scores are told', async () => {
  const detector = await InputNormDetector.fit(normal, { heldOut: 0 })
  const [scikit, pyod] = [asScikitLearn(detector), asPyOD(detector)]
  expect((await scikit.scoreSamples(asked)).length).toBe(3)
  await expect(scikit.predict(asked)).rejects.toThrow('asScikitLearn: expected a detector with a threshold.')
  await expect(scikit.decisionFunction(asked)).rejects.toThrow('Received: none.')
  await expect(pyod.predict(asked)).rejects.toThrow('asPyOD: expected a detector with a threshold.')
  await expect(pyod.predictProba(asked)).rejects.toThrow('expected held-out rows')
  detector.dispose()
})
