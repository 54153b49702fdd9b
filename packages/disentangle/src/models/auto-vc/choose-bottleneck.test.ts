import { adam, createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { FEATURES, FRAMES, tinyVoices } from '../../fixtures/tiny-voices'
import { type ChooseBottleneckOptions, chooseBottleneck } from './choose-bottleneck'

function options(): ChooseBottleneckOptions & { dispose(): void } {
  const [a, b] = [tinyVoices(30, 1), tinyVoices(12, 2)]
  return {
    config: {
      inputShape: [FRAMES, FEATURES],
      speakers: { kind: 'numbered', count: 3 },
      channels: 3,
      units: 3,
      contentWeight: 0,
    },
    widths: [
      { neck: 2, every: 4 },
      { neck: 1, every: 16 },
    ],
    train: { x: a.x, speaker: a.speaker, labels: a.speakers },
    validation: { x: b.x, speaker: b.speaker, labels: b.speakers },
    speakers: 3,
    fit: { steps: 2, batchSize: 15, optimizer: adam() },
    dispose: () => tf.dispose([a.x, a.speaker, b.x, b.speaker]),
  }
}

test('the widest code is picked that does not leak more than it may, or the one that leaks least', async () => {
  const { dispose, ...given } = options()
  const before = tf.memory().numTensors
  const seen: number[] = []
  const all = await chooseBottleneck({ ...given, maxLeakage: 1, onPoint: ({ neck }) => seen.push(neck) })
  expect(seen).toEqual([2, 1])
  expect(all.curve.map(({ neck }) => neck)).toEqual([1, 2])
  expect(all.curve.map(({ numbersPerFrame }) => numbersPerFrame)).toEqual([0.125, 1])
  expect(all.pick).toBe(all.curve[1])
  expect(all.curve.some(({ tooWide }) => tooWide)).toBe(false)
  const none = await chooseBottleneck({ ...given, maxLeakage: 0 })
  expect(none.curve.every(({ tooWide }) => tooWide)).toBe(true)
  expect(none.pick.leakage).toBe(Math.min(...none.curve.map(({ leakage }) => leakage)))
  // The same seed, the same curve.
  expect(none.curve.map(({ error, leakage }) => [error, leakage])).toEqual(
    all.curve.map(({ error, leakage }) => [error, leakage]),
  )
  expect(tf.memory().numTensors).toBe(before)
  dispose()
}, 180_000)

test('speakers who take turns are all learnt and all tested: rows are not every fifth one', async () => {
  // Five speakers, one after the other: each fifth row is the first one's.
  const count = 5
  const labels = Int32Array.from({ length: 100 }, (_, row) => row % count)
  const x = tf.tidy(() =>
    tf
      .tensor1d(labels, 'int32')
      .toFloat()
      .reshape([100, 1, 1])
      .tile([1, FRAMES, FEATURES])
      .add(createRng(1).normal([100, FRAMES, FEATURES]).mul(0.1)),
  )
  const speaker = tf.tensor1d(labels, 'int32')
  const voices = { x, speaker, labels }
  const { dispose, ...given } = options()
  const { pick } = await chooseBottleneck({
    ...given,
    config: {
      inputShape: [FRAMES, FEATURES],
      speakers: { kind: 'numbered', count },
      channels: 4,
      units: 4,
      contentWeight: 0,
    },
    widths: [{ neck: 8, every: 1 }],
    train: voices,
    validation: voices,
    speakers: count,
  })
  // A code this wide, hardly trained, says who speaks; of four of five speakers a probe could not say more than .8.
  expect(pick.leakage).toBeGreaterThan(0.85)
  dispose()
  tf.dispose([x, speaker])
}, 180_000)

test('a width whose training diverges is not picked, and all of them are an error', async () => {
  const { dispose, ...given } = options()
  const before = tf.memory().numTensors
  const wild = { ...given.fit, steps: 30, optimizer: adam({ learningRate: 1e30 }) }
  await expect(chooseBottleneck({ ...given, fit: wild })).rejects.toThrow(
    'expected a training that ends in numbers',
  )
  expect(tf.memory().numTensors).toBe(before)
  dispose()
}, 180_000)

test('what does not fit is found before anything is trained', async () => {
  const { dispose, ...given } = options()
  let measured = 0
  const onPoint = (): void => {
    measured++
  }
  const wrong: readonly [Partial<ChooseBottleneckOptions>, string][] = [
    [
      {
        widths: [
          { neck: 2, every: 4 },
          { neck: 0, every: 4 },
        ],
      },
      '`neck` must be',
    ],
    [{ train: { ...given.train, labels: [0, 1] } }, '`train.labels` from 0 to 2'],
    [
      { validation: { ...given.validation, labels: Array.from({ length: 12 }, () => 3) } },
      '`validation.labels`',
    ],
    [{ speakers: 0 }, '`speakers` must be'],
  ]
  for (const [options, message] of wrong) {
    await expect(chooseBottleneck({ ...given, ...options, onPoint })).rejects.toThrow(message)
  }
  expect(measured).toBe(0)
  dispose()
})

test('mistakes are named', async () => {
  const { dispose, ...given } = options()
  const before = tf.memory().numTensors
  await expect(chooseBottleneck({ ...given, widths: [] })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: chooseBottleneck: \`widths\` must name at least one. Received: [].]`,
  )
  await expect(chooseBottleneck({ ...given, maxLeakage: 2 })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[AeError: chooseBottleneck: \`maxLeakage\` must be a number ≥ 0 and ≤ 1. Received: 2.]`,
  )
  expect(tf.memory().numTensors).toBe(before)
  dispose()
})
