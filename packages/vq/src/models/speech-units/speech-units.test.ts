import {
  adam,
  createRng,
  fit,
  fromTensors,
  inferenceContext,
  instanceNorm,
  load,
  type Rng,
  save,
} from '@ae/core'
import { trainableContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { maskedInstanceNorm } from '../../masks/masked-instance-norm'
import { speechUnitDecoder, speechUnitEncoder } from '../../networks/speech-units'
import { EmaQuantizer } from '../../quantizers/ema-quantizer'
import { ResidualQuantizer } from '../../quantizers/residual-quantizer'
import { type SpeechBatch, SpeechUnits, type SpeechUnitsConfig } from '.'

const small = { channels: 8, blocks: 1 }
const networks = { encoder: speechUnitEncoder(small), decoder: speechUnitDecoder(small) }
const shared = { inputShape: [8, 3], speakers: 2, speakerDim: 2, ...networks }
const book = { codebookSize: 4, codeDim: 3 }

function create(config: Partial<SpeechUnitsConfig> = {}): SpeechUnits {
  return new SpeechUnits({ ...shared, quantizer: { kind: 'ema-quantizer', config: book }, ...config })
}

function batch(rng: Rng = createRng(1)): Required<SpeechBatch> {
  const lengths = [8, 6, 5, 8]
  return {
    x: rng.normal([4, 8, 3]),
    speaker: tf.tensor1d([0, 1, 1, 0], 'int32'),
    mask: tf.tensor2d(lengths.map((length) => Array.from({ length: 8 }, (_, t) => (t < length ? 1 : 0)))),
  }
}

const contract = trainableContract<SpeechBatch, SpeechUnits>({
  create: (seed) => create({ normalization: 'instance', seed }),
  batch,
  optimizer: adam({ learningRate: 0.01 }),
  leakSteps: 40,
})
test.each(contract)('$name', ({ run }) => run())

test('the objective is absolute and squared error of real frames, and what the quantizer asks for', async () => {
  const model = create()
  const { x, speaker, mask } = batch()
  const numbers = tf.tidy(() => {
    const { total, terms } = model.phases[0].objective({ x, speaker, mask }, inferenceContext())
    const error = model.decode(model.encode(x, mask), speaker).sub(x)
    const real = mask.expandDims(2)
    const mean = (of: tf.Tensor): tf.Tensor => of.mul(real).sum().div(mask.sum().mul(3))
    const commitment = (terms.commitment ?? tf.scalar(Number.NaN)).mul(0.25)
    return tf.stack([total, mean(error.abs()).add(mean(error.square())).add(commitment)])
  })
  const [total = 0, expected] = await numbers.data()
  expect(total).toBeCloseTo(expected ?? Number.NaN, 5)
  tf.dispose([x, speaker, mask, numbers])
  model.dispose()
})

test('padding is −1 and silence, and what is in it changes nothing', async () => {
  const model = create({ normalization: 'instance' })
  const { x, speaker, mask } = batch()
  const junk = tf.tidy(() => x.add(tf.sub(1, mask).expandDims(2).mul(50)))
  const objectives = [x, junk].map((frames) =>
    tf.tidy(() => {
      const ctx = { ...inferenceContext(), training: true }
      return model.phases[0].objective({ x: frames, speaker, mask }, ctx).total
    }),
  )
  const [clean, dirty] = await Promise.all(objectives.map(async (total) => (await total.data())[0]))
  expect(dirty).toBe(clean)
  const tokens = model.tokens(junk, mask)
  expect([tokens.shape, tokens.dtype]).toEqual([[4, 4], 'int32'])
  // Lengths 8, 6, 5, 8: a unit is real if one of its frames is.
  const padded = Array.from(await tokens.data(), (unit) => unit === -1)
  expect(padded.flatMap((is, i) => (is ? [i] : []))).toEqual([7, 11])
  const spoken = model.decodeTokens(tokens, speaker)
  const silent = tf.tidy(() => spoken.abs().max(2))
  expect(Array.from(await silent.data(), (value) => value === 0)).toEqual(padded.flatMap((is) => [is, is]))
  tf.dispose([x, speaker, mask, junk, objectives, tokens, spoken, silent])
  model.dispose()
})

test('normalisation over real vectors is instance normalisation of these alone', async () => {
  const z = createRng(2).normal([2, 6, 3])
  const mask = tf.tensor2d([
    [1, 1, 1, 1, 0, 0],
    [1, 1, 1, 1, 1, 1],
  ])
  const [masked, first, second, plain] = tf.tidy(() => {
    const normal = maskedInstanceNorm(z, mask)
    const short = instanceNorm(z.slice([0, 0, 0], [1, 4, 3]))
    return [
      normal,
      tf.pad(short, [
        [0, 0],
        [0, 2],
        [0, 0],
      ]),
      instanceNorm(z.slice([1, 0, 0])),
      maskedInstanceNorm(z, undefined),
    ]
  }) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  const expected = [...(await first.data()), ...(await second.data())]
  Array.from(await masked.data()).forEach((value, i) =>
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4),
  )
  const whole = await instanceNorm(z).data()
  expect(await plain.data()).toEqual(whole)
  tf.dispose([z, mask, masked, first, second, plain])
})

