import { AeError, adam, createRng, fit, fromTensors, load, save } from '@ae/core'
import { directionalDerivatives, trainableContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { FEATURES, FRAMES, tinyVoices } from '../../fixtures/tiny-voices'
import { AutoVC } from '../auto-vc'
import { type Ge2eInput, ge2eLoss, SpeakerEncoder } from '.'

const number = (input: Ge2eInput): number => tf.tidy(() => ge2eLoss(input).dataSync()[0] ?? Number.NaN)

/** Equations 5 and 9 of the paper as they stand there, in float64: a sum over clips, here divided by their number. */
function byHand(vectors: readonly (readonly number[])[], speakers: readonly number[], scale: number): number {
  const length = (v: readonly number[]): number => Math.hypot(...v)
  const unit = vectors.map((v) => v.map((value) => value / length(v)))
  const cosine = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / length(a) / length(b)
  const known = [...new Set(speakers)]
  const centroid = (of: number, without: number): readonly number[] => {
    const rows = unit.filter((_, i) => speakers[i] === of && i !== without)
    return (rows[0] ?? []).map((_, d) => rows.reduce((sum, row) => sum + (row[d] ?? 0), 0) / rows.length)
  }
  const losses = unit.flatMap((e, i) => {
    const own = speakers[i] ?? 0
    if (speakers.filter((other) => other === own).length < 2) return []
    const score = (k: number): number => scale * cosine(e, centroid(k, k === own ? i : -1)) - 5
    return [Math.log(known.reduce((sum, k) => sum + Math.exp(score(k)), 0)) - score(own)]
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

describe('ge2eLoss', () => {
  test('of four directions of two speakers is log(1 + exp(−w √½))', () => {
    const vectors = tf.tensor2d([
      [1, 0],
      [0, 2],
      [-3, 0],
      [0, -1],
    ])
    const speaker = tf.tensor1d([0, 0, 1, 1], 'int32')
    // Each is at right angles to the other of its speaker, and at 135° to the mean of the others.
    for (const scale of [1, 10]) {
      const expected = Math.log1p(Math.exp(-scale * Math.SQRT1_2))
      expect(number({ vectors, speaker, speakers: 2, scale })).toBeCloseTo(expected, 5)
    }
    // Who is not there does not count.
    expect(number({ vectors, speaker, speakers: 7 })).toBeCloseTo(
      number({ vectors, speaker, speakers: 2 }),
      6,
    )
    tf.dispose([vectors, speaker])
  })

  test.each([
    ['as many clips of each', [0, 0, 0, 1, 1, 1, 2, 2, 2]],
    ['any number of clips', [0, 2, 0, 1, 1, 2, 0, 0, 2]],
    ['a speaker of a single clip', [0, 2, 0, 1, 0, 2, 0, 0, 2]],
  ])('is what the paper says, with %s', (_, speakers) => {
    const values = Array.from(createRng(3).normalArray(9 * 4))
    const rows = speakers.map((_, i) => values.slice(4 * i, 4 * i + 4))
    const [vectors, speaker] = [tf.tensor2d(rows), tf.tensor1d(speakers, 'int32')]
    for (const scale of [1, 10]) {
      expect(number({ vectors, speaker, speakers: 3, scale })).toBeCloseTo(byHand(rows, speakers, scale), 4)
    }
    tf.dispose([vectors, speaker])
  })

  test('has the gradients that differences show, for vectors and scale', async () => {
    const [vectors, scale] = [createRng(4).normal([6, 3]), tf.scalar(2)]
    const speaker = tf.tensor1d([0, 1, 0, 1, 1, 2], 'int32')
    const { error } = await directionalDerivatives(
      (v = vectors, w = scale) => ge2eLoss({ vectors: v, speaker, speakers: 4, scale: w as tf.Scalar }),
      [vectors, scale],
    )
    expect(error).toBeLessThan(2e-3)
    tf.dispose([vectors, scale, speaker])
  })

  test('is 0, with a slope of 0, where there is nothing to compare; is finite for vectors of 0', async () => {
    const [vectors, none] = [createRng(5).normal([3, 2]), tf.zeros([4, 2])]
    const [alone, pairs] = [tf.tensor1d([0, 1, 2], 'int32'), tf.tensor1d([0, 0, 1, 1], 'int32')]
    const slope = (input: tf.Tensor, speaker: tf.Tensor): Promise<ArrayLike<number>> =>
      tf.tidy(() => tf.grad((v: tf.Tensor) => ge2eLoss({ vectors: v, speaker, speakers: 3 }))(input)).data()
    expect(number({ vectors, speaker: alone, speakers: 3 })).toBe(0)
    expect(Array.from(await slope(vectors, alone))).toEqual([0, 0, 0, 0, 0, 0])
    expect(number({ vectors: none, speaker: pairs, speakers: 2 })).toBeCloseTo(Math.log(2), 5)
    expect(Array.from(await slope(none, pairs)).every(Number.isFinite)).toBe(true)
    tf.dispose([vectors, none, alone, pairs])
  })

  test('refuses what does not fit', () => {
    const [vectors, speaker] = [tf.zeros([3, 2]), tf.tensor1d([0, 1], 'int32')]
    expect(() => ge2eLoss({ vectors, speaker, speakers: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: ge2eLoss: expected vectors [B, D] and numbers of speakers [B]. Received: [3, 2] and [2].]`,
    )
    expect(() => ge2eLoss({ vectors, speaker, speakers: 0 })).toThrow('`speakers` must be a positive integer')
    expect(() => ge2eLoss({ vectors, speaker, speakers: 2, scale: 0 })).toThrow(
      '`scale` must be a number > 0',
    )
    tf.dispose([vectors, speaker])
  })
})

const tiny = {
  inputShape: [FRAMES, FEATURES],
  speakers: 3,
  size: 5,
  channels: 6,
  bankKernels: 2,
  bankChannels: 4,
  strides: [2],
} as const

const contract = trainableContract({
  create: (seed) => new SpeakerEncoder({ ...tiny, seed }),
  batch() {
    const { x, speaker } = tinyVoices(9, 1)
    return { x, speaker }
  },
  optimizer: adam({ learningRate: 1e-2 }),
  steps: 25,
  leakSteps: 20,
})
test.each(contract)('$name', ({ run }) => run(), 120_000)

test('clips of a speaker come closer to his voice than to the others, and AutoVC takes the vectors', async () => {
  const encoder = new SpeakerEncoder(tiny)
  const [train, held] = [tinyVoices(90, 11), tinyVoices(40, 12)]
  const found = (): number =>
    tf.tidy(() => {
      const near = tf.matMul(encoder.encode(held.x), encoder.voices(train), false, true).argMax(1)
      return near.equal(held.speaker).toFloat().mean().dataSync()[0] ?? 0
    })
  await fit(encoder, fromTensors({ x: train.x, speaker: train.speaker }), {
    steps: 40,
    batchSize: 18,
    optimizer: adam({ learningRate: 1e-2, clipNorm: 3 }),
  })
  expect(found()).toBeGreaterThan(0.9)
  const before = tf.memory().numTensors
  const [vectors, table, voice] = [encoder.encode(held.x), encoder.voices(train), encoder.voice(held.x)]
  expect(tf.memory().numTensors).toBe(before + 3)
  expect([vectors.shape, table.shape, voice.shape]).toEqual([
    [40, 5],
    [3, 5],
    [1, 5],
  ])
  const lengths = tf.tidy(() => tf.concat([vectors, table, voice]).square().sum(1).dataSync())
  for (const length of lengths) expect(length).toBeCloseTo(1, 4)
  const model = new AutoVC({
    inputShape: [FRAMES, FEATURES],
    speakers: { kind: 'embedded', size: 5 },
    channels: 4,
    units: 4,
  })
  const made = model.convert({ x: held.x, speaker: vectors }, voice)
  expect(made.shape).toEqual([40, FRAMES, FEATURES])
  model.dispose()
  const again = await load(SpeakerEncoder, await save(encoder))
  const copy = again.encode(held.x)
  expect(await copy.data()).toEqual(await vectors.data())
  again.dispose()
  encoder.dispose()
  tf.dispose([vectors, table, voice, made, copy])
  for (const { x, speaker } of [train, held]) tf.dispose([x, speaker])
}, 120_000)

test('mistakes are named', () => {
  const encoder = new SpeakerEncoder(tiny)
  const { x, speaker } = tinyVoices(3, 1)
  const one = tf.tensor1d([0], 'int32')
  expect(() => encoder.voices({ x, speaker: one })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: SpeakerEncoder: expected the number of a speaker for each clip, [3]. Received: [1].]`,
  )
  expect(() => encoder.encode(speaker)).toThrow('SpeakerEncoder: expected shape [batch, 16, 6].')
  expect(() => new SpeakerEncoder({ ...tiny, size: 0 })).toThrow('`size` must be a positive integer')
  expect(() => new SpeakerEncoder({ ...tiny, strides: [3] })).toThrow('`strides` must divide the 16 frames')
  encoder.dispose()
  expect(() => encoder.encode(x)).toThrow(AeError)
  tf.dispose([x, speaker, one])
})
