import { adam, createRng, fit, inferenceContext, mlp, mse, normalizedMse, reconstruct, save } from '@ae/core'
import { latentModelContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { codebookDiagnostics } from '../../diagnostics/codebook-diagnostics'
import { codeMapDecoder, codeMapEncoder } from '../../networks/code-map'
import { EmaQuantizer } from '../../quantizers/ema-quantizer'
import { GroupedQuantizer } from '../../quantizers/grouped-quantizer'
import { VectorQuantizer } from '../../quantizers/vector-quantizer'
import { VQVAE } from '../vq-vae'
import { VQVAE2, type VQVAE2Config } from '.'

const tiny = { channels: 6, blocks: 1, blockChannels: 3, halvings: 1 }
const convolutions = {
  encoder: codeMapEncoder(tiny),
  topEncoder: codeMapEncoder(tiny),
  topDecoder: codeMapDecoder(tiny),
  decoder: codeMapDecoder(tiny),
}
const shapes = { inputShape: [8, 8, 1], bottomShape: [4, 4], topShape: [2, 2], features: 5, ...convolutions }
const book = { codebookSize: 8, codeDim: 3 }
/** Both levels, which need not be of one kind. */
const levels = (): Pick<VQVAE2Config, 'topQuantizer' | 'bottomQuantizer'> => ({
  topQuantizer: new EmaQuantizer({ ...book, codeDim: 2, restart: { every: 5 } }),
  bottomQuantizer: new VectorQuantizer(book),
})

const contract = latentModelContract({
  Model: VQVAE2,
  create: (seed) => new VQVAE2({ ...shapes, ...levels(), seed }),
  batch: () => createRng(1).uniform([4, 8, 8, 1]),
  optimizer: adam({ learningRate: 0.01 }),
  leakSteps: 40,
})
test.each(contract)('$name', ({ run }) => run())

test('data with a mean are to a model that knows it what data about 0 are to one that does not', async () => {
  const [plain, about] = [0, 0.5].map(
    (dataMean) => new VQVAE2({ ...shapes, ...levels(), dataMean, seed: 3 }),
  ) as [VQVAE2, VQVAE2]
  const x = createRng(4).uniform([3, 8, 8, 1])
  const difference = tf.tidy(() =>
    reconstruct(about, x.add(0.5)).sub(reconstruct(plain, x)).sub(0.5).abs().max(),
  )
  expect((await difference.data())[0]).toBeLessThan(1e-5)
  tf.dispose([x, difference])
  plain.dispose()
  about.dispose()
})

test('the objective is the error over the variance of the data, and what both quantizers ask for', async () => {
  const model = new VQVAE2({ ...shapes, ...levels(), dataVariance: 0.25 })
  const x = createRng(2).uniform([3, 8, 8, 1])
  const numbers = tf.tidy(() => {
    const { total, terms } = model.phases[0].objective(x, inferenceContext())
    const of = (name: string): tf.Scalar => terms[name] ?? tf.scalar(Number.NaN)
    const expected = mse(x, reconstruct(model, x))
      .div(0.25)
      .add(of('top/commitment').mul(0.25))
      .add(of('bottom/commitment').mul(0.25))
      .add(of('bottom/codebook'))
    return tf.stack([total, expected])
  })
  const [total = 0, expected] = await numbers.data()
  expect(total).toBeCloseTo(expected ?? Number.NaN, 4)
  tf.dispose([x, numbers])
  model.dispose()
})

test('tokens of both levels decode to the copy, whatever the quantizer', async () => {
  const model = new VQVAE2({
    ...shapes,
    topQuantizer: new EmaQuantizer(book),
    bottomQuantizer: new GroupedQuantizer({
      groups: [0, 1].map((seed) => new EmaQuantizer({ ...book, seed })),
    }),
  })
  const x = createRng(3).uniform([3, 8, 8, 1])
  const [tokens, copy] = [model.tokens(x), reconstruct(model, x)]
  expect([tokens.top.shape, tokens.top.dtype]).toEqual([[3, 2, 2], 'int32'])
  expect([tokens.bottom.shape, tokens.bottom.dtype]).toEqual([[3, 4, 4, 2], 'int32'])
  const decoded = model.decodeTokens(tokens)
  expect(await decoded.data()).toEqual(await copy.data())
  tf.dispose([x, tokens.top, tokens.bottom, copy, decoded])
  model.dispose()
})

test('the encoder learns only because gradients pass the codes of both levels', async () => {
  const quiet = { ...book, commitmentWeight: 0 }
  const model = new VQVAE2({
    ...shapes,
    topQuantizer: new EmaQuantizer(quiet),
    bottomQuantizer: new EmaQuantizer(quiet),
  })
  const x = createRng(4).uniform([4, 8, 8, 1])
  const watched = model.phases[0].variables.filter((_, i) => i === 0)
  const norms = tf.tidy(() => {
    const whole = tf.variableGrads(() => model.phases[0].objective(x, inferenceContext()).total, watched)
    const cut = tf.variableGrads(() => {
      const nothing = tf.addN(watched.map((weight) => weight.mul(0).sum()))
      return mse(x, model.decodeTokens(model.tokens(x)))
        .add(nothing)
        .asScalar()
    }, watched)
    return tf.stack([whole, cut].map(({ grads }) => Object.values(grads)[0]?.norm() ?? tf.scalar(Number.NaN)))
  })
  const [whole, cut] = await norms.data()
  expect(whole).toBeGreaterThan(1e-6)
  expect(cut).toBe(0)
  tf.dispose([x, norms])
  model.dispose()
})

/** Rows of 4 points, each at one of 4 corners of a square, all moved in one of 4 ways: 2 bits a point and 2 a row. */
function crowds(rows: number): tf.Tensor {
  const corner = (name: string): tf.Tensor =>
    tf.tensor2d(
      Array.from({ length: rows * 4 }, (_, i) => {
        const which = createRng(6)
          .fork(`${name} ${name === 'row' ? Math.floor(i / 4) : i}`)
          .integer(4)
        return [which & 1 ? 1 : -1, which & 2 ? 1 : -1]
      }),
    )
  return tf.tidy(() => corner('point').add(corner('row').mul(0.5)).reshape([rows, 4, 2]))
}

test('each level says what the other does not: without either the copy is poor, and one level alone has no room', async () => {
  const x = crowds(256)
  const linear = mlp({ hiddenUnits: [] })
  const quantizer = (): EmaQuantizer =>
    new EmaQuantizer({ codebookSize: 4, codeDim: 2, decay: 0.9, restart: { every: 10 } })
  const shared = { inputShape: [4, 2], encoder: linear, decoder: linear, seed: 1 }
  const training = { steps: 200, batchSize: 64, optimizer: adam({ learningRate: 0.02 }) }
  const model = new VQVAE2({
    ...shared,
    bottomShape: [4],
    topShape: [1],
    features: 4,
    topQuantizer: quantizer(),
    bottomQuantizer: quantizer(),
    topEncoder: linear,
    topDecoder: linear,
  })
  const reports: number[] = []
  const watch = codebookDiagnostics({ onUsage: ({ usage }) => reports.push(usage.length) })
  await fit(model, x, { ...training, callbacks: [watch] })
  expect(new Set(reports)).toEqual(new Set([2]))
  const alone = new VQVAE({ ...shared, codeShape: [4], quantizer: quantizer() })
  await fit(alone, x, training)
  const tokens = model.tokens(x)
  const errors = tf.tidy(() => {
    const none = (indices: tf.Tensor): tf.Tensor => tf.fill(indices.shape, -1, 'int32')
    const { top, bottom } = tokens
    const copies = [
      model.decodeTokens(tokens),
      model.decodeTokens({ top: none(top), bottom }),
      model.decodeTokens({ top, bottom: none(bottom) }),
      reconstruct(alone, x),
    ]
    return tf.stack(copies.map((copy) => normalizedMse(x, copy)))
  })
  const [both = Number.NaN, withoutTop, withoutBottom, one] = await errors.data()
  expect(both).toBeLessThan(0.2)
  expect(withoutTop).toBeGreaterThan(1.7 * both)
  expect(withoutBottom).toBeGreaterThan(3 * both)
  expect(one).toBeGreaterThan(1.4 * both)
  tf.dispose([x, errors, tokens.top, tokens.bottom])
  model.dispose()
  alone.dispose()
})

test('mistakes in the configuration are named, and nothing is left of what was begun', async () => {
  const spec = { kind: 'ema-quantizer', config: book }
  const both = { topQuantizer: spec, bottomQuantizer: spec }
  const before = tf.memory().numTensors
  expect(() => new VQVAE2({ ...shapes, ...both, bottomQuantizer: 'ema' as never })).toThrow(
    /^VQVAE2: `bottomQuantizer` must be a Quantizer/,
  )
  expect(() => new VQVAE2({ inputShape: [28, 28, 1], ...both })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VQVAE2: \`topShape\` must be given unless rows are images whose sides are multiples of 8. Received rows: [28, 28, 1].]`,
  )
  expect(() => new VQVAE2({ ...shapes, ...both, topShape: [3, 3] })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: VQVAE2.topEncoder (codeMapEncoder): expected an image [H, W, C] and a map [H / 2, W / 2, D]. Received: [4, 4, 5] and [3, 3, 3].
      Hint: change \`halvings\` or the code shape, or pad the images.]
  `)
  expect(() => new VQVAE2({ ...shapes, ...both, features: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VQVAE2: \`features\` must be a positive integer. Received: 0.]`,
  )
  expect(tf.memory().numTensors).toBe(before)
  const model = new VQVAE2({ ...shapes, ...both })
  expect(model.config.topQuantizer).toEqual({ kind: 'ema-quantizer', config: model.quantizers.top.config })
  const { top, bottom } = model.tokens(tf.zeros([2, 8, 8, 1]))
  expect(() => model.decodeTokens({ top: bottom, bottom: top })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VQVAE2: expected shape [batch, 2, 2]. Received: [2, 4, 4].]`,
  )
  expect((await save(model)).length).toBeGreaterThan(1000)
  tf.dispose([top, bottom])
  model.dispose()
})
