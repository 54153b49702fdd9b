import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, test } from 'vitest'
import { save } from '../../checkpoint/save'
import { fromTensor } from '../../data/from-tensor'
import { activeUnits } from '../../metrics/active-units'
import { Autoencoder } from '../../models/autoencoder'
import { VAE, type VAEConfig } from '../../models/vae'
import { warmUpFactor } from '../../models/vae/kl-steering'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { adam } from '../adam'
import type { Callback } from '../callback'
import { evaluate } from '../evaluate'
import { fit } from '../fit'
import { collapseGuard } from './collapse-guard'

/** Eight patterns of sixteen bits, one in twenty wrong: three bits are worth knowing, about two nats. */
const patterns = tf.tidy(() => {
  const rng = createRng(1)
  const clean = rng.uniform([8, 16]).round()
  const which = tf.range(0, 256, 1, 'int32').mod(8).toInt()
  const flips = rng.uniform([256, 16]).less(0.05).cast('float32')
  return clean.gather(which).sub(flips).abs()
})
/** Four directions of deviation 1 and less in eight dimensions. */
const gaussian = tf.tidy(() =>
  createRng(3)
    .normal([256, 8])
    .mul(tf.tensor1d([1, 0.8, 0.5, 0.3, 0.1, 0.1, 0.1, 0.1])),
)
afterAll(() => tf.dispose([patterns, gaussian]))

/**
 * Two sigmoid layers hardly let the code through at first, so that it is gone before the decoder has learnt to listen;
 * with tanh it is not.
 */
const throughLayers = (activation: 'sigmoid' | 'tanh'): VAEConfig => ({
  inputShape: [16],
  latentDim: 4,
  encoder: mlp({ hiddenUnits: [16] }),
  decoder: mlp({ hiddenUnits: [16, 16], activation }),
  seed: 1,
})

interface Outcome {
  readonly active: number
  readonly bound: number
  readonly repairs: readonly string[]
}

async function trained(
  config: VAEConfig,
  x: tf.Tensor,
  epochs: number,
  callbacks: readonly Callback[],
): Promise<Outcome> {
  const vae = new VAE(config)
  const { diagnostics } = await fit(vae, x, {
    epochs,
    batchSize: 64,
    optimizer: adam({ learningRate: 0.02 }),
    callbacks,
  })
  const mean = vae.encode(x)
  const active = await activeUnits(mean)
  const { total = Number.NaN } = await evaluate(vae, fromTensor(x).batch(256))
  mean.dispose()
  vae.dispose()
  return { active, bound: total, repairs: diagnostics.map(({ message }) => message) }
}

test('a code that is gone comes back by a restart, to a better bound, and it is said why', async () => {
  const guard = collapseGuard({ rows: patterns, patience: 8, warmUpEpochs: 70 })
  const alone = await trained(throughLayers('sigmoid'), patterns, 180, [])
  const guarded = await trained(throughLayers('sigmoid'), patterns, 180, [guard])
  expect(alone.active).toBe(0)
  expect(guarded.active).toBeGreaterThan(0)
  expect(guarded.bound).toBeLessThan(alone.bound - 1)
  expect(guarded.repairs).toMatchInlineSnapshot(`
    [
      "the code is hardly used: 0 of 4 units active, divergence 0.01345 nats a row, for 8 epochs. From step 32 the KL weight rises from 0 over 280 steps.",
    ]
  `)
})

test('where data differ by less than the noise, a restart does not last; free bits do', async () => {
  // Without them the best linear model has no code: the noise's variance is above the data's largest (Lucas et al. 2019).
  const config: VAEConfig = {
    inputShape: [8],
    latentDim: 4,
    likelihood: { kind: 'gaussian', standardDeviation: 1.5 },
    encoder: mlp({ hiddenUnits: [] }),
    decoder: mlp({ hiddenUnits: [] }),
  }
  const guard = collapseGuard({ rows: gaussian, warmUpEpochs: 10, freeBits: 0.2 })
  const alone = await trained(config, gaussian, 80, [])
  const guarded = await trained(config, gaussian, 80, [guard])
  expect(alone.active).toBe(0)
  expect(guarded.active).toBe(4)
  expect(guarded.repairs.length).toBeGreaterThan(1)
  expect(guarded.repairs[0]).not.toContain('for free')
  expect(guarded.repairs[1]).toContain('each unit has 0.2 nats for free')
})

test('a code in use is left alone, to the last bit', async () => {
  const guard = collapseGuard({ rows: patterns, patience: 8 })
  const alone = await trained(throughLayers('tanh'), patterns, 40, [])
  const guarded = await trained(throughLayers('tanh'), patterns, 40, [guard])
  expect(guarded).toEqual({ ...alone, repairs: [] })
  expect(guarded.active).toBeGreaterThan(0)
})

