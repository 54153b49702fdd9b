import {
  adam,
  type Callback,
  createRng,
  fit,
  inferenceContext,
  mse,
  type NetworkBuilder,
  normalizedMse,
  reconstruct,
  save,
  seededNetwork,
} from '@ae/core'
import { fingerprint, latentModelContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { codebookDiagnostics, type EpochUsage } from '../../diagnostics/codebook-diagnostics'
import { codeMapDecoder, codeMapEncoder } from '../../networks/code-map'
import { EmaQuantizer } from '../../quantizers/ema-quantizer'
import { VectorQuantizer } from '../../quantizers/vector-quantizer'
import { tokenRows, tokenTensor } from '../../tokens/token-rows'
import type { CodeUsage } from '../../usage/code-usage'
import { VQVAE } from '.'

const tiny = { channels: 6, blocks: 1, blockChannels: 3 }
const small = { encoder: codeMapEncoder(tiny), decoder: codeMapDecoder(tiny) }
const shapes = { inputShape: [8, 8, 1], ...small }
const book = { codebookSize: 8, codeDim: 3 }

const contracts = {
  'running means': () => new EmaQuantizer({ ...book, restart: { every: 5 } }),
  'a learned codebook': () => new VectorQuantizer(book),
}
for (const [name, quantizer] of Object.entries(contracts)) {
  const contract = latentModelContract({
    Model: VQVAE,
    create: (seed) => new VQVAE({ ...shapes, quantizer: quantizer(), seed }),
    batch: () => createRng(1).uniform([4, 8, 8, 1]),
    optimizer: adam({ learningRate: 0.01 }),
    leakSteps: 40,
  })
  test.each(contract)(`with ${name}, $name`, ({ run }) => run())
}

test('the objective is the error over the variance of the data, and what the quantizer asks for', async () => {
  const quantizer = new EmaQuantizer({ ...book, commitmentWeight: 0.5 })
  const model = new VQVAE({ ...shapes, quantizer, dataVariance: 0.25 })
  const x = createRng(2).uniform([3, 8, 8, 1])
  const [total, commitment, error] = tf.tidy(() => {
    const objective = model.phases[0].objective(x, { ...inferenceContext(), training: true })
    return [objective.total, objective.terms.commitment, mse(x, reconstruct(model, x))] as tf.Tensor[]
  })
  const value = async (tensor: tf.Tensor | undefined): Promise<number> =>
    (await tensor?.data())?.[0] ?? Number.NaN
  expect(await value(total)).toBeCloseTo((await value(error)) / 0.25 + 0.5 * (await value(commitment)), 5)
  tf.dispose([x, total, commitment, error].flatMap((tensor) => tensor ?? []))
  model.dispose()
})

test('data with a mean are to a model that knows it what data about 0 are to one that does not', async () => {
  const create = (dataMean: number, output: 'unit' | 'unbounded' = 'unbounded'): VQVAE =>
    new VQVAE({ ...shapes, quantizer: new VectorQuantizer(book), dataMean, output, seed: 3 })
  const models = [create(0), create(0.5), create(0.5, 'unit')] as const
  const [plain, about, unit] = models
  const x = createRng(4).uniform([3, 8, 8, 1])
  const moved = x.add(0.5)
  const [tokens, others, copies, expected, bounded] = tf.tidy(() => [
    plain.tokens(x),
    about.tokens(moved),
    reconstruct(about, moved),
    reconstruct(plain, x).add(0.5),
    reconstruct(unit, moved),
  ]) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  expect(Array.from(await others.data())).toEqual(Array.from(await tokens.data()))
  const [found, wanted] = [await copies.data(), await expected.data()]
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 5)
  })
  // A sigmoid knows where data lie.
  expect((await bounded.data()).every((value) => value > 0 && value < 1)).toBe(true)
  expect(() => create(Number.NaN)).toThrow('`dataMean`')
  tf.dispose([x, moved, tokens, others, copies, expected, bounded])
  for (const model of models) model.dispose()
})

