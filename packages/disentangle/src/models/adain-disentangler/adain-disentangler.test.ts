import { adam, createRng, fit, fromTensors, load, save, trainProbe } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { disentanglerCases } from '../../fixtures/disentangler-cases'
import { FEATURES, FRAMES, tinyVoices } from '../../fixtures/tiny-voices'
import { AdaINDisentangler } from '.'
import { contentKl } from './loss'

const tiny = {
  inputShape: [FRAMES, FEATURES] as const,
  contentChannels: 4,
  speakerDim: 4,
  channels: 6,
  bankKernels: 2,
  bankChannels: 4,
  strides: [2],
}

const cases = disentanglerCases({
  Model: AdaINDisentangler,
  create: (seed) => new AdaINDisentangler({ ...tiny, seed }),
  input: ({ x }) => x,
  target: () => createRng(4).normal([1, 4]),
  optimizer: adam({ learningRate: 5e-3 }),
})
test.each(cases)('$name', ({ run }) => run(), 60_000)

test('the KL term is a mean: ½ for means of 1 and variances of 1, whatever the size', async () => {
  for (const shape of [
    [1, 1, 1],
    [3, 5, 7],
  ]) {
    const kl = tf.tidy(() => contentKl(tf.ones(shape), tf.zeros(shape)))
    expect((await kl.data())[0]).toBeCloseTo(0.5, 6)
    kl.dispose()
  }
})

test('the objective is its weighted terms', async () => {
  const model = new AdaINDisentangler({ ...tiny, speakerFrom: 'same', beta: 0.3 })
  const { x, speaker } = tinyVoices(5, 2)
  const ctx = { training: true, step: 0, totalSteps: 10 }
  const [total, reconstruction, kl] = tf.tidy(() => {
    const { total: sum, terms } = model.phases[0].objective(x, { ...ctx, rng: createRng(1) })
    return [sum, terms.reconstruction, terms.kl].map((scalar) => scalar?.dataSync()[0] ?? Number.NaN)
  })
  expect(total).toBeCloseTo(10 * (reconstruction ?? 0) + 0.3 * (kl ?? 0), 4)
  tf.dispose([x, speaker])
  model.dispose()
})

test('the slope of each part is that of differences', async () => {
  const model = new AdaINDisentangler(tiny)
  const { x, speaker } = tinyVoices(2, 2)
  const [content, voice] = [createRng(1).normal([2, 8, 4]), createRng(2).normal([2, 4])]
  // Normalised channels that hardly vary are steep and curved: only small differences are near the slope.
  const error = async (
    f: (...parts: tf.Tensor[]) => tf.Tensor,
    parts: readonly tf.Tensor[],
  ): Promise<number> => (await directionalDerivatives(f, parts, 3, 3e-4)).error
  expect(await error((a = x) => model.content(a), [x])).toBeLessThan(1e-2)
  expect(await error((a = x) => model.speaker(a), [x])).toBeLessThan(1e-2)
  expect(await error((a = content, b = voice) => model.decode(a, b), [content, voice])).toBeLessThan(1e-2)
  tf.dispose([x, speaker, content, voice])
  model.dispose()
})

test('clips alone are refused unless the code of the speaker comes from the same clip', () => {
  const { x, speaker } = tinyVoices(4, 1)
  const model = new AdaINDisentangler(tiny)
  const before = tf.memory().numTensors
  const ctx = { training: true, rng: createRng(1), step: 0, totalSteps: 1 }
  expect(() => tf.tidy(() => model.phases[0].objective(x, ctx).total)).toThrowErrorMatchingInlineSnapshot(`
    [AeError: AdaINDisentangler: expected batches { x, speaker }. Received: clips alone.
      Hint: say who speaks in each clip, or set \`speakerFrom: 'same'\`.]
  `)
  expect(() => model.convert(x, speaker)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: AdaINDisentangler: expected codes of speakers [4, 4] or [1, 4]. Received: [4].]`,
  )
  expect(tf.memory().numTensors).toBe(before)
  model.dispose()
  tf.dispose([x, speaker])
})

test('networks of the user take part, and are saved with the model', async () => {
  const decoder = tf.sequential({
    layers: [
      tf.layers.upSampling2d({ inputShape: [8, 8, 1], size: [2, 1] }),
      tf.layers.reshape({ targetShape: [FRAMES, 8] }),
      tf.layers.dense({ units: FEATURES }),
    ],
  })
  const read = tf.sequential({
    layers: [tf.layers.reshape({ inputShape: [8, 8], targetShape: [8, 8, 1] }), ...decoder.layers],
  })
  const model = new AdaINDisentangler({ ...tiny, speakerEncoder: pooledDense(), decoder: read })
  const x = tinyVoices(3, 1)
  const bytes = await save(model)
  const again = await load(AdaINDisentangler, bytes)
  const [p, q] = [model, again].map((each) => each.convert(x.x, x.x))
  expect(await q?.data()).toEqual(await p?.data())
  expect(Object.keys(model.topologies()).sort()).toEqual(['decoder', 'speakerEncoder'])
  tf.dispose([p, q, x.x, x.speaker].flatMap((t) => t ?? []))
  model.dispose()
  again.dispose()
})

function pooledDense(): tf.LayersModel {
  return tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [FRAMES, FEATURES] }), tf.layers.dense({ units: 4 })],
  })
}

/** Share of clips whose speaker logistic regression reads from content codes, after a short training. */
async function leakageOf(instanceNorm: boolean): Promise<number> {
  const model = new AdaINDisentangler({ ...tiny, instanceNorm, beta: 0.05, seed: 1 })
  const [train, validation, test] = [tinyVoices(120, 11), tinyVoices(40, 12), tinyVoices(100, 13)]
  await fit(model, fromTensors({ x: train.x, speaker: train.speaker }), {
    steps: 60,
    batchSize: 16,
    optimizer: adam({ learningRate: 5e-3, clipNorm: 5 }),
  })
  const [a, b, c] = [train, validation, test].map(({ x, speakers }) => ({
    codes: model.content(x),
    labels: speakers,
  }))
  if (a === undefined || b === undefined || c === undefined) return Number.NaN
  const { accuracy } = await trainProbe({ classes: 3, train: a, validation: b, test: c, epochs: 20 })
  tf.dispose([a.codes, b.codes, c.codes])
  for (const { x, speaker } of [train, validation, test]) tf.dispose([x, speaker])
  model.dispose()
  return accuracy.estimate
}

test('instance normalisation keeps the speaker out of the content; without it, it lies open', async () => {
  const [treated, control] = [await leakageOf(true), await leakageOf(false)]
  expect(control).toBeGreaterThan(0.9)
  expect(treated).toBeLessThan(control - 0.2)
}, 300_000)