describe('what the guard does', () => {
  const options = { epochs: 40, batchSize: 64, optimizer: adam({ learningRate: 0.02 }) }
  const guard = (): Callback => collapseGuard({ rows: patterns, patience: 4, warmUpEpochs: 20 })

  test('is part of a checkpoint: resuming equals never having stopped', async () => {
    const whole = new VAE(throughLayers('sigmoid'))
    let bytes: Uint8Array = new Uint8Array()
    const keep: Callback = {
      name: 'keep',
      async onEpoch({ epoch }, run) {
        if (epoch === 15) bytes = await save(whole, { training: await run.state() })
      },
    }
    const history = await fit(whole, patterns, { ...options, callbacks: [guard(), keep] })
    // At epoch 15 the first restart has begun and is not over.
    expect(history.diagnostics[0]).toMatchObject({ kind: 'collapseRepair', values: { warmUpSteps: 72 } })
    const resumed = new VAE(throughLayers('sigmoid'))
    await fit(resumed, patterns, { ...options, resume: bytes, callbacks: [guard(), { name: 'keep' }] })
    expect(await save(resumed)).toEqual(await save(whole))
    const unguarded = new VAE(throughLayers('sigmoid'))
    await fit(unguarded, patterns, { ...options, callbacks: [{ name: 'keep' }] })
    expect(await save(unguarded)).not.toEqual(await save(whole))
    for (const model of [whole, resumed, unguarded]) model.dispose()
  })

  const lossOf = async (vae: VAE, training: boolean): Promise<number> => {
    const [phase] = vae.phases
    const value = tf.tidy(
      () => phase.objective(patterns, { training, rng: createRng(1), step: 5, totalSteps: 10 }).total,
    )
    const [number = Number.NaN] = await value.data()
    value.dispose()
    return number
  }

  test('changes the loss in training only', async () => {
    const vae = new VAE(throughLayers('sigmoid'))
    const total = (training: boolean): Promise<number> => lossOf(vae, training)
    const before = [await total(true), await total(false)]
    vae.steerKl({ warmUp: { from: 5, steps: 10 } })
    const steered = await total(true)
    expect(steered).toBeLessThan(before[0] ?? 0)
    expect(await total(false)).toBe(before[1])
    vae.steerKl({ freeBits: 3 })
    expect(await total(true)).toBeGreaterThan((before[0] ?? 0) + 5)
    expect(await total(false)).toBe(before[1])
    vae.dispose()
  })

  test.each(['ends', 'fails'])('is over when training %s', async (how) => {
    const vae = new VAE(throughLayers('sigmoid'))
    const repaired: Callback = {
      name: 'repaired',
      onDiagnostic(_, run) {
        if (how === 'fails') throw new Error('a callback of the user')
        run.stop('repaired')
      },
    }
    const training = fit(vae, patterns, { ...options, callbacks: [guard(), repaired] })
    if (how === 'fails') await expect(training).rejects.toThrow('a callback of the user')
    else expect((await training).stopped).toBe('repaired')
    const after = await lossOf(vae, true)
    vae.steerKl({})
    expect(await lossOf(vae, true)).toBe(after)
    // That a restart had begun would be seen.
    vae.steerKl({ warmUp: { from: 4, steps: 20 } })
    expect(await lossOf(vae, true)).not.toBe(after)
    vae.dispose()
  })

  test('a checkpoint that does not fit leaves nothing steered', async () => {
    const other = new VAE({ ...throughLayers('sigmoid'), latentDim: 3 })
    let bytes: Uint8Array = new Uint8Array()
    const keep: Callback = {
      name: 'keep',
      async onDiagnostic(_, run) {
        bytes = await save(other, { training: await run.state() })
      },
    }
    await fit(other, patterns, { ...options, callbacks: [guard(), keep] })
    const vae = new VAE(throughLayers('sigmoid'))
    const before = await lossOf(vae, true)
    const resumed = fit(vae, patterns, { ...options, resume: bytes, callbacks: [guard(), { name: 'keep' }] })
    await expect(resumed).rejects.toThrow()
    expect(await lossOf(vae, true)).toBe(before)
    for (const model of [other, vae]) model.dispose()
  })

  test('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const vae = new VAE(throughLayers('sigmoid'))
    await fit(vae, patterns, { ...options, epochs: 12, callbacks: [guard()] })
    vae.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('a restart begins at 0 and is over after its steps', () => {
  const warmUp = { from: 100, steps: 50 }
  expect([0, 99, 100, 125, 150, 1000].map((step) => warmUpFactor({ warmUp }, step))).toEqual([
    1, 1, 0, 0.5, 1, 1,
  ])
  expect(warmUpFactor({}, 3)).toBe(1)
})

test('models without a KL term and bad options are refused', async () => {
  const model = new Autoencoder({ inputShape: [16], latentDim: 2 })
  await expect(
    fit(model, patterns, { epochs: 1, callbacks: [collapseGuard({ rows: patterns })] }),
  ).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AeError: collapseGuard: expected a variational model whose KL term can be steered. Received: an object of Autoencoder.
      Hint: VAE is one; a model of your own needs posterior() and steerKl().]
  `)
  model.dispose()
  expect(() => collapseGuard({ rows: patterns, freeBits: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: collapseGuard: \`freeBits\` must be a number > 0. Received: 0.]`,
  )
  expect(() => collapseGuard({ rows: patterns, patience: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: collapseGuard: \`patience\` must be a positive integer. Received: 0.5.]`,
  )
  expect(() => collapseGuard({ rows: tf.zeros([1, 16]) })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: collapseGuard: \`rows\` must be a tensor of two rows or more. Received: [1, 16].]`,
  )
  const vae = new VAE(throughLayers('tanh'))
  const weights = await save(vae)
  const strange = collapseGuard({ rows: tf.zeros([4, 15]) })
  await expect(fit(vae, patterns, { epochs: 1, callbacks: [strange] })).rejects.toThrow('[2, 15]')
  expect(await save(vae)).toEqual(weights)
  expect(() => vae.steerKl({ warmUp: { from: 0, steps: 0 } })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: VAE: \`warmUp.steps\` must be a positive integer. Received: 0.]`,
  )
  vae.dispose()
})