test('tokens are indices of the codes, and go to plain integers and back', async () => {
  const model = new VQVAE({ ...shapes, quantizer: new EmaQuantizer(book) })
  const x = createRng(3).uniform([3, 8, 8, 1])
  const [tokens, copy] = [model.tokens(x), reconstruct(model, x)]
  expect([tokens.shape, tokens.dtype]).toEqual([[3, 2, 2], 'int32'])
  const rows = await tokenRows(tokens)
  expect(rows.map((row) => row.length)).toEqual([4, 4, 4])
  const again = tokenTensor(rows, [2, 2])
  const decoded = model.decodeTokens(again)
  expect(await decoded.data()).toEqual(await copy.data())
  expect(() => tokenTensor([[1, 2, 3]], [2, 2])).toThrowErrorMatchingInlineSnapshot(
    `[AeError: tokenTensor: expected 4 integers in row 0. Received: 3.]`,
  )
  expect(() => tokenTensor([[1, 2, 3, 0.5]], [2, 2])).toThrowErrorMatchingInlineSnapshot(
    `[AeError: tokenTensor: expected 4 integers in row 0. Received: 0.5.]`,
  )
  tf.dispose([x, tokens, copy, again, decoded])
  model.dispose()
})

test('the encoder learns only because gradients pass the codes: cut there, it has none', async () => {
  const model = new VQVAE({ ...shapes, quantizer: new EmaQuantizer({ ...book, commitmentWeight: 0 }) })
  const x = createRng(4).uniform([4, 8, 8, 1])
  const [kernel] = model.phases[0].variables as [tf.Variable]
  const ctx = { ...inferenceContext(), training: true }
  const norms = tf.tidy(() => {
    const whole = tf.variableGrads(() => model.phases[0].objective(x, ctx).total, [kernel])
    // The index alone, and what is looked up with it: the path without the estimator.
    const cut = tf.variableGrads(() => {
      const z = model.quantizer.lookup(model.tokens(x))
      return mse(x, model.decode(z)).add(kernel.mul(0).sum()).asScalar()
    }, [kernel])
    return [whole, cut].map(({ grads }) => grads[kernel.name]?.norm() ?? tf.scalar(Number.NaN))
  })
  expect((await norms[0]?.data())?.[0]).toBeGreaterThan(1e-6)
  expect((await norms[1]?.data())?.[0]).toBe(0)
  tf.dispose([x, ...norms])
  model.dispose()
})

/** A dense layer at each place. */
const atEachPlace: NetworkBuilder = ({ inputShape, outputShape, rng }) =>
  seededNetwork(
    () =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 32, activation: 'relu', inputShape: [...inputShape] }),
          tf.layers.dense({ units: outputShape.at(-1) ?? 1 }),
        ],
      }),
    rng,
  )

test('twice as many codes as there are kinds of patches keep nearly all, a quarter as many much less', async () => {
  // 64 rows of 4 places, in each one of eight patches of 16 numbers.
  const kinds = createRng(5).uniform([8, 16])
  const draws = Array.from({ length: 64 * 4 }, (_, i) => createRng(6).fork(String(i)).integer(8))
  const x = tf.tidy(() => kinds.gather(draws).reshape([64, 4, 16]))
  const errors: number[] = []
  for (const codebookSize of [16, 2]) {
    const model = new VQVAE({
      inputShape: [4, 16],
      codeShape: [4],
      quantizer: new EmaQuantizer({ codebookSize, codeDim: 4, decay: 0.9, restart: { every: 10 } }),
      encoder: atEachPlace,
      decoder: atEachPlace,
      dataVariance: 0.08,
    })
    await fit(model, x, { steps: 400, batchSize: 16, optimizer: adam({ learningRate: 0.01 }) })
    const error = tf.tidy(() => normalizedMse(x, reconstruct(model, x)))
    errors.push((await error.data())[0] ?? Number.NaN)
    const tokens = model.tokens(x)
    expect(new Set(await tokens.data()).size).toBeGreaterThanOrEqual(Math.min(8, codebookSize))
    tf.dispose([error, tokens])
    model.dispose()
  }
  expect(errors[0]).toBeLessThan(0.02)
  expect(errors[1]).toBeGreaterThan(0.4)
  tf.dispose([kinds, x])
})

