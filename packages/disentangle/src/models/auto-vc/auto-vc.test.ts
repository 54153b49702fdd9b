import { adam, createRng } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { disentanglerCases } from '../../fixtures/disentangler-cases'
import { FEATURES, FRAMES, tinyVoices } from '../../fixtures/tiny-voices'
import type { VoiceBatch } from '../../voice-batch'
import { AutoVC } from '.'

const tiny = {
  inputShape: [FRAMES, FEATURES] as const,
  speakers: { kind: 'numbered', count: 3 } as const,
  neck: 2,
  every: 4,
  channels: 6,
  units: 6,
}

const cases = disentanglerCases<VoiceBatch, AutoVC>({
  Model: AutoVC,
  // Everything at once: a postnet, and clips that must be padded.
  create: (seed) => new AutoVC({ ...tiny, every: 5, postnet: 2, seed }),
  input: (batch) => batch,
  target: () => tf.tensor1d([2], 'int32'),
  optimizer: adam({ learningRate: 1e-2 }),
})
test.each(cases)('$name', ({ run }) => run(), 120_000)

test('the code has a place for each stretch of frames, the last of which may be padded', () => {
  for (const [every, places] of [
    [4, 4],
    [5, 4],
    [16, 1],
    [32, 1],
  ] as const) {
    const model = new AutoVC({ ...tiny, every })
    const { x, speaker } = tinyVoices(2, 1)
    const [content, made] = [model.content({ x, speaker }), model.convert({ x, speaker }, speaker)]
    expect(content.shape).toEqual([2, places, 4])
    expect(made.shape).toEqual([2, FRAMES, FEATURES])
    tf.dispose([x, speaker, content, made])
    model.dispose()
  }
})

test('the objective is its weighted terms, and code and conversion have the slope of differences', async () => {
  const model = new AutoVC({ ...tiny, contentWeight: 0.5 })
  const { x, speaker } = tinyVoices(4, 2)
  const ctx = { training: true, rng: createRng(1), step: 0, totalSteps: 10 }
  const [total = 0, reconstruction = 0, content = 0] = tf.tidy(() => {
    const { total: sum, terms } = model.phases[0].objective({ x, speaker }, ctx)
    return [sum, terms.reconstruction, terms.content].map((scalar) => scalar?.dataSync()[0] ?? Number.NaN)
  })
  expect(total).toBeCloseTo(reconstruction + 0.5 * content, 5)
  const code = await directionalDerivatives((rows = x) => model.content({ x: rows, speaker }), [x], 3, 1e-3)
  expect(code.error).toBeLessThan(1e-2)
  const made = await directionalDerivatives(
    (rows = x) => model.convert({ x: rows, speaker }, speaker),
    [x],
    3,
    1e-3,
  )
  expect(made.error).toBeLessThan(1e-2)
  tf.dispose([x, speaker])
  model.dispose()
})

test('speakers may come as vectors; numbers and vectors are not taken for each other', () => {
  const { x, speaker } = tinyVoices(2, 1)
  const vectors = createRng(1).normal([2, 5])
  const numbered = new AutoVC(tiny)
  const embedded = new AutoVC({ ...tiny, speakers: { kind: 'embedded', size: 5 } })
  const made = embedded.convert({ x, speaker: vectors }, vectors)
  expect(made.shape).toEqual([2, FRAMES, FEATURES])
  expect(() => numbered.content({ x, speaker: vectors })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: AutoVC: expected numbers of speakers [2], or one for all. Received: [2, 5].]`,
  )
  expect(() => embedded.content({ x, speaker })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: AutoVC: expected vectors of speakers [2, 5], or one for all. Received: [2].]`,
  )
  expect(() => new AutoVC({ ...tiny, speakers: 3 as never })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: AutoVC: \`speakers\` must say how speakers are told. Received: 3.
      Hint: { kind: 'numbered', count: 6 }, or { kind: 'embedded', size: 256 }.]
  `)
  expect(
    () => new AutoVC({ ...tiny, speakers: { kind: 'numbered', count: 0 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: AutoVC: \`speakers.count\` must be a positive integer. Received: 0.]`,
  )
  expect(() => new AutoVC({ ...tiny, postnet: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: AutoVC: \`postnet\` must be an integer ≥ 0. Received: -1.]`,
  )
  tf.dispose([x, speaker, vectors, made])
  numbered.dispose()
  embedded.dispose()
})

test('the decoder hears whom it is told', () => {
  const model = new AutoVC(tiny)
  const { x, speaker } = tinyVoices(3, 1)
  const change = tf.tidy(() => {
    const [a, b] = [0, 1].map((target) => model.convert({ x, speaker }, tf.tensor1d([target], 'int32')))
    return a === undefined || b === undefined ? 0 : a.sub(b).abs().max().dataSync()[0]
  })
  expect(change).toBeGreaterThan(1e-3)
  tf.dispose([x, speaker])
  model.dispose()
})