test('what is rounded to units are the vectors', async () => {
  const model = create({ normalization: 'instance' })
  const { x, speaker, mask } = batch()
  const [units, nearest] = tf.tidy(() => {
    const vectors = model.vectors(x, mask).reshape([-1, 1, 3])
    const distances = vectors
      .sub(model.quantizer.lookup(tf.range(0, 4, 1, 'int32')))
      .square()
      .sum(2)
    return [model.tokens(x).flatten(), distances.argMin(1)]
  }) as [tf.Tensor, tf.Tensor]
  // The first row has no padding.
  expect((await units.data()).slice(0, 4)).toEqual((await nearest.data()).slice(0, 4))
  tf.dispose([x, speaker, mask, units, nearest])
  model.dispose()
})

test('a single speaker is as good as any number', async () => {
  const model = create({ speakers: 1 })
  const { x, mask } = batch()
  const speaker = tf.zeros([4], 'int32')
  await fit(model, fromTensors({ x, speaker, mask }), { steps: 2, batchSize: 4 })
  const spoken = model.decodeTokens(model.tokens(x, mask), speaker)
  expect(spoken.shape).toEqual([4, 8, 3])
  tf.dispose([x, speaker, mask, spoken])
  model.dispose()
})

test('jitter moves codes in training, and never otherwise', async () => {
  const model = create({ jitter: 0.9 })
  const still = create({ jitter: 0 })
  const { x, speaker, mask } = batch()
  const read = async (each: SpeechUnits, training: boolean): Promise<number> => {
    const l2 = tf.tidy(
      () =>
        each.phases[0].objective({ x, speaker }, { ...inferenceContext(), training }).terms.l2 ??
        tf.scalar(0),
    )
    const [value = Number.NaN] = await l2.data()
    l2.dispose()
    return value
  }
  expect(await read(model, false)).toBe(await read(still, false))
  expect(await read(still, true)).toBe(await read(still, false))
  expect(await read(model, true)).not.toBe(await read(still, true))
  tf.dispose([x, speaker, mask])
  model.dispose()
  still.dispose()
})

/** How far the second speaker's frames lie from the first's, whatever is said. */
const VOICE = [1.5, -1, 0.5]

/** Sequences of four sounds of two frames each, in the voice of speakers 0 and 1 by turns. */
function utterances(rows: number): {
  readonly x: tf.Tensor
  readonly speaker: tf.Tensor
  readonly said: tf.Tensor
} {
  const sounds = createRng(5).normal([4, 3])
  const said = Array.from({ length: rows * 4 }, (_, i) => createRng(6).fork(`${i}`).integer(4))
  const speakers = Array.from({ length: rows }, (_, i) => i % 2)
  const x = tf.tidy(() => {
    const frames = sounds.gather(tf.tensor1d(said, 'int32')).reshape([rows, 4, 1, 3]).tile([1, 1, 2, 1])
    const voices = tf
      .tensor1d(speakers)
      .reshape([rows, 1, 1])
      .mul(tf.tensor3d([[VOICE]]))
    return frames.reshape([rows, 8, 3]).add(voices)
  })
  sounds.dispose()
  return { x, speaker: tf.tensor1d(speakers, 'int32'), said: tf.tensor2d(said, [rows, 4], 'int32') }
}

