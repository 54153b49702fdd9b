import { adam } from '@ae/core'
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
