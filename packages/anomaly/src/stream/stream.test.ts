import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { InputNormDetector, MahalanobisDetector } from '../detector/baselines'
import type { Row } from '../table/rows'
import { type DetectedRow, detectStream } from './detect-stream'
import { scoreDrift } from './score-drift'

const draw = (seed: number, count: number): readonly Row[] => {
  const values = createRng(seed).normalArray(count * 3)
  return Array.from({ length: count }, (_, i) => Array.from(values.subarray(3 * i, 3 * i + 3)))
}

async function collect(stream: ReadableStream<DetectedRow>): Promise<readonly DetectedRow[]> {
  const rows: DetectedRow[] = []
  for await (const row of stream) rows.push(row)
  return rows
}

function streamOf(rows: readonly Row[]): ReadableStream<Row> {
  return new ReadableStream({
    start(to) {
      for (const row of rows) to.enqueue(row)
      to.close()
    },
  })
}

test.each([1, 7, 256])(
  '%d rows together come out in order, scored as they are in one piece',
  async (batchSize) => {
    const before = tf.memory().numTensors
    const detector = await MahalanobisDetector.fit(draw(1, 200))
    const rows = draw(2, 50)
    const found = await collect(streamOf(rows).pipeThrough(detectStream(detector, { batchSize })))
    const { scores, anomalous } = await detector.detect(rows)
    expect(found.map(({ row }) => row)).toEqual(rows)
    found.forEach(({ score }, i) => expect(score / (scores[i] ?? 0)).toBeCloseTo(1, 5))
    expect(found.map((each) => each.anomalous)).toEqual(anomalous)
    expect(await collect(streamOf([]).pipeThrough(detectStream(detector)))).toEqual([])
    detector.dispose()
    expect(tf.memory().numTensors).toBe(before)
  },
)

test('nobody reads, and no more is taken in than a batch and what pipes hold', async () => {
  const detector = await InputNormDetector.fit(draw(1, 50))
  let taken = 0
  const endless = new ReadableStream<Row>({
    pull(to) {
      taken++
      to.enqueue([taken, 0, 0])
    },
  })
  const reader = endless.pipeThrough(detectStream(detector, { batchSize: 10 })).getReader()
  await reader.read()
  await new Promise((resolve) => {
    setTimeout(resolve, 50)
  })
  expect(taken).toBeLessThan(30)
  await reader.cancel()
})

test('100,000 rows pass through, and tensors are as many as before', async () => {
  const detector = await InputNormDetector.fit(draw(1, 50))
  const before = tf.memory().numTensors
  let [next, seen] = [0, 0]
  const many = new ReadableStream<Row>({
    pull(to) {
      if (next === 100_000) to.close()
      else to.enqueue([next++ % 7, 0, 1])
    },
  })
  for await (const { score } of many.pipeThrough(detectStream(detector))) seen += Number(score >= 0)
  expect(seen).toBe(100_000)
  expect(tf.memory().numTensors).toBe(before)
})

test('a row that does not fit ends the stream with its error', async () => {
  const detector = await InputNormDetector.fit(draw(1, 50))
  const rows = [
    [1, 2, 3],
    [1, 2],
  ]
  const reader = streamOf(rows).pipeThrough(detectStream(detector)).getReader()
  // The row before it is right, and comes out.
  expect((await reader.read()).value?.row).toEqual([1, 2, 3])
  await expect(reader.read()).rejects.toThrow(
    'detectStream: expected rows of 3 cells. Received: 2 in row 0. It was row 1 of the stream.',
  )
  expect(() => detectStream(detector, { batchSize: 0 })).toThrow('`batchSize` must be')
})

/**
 * References, SciPy:
 *
 *   i = np.arange(120); a = np.round(np.sin(i*i*79 % 1009/100.)*20)/20
 *   j = np.arange(70); b = np.round((np.sin(j*j*31 % 1009/100.)*.8 + .3)*20)/20
 *   d = ks_2samp(a, b).statistic; d, kstwobign.sf(np.sqrt(120*70/190)*d)
 */
test('drift agrees with SciPy, ties included', () => {
  const a = Array.from({ length: 120 }, (_, i) => Math.round(Math.sin(((i * i * 79) % 1009) / 100) * 20) / 20)
  const b = Array.from(
    { length: 70 },
    (_, j) => Math.round((Math.sin(((j * j * 31) % 1009) / 100) * 0.8 + 0.3) * 20) / 20,
  )
  const { distance, pValue } = scoreDrift(a, b)
  expect(distance).toBeCloseTo(0.21666666666666667, 12)
  expect(pValue).toBeCloseTo(0.03150106513676519, 12)
  expect(scoreDrift(a, a)).toEqual({ distance: 0, pValue: 1 })
})

test('it is rarely small while nothing changes, and small when something has', async () => {
  const detector = await MahalanobisDetector.fit(draw(1, 1000))
  const known = detector.normalScores ?? []
  let alarms = 0
  for (let seed = 10; seed < 50; seed++) {
    if (scoreDrift(known, await detector.score(draw(seed, 100))).pValue < 0.05) alarms++
  }
  expect(alarms).toBeLessThan(9)
  const wider = draw(60, 100).map((row) => Array.from(row as readonly number[], (value) => 1.5 * value))
  expect(scoreDrift(known, await detector.score(wider)).pValue).toBeLessThan(0.001)
  expect(() => scoreDrift([1], [1, 2])).toThrow(
    'scoreDrift: expected at least two known scores. Received: 1.',
  )
  expect(() => scoreDrift([1, 2], [1, Number.NaN])).toThrow('expected finite recent scores')
})