test('the same units in another voice differ by the voice; untrained, they do not', async () => {
  const { x, speaker, said } = utterances(64)
  const other = tf.tidy(() => tf.sub(1, speaker.toFloat()).toInt())
  const model = create({ quantizer: new EmaQuantizer({ ...book, codebookSize: 8 }), jitter: 0.05, seed: 1 })
  /** How alike the change of voice in what is decoded and the true one are, −1 … 1, and how long it is. */
  const change = async (): Promise<{ readonly cosine: number; readonly length: number }> => {
    const numbers = tf.tidy(() => {
      const units = model.tokens(x)
      const [own, swapped] = [speaker, other].map((who) => model.decodeTokens(units, who)) as [
        tf.Tensor,
        tf.Tensor,
      ]
      const towardsSecond = tf.sub(1, speaker.toFloat().mul(2)).reshape([-1, 1, 1])
      const mean = swapped.sub(own).mul(towardsSecond).mean([0, 1])
      const voice = tf.tensor1d(VOICE)
      return tf.stack([
        mean.mul(voice).sum().div(mean.norm().mul(voice.norm())),
        mean.norm().div(voice.norm()),
      ])
    })
    const [cosine = Number.NaN, length = Number.NaN] = await numbers.data()
    numbers.dispose()
    return { cosine, length }
  }
  const before = await change()
  await fit(model, fromTensors({ x, speaker }), {
    steps: 100,
    batchSize: 32,
    optimizer: adam({ learningRate: 0.01 }),
  })
  const after = await change()
  expect(after.cosine).toBeGreaterThan(0.9)
  expect(after.length).toBeGreaterThan(0.5)
  expect(Math.abs(before.length * before.cosine)).toBeLessThan(0.3)
  tf.dispose([x, speaker, said, other])
  model.dispose()
})

test('a saved model is loaded with the same units and the same voice; several indices a unit are welcome', async () => {
  const levels = [0, 1].map((seed) => new EmaQuantizer({ ...book, seed }))
  const model = create({ quantizer: new ResidualQuantizer({ levels }) })
  const loaded = await load(SpeechUnits, await save(model))
  const { x, speaker, mask } = batch()
  const results = [model, loaded].map((each) => {
    const units = each.tokens(x, mask)
    return { units, frames: each.decodeTokens(units, speaker) }
  })
  expect(results[0]?.units.shape).toEqual([4, 4, 2])
  expect(await results[1]?.units.data()).toEqual(await results[0]?.units.data())
  expect(await results[1]?.frames.data()).toEqual(await results[0]?.frames.data())
  expect(loaded.config).toEqual(model.config)
  tf.dispose([x, speaker, mask, ...results.flatMap(({ units, frames }) => [units, frames])])
  model.dispose()
  loaded.dispose()
})

test('mistakes are named before anything is made', () => {
  const before = tf.memory().numTensors
  expect(() => create({ inputShape: [7, 3] })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: SpeechUnits: \`inputShape\` must be [T, F] with an even T. Received: [7, 3].
      Hint: pad rows with a frame, and mask it.]
  `)
  expect(() => create({ jitter: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: SpeechUnits: \`jitter\` must be a number ≥ 0 and ≤ 1. Received: 2.]`,
  )
  expect(() => create({ encoder: speechUnitDecoder() })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: SpeechUnits.encoder (speechUnitDecoder): expected frames [T, F] and vectors [T / 2, D]. Received: [4, 3] and [8, 3].]`,
  )
  expect(tf.memory().numTensors).toBe(before)
  const model = create()
  const { x, speaker, mask } = batch()
  expect(() => model.tokens(x, x)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: SpeechUnits: expected a mask [4, 8], 1 for a frame and 0 for padding. Received: [4, 8, 3].]`,
  )
  expect(() => model.decode(model.encode(x), mask)).toThrowErrorMatchingInlineSnapshot(
    `[AeError: SpeechUnits: expected one speaker a row, [4]. Received: [4, 8].]`,
  )
  model.dispose()
  expect(() => model.tokens(x)).toThrow('SpeechUnits: model was disposed.')
  tf.dispose([x, speaker, mask])
})