test('a training that goes on from a checkpoint ends as one that was never interrupted, restarts and counts included', async () => {
  const x = createRng(8).uniform([32, 4, 16])
  const create = (): VQVAE =>
    new VQVAE({
      inputShape: [4, 16],
      codeShape: [4],
      quantizer: new EmaQuantizer({
        codebookSize: 24,
        codeDim: 4,
        decay: 0.3,
        restart: { every: 3, threshold: 0.5 },
      }),
      encoder: atEachPlace,
      decoder: atEachPlace,
    })
  const [whole, resumed] = [create(), create()]
  let bytes = new Uint8Array()
  const keep: Callback = {
    name: 'keep',
    async onEpoch({ epoch }, run) {
      if (epoch === 2) bytes = new Uint8Array(await save(whole, { training: await run.state() }))
    },
  }
  const usages: (readonly CodeUsage[])[] = []
  const onUsage = ({ usage }: EpochUsage): void => {
    usages.push(usage)
  }
  const options = { epochs: 4, batchSize: 8 }
  const watch = codebookDiagnostics({ onUsage })
  const { diagnostics } = await fit(whole, x, { ...options, callbacks: [watch, keep] })
  await fit(resumed, x, { ...options, resume: bytes, callbacks: [codebookDiagnostics({ onUsage })] })
  expect(await fingerprint(resumed.weights())).toBe(await fingerprint(whole.weights()))
  expect(usages.slice(4)).toEqual(usages.slice(2, 4))
  expect(diagnostics.some(({ kind }) => kind === 'codesRestarted')).toBe(true)
  x.dispose()
  whole.dispose()
  resumed.dispose()
})

test('mistakes in the configuration are named', async () => {
  const before = tf.memory().numTensors
  const quantizer = new EmaQuantizer(book)
  expect(() => new VQVAE({ inputShape: [8, 8, 1], quantizer: 64 as never })).toThrow(
    /^VQVAE: `quantizer` must be a Quantizer, or { kind, config } of one of 'ema-quantizer', .*Received: 64\.\n {2}Hint: /,
  )
  expect(() => new VQVAE({ inputShape: [10], quantizer })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VQVAE: \`codeShape\` must be given unless rows are images whose sides are multiples of 4. Received rows: [10].]`,
  )
  expect(
    () => new VQVAE({ inputShape: [8, 8, 1], codeShape: [4, 4], quantizer, ...small }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [AeError: VQVAE.encoder (codeMapEncoder): expected an image [H, W, C] and a map [H / 4, W / 4, D]. Received: [8, 8, 1] and [4, 4, 3].
      Hint: change \`halvings\` or the code shape, or pad the images.]
  `)
  const spec = { kind: 'ema-quantizer', config: book }
  expect(() => new VQVAE({ ...shapes, codeShape: [4, 4], quantizer: spec })).toThrow('codeMapEncoder')
  expect(() => codeMapEncoder({ blocks: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: codeMapEncoder: \`blocks\` must be a positive integer. Received: -1.]`,
  )
  quantizer.dispose()
  expect(tf.memory().numTensors).toBe(before)
  const model = new VQVAE({ ...shapes, quantizer: spec })
  expect(model.config.quantizer).toEqual({ kind: 'ema-quantizer', config: model.quantizer.config })
  expect((await save(model)).length).toBeGreaterThan(1000)
  model.dispose()
})
