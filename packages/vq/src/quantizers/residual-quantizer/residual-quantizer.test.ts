import { createRng, inferenceContext, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { EmaQuantizer } from '../ema-quantizer'
import { FiniteScalarQuantizer } from '../finite-scalar-quantizer'
import { VectorQuantizer } from '../vector-quantizer'
import { beamSearch, ResidualQuantizer } from '.'

const book = { codebookSize: 8, codeDim: 3 }
const levels = (seed: number): EmaQuantizer[] =>
  [0, 1, 2].map((level) => new EmaQuantizer({ ...book, seed: seed + level, restart: { every: 2 } }))

const makers = {
  'running codebooks': (seed: number) => new ResidualQuantizer({ levels: levels(seed) }),
  'a shared codebook': (seed: number) =>
    new ResidualQuantizer({ levels: { quantizer: new EmaQuantizer({ ...book, seed }), count: 3 } }),
  'learned codebooks, rotated': (seed: number) =>
    new ResidualQuantizer({
      levels: [0, 1].map((level) => new VectorQuantizer({ ...book, seed: seed + level })),
      gradient: 'rotation',
    }),
  'finite scalars': () =>
    new ResidualQuantizer({
      levels: { quantizer: new FiniteScalarQuantizer({ levels: [5, 5] }), count: 3 },
      enlargement: 4,
    }),
}
for (const [name, create] of Object.entries(makers)) {
  const contract = quantizerContract({ Class: ResidualQuantizer, create })
  test.each(contract)(`${name}: $name`, ({ run }) => run())
}

const training = (step: number): StepContext => ({
  training: true,
  rng: createRng(1).fork(`${step}`),
  step,
  totalSteps: 100,
})

async function squaredError(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const error = tf.tidy(() => a.squaredDifference(b).mean())
  const [value = Number.NaN] = await error.data()
  error.dispose()
  return value
}

/** Running counts of each level. */
function countsOf({ levels: each }: ResidualQuantizer): Promise<readonly (readonly number[])[]> {
  return Promise.all(
    each.map(async (level) => Array.from((await level.weights()['running-counts']?.data()) ?? [])),
  )
}

test('each level begins on what those before leave, and each makes the error smaller', async () => {
  const quantizer = new ResidualQuantizer({ levels: levels(0) })
  const z = createRng(2).normal([400, 3])
  tf.tidy(() => quantizer.afterStep(quantizer.quantize(z, training(0)).aux, training(0)))
  const indices = tf.tidy(() => quantizer.quantize(z, inferenceContext()).indices)
  const errors: number[] = []
  for (const kept of [0, 1, 2, 3]) {
    const codes = tf.tidy(() => {
      const first = indices.slice([0, 0], [-1, kept])
      return quantizer.lookup(tf.concat([first, tf.fill([400, 3 - kept], -1, 'int32')], 1))
    })
    errors.push(await squaredError(z, codes))
    codes.dispose()
  }
  for (const level of [1, 2, 3]) expect(errors[level]).toBeLessThan(0.65 * (errors[level - 1] ?? 0))
  tf.dispose([z, indices])
  quantizer.dispose()
})

test('a step without the last levels has −1 there, counts nothing and teaches nothing there', async () => {
  const quantizer = new ResidualQuantizer({ levels: levels(0), dropout: { least: 1 } })
  const z = createRng(3).normal([20, 3])
  const depths = new Set<number>()
  for (let step = 1; step < 20; step++) {
    quantizer.resetUsage()
    const before = await countsOf(quantizer)
    const indices = tf.tidy(() => {
      const made = quantizer.quantize(z, training(step))
      quantizer.afterStep(made.aux, training(step))
      return made.indices.clone()
    })
    const rows = (await indices.array()) as number[][]
    indices.dispose()
    const depth = rows[0]?.filter((index) => index >= 0).length ?? 0
    depths.add(depth)
    for (const row of rows)
      expect(row.map((index) => index >= 0)).toEqual([0, 1, 2].map((level) => level < depth))
    expect((await quantizer.usage()).map(({ vectors }) => vectors)).toEqual(
      [0, 1, 2].map((level) => (level < depth ? 20 : 0)),
    )
    const after = await countsOf(quantizer)
    after.forEach((counts, level) => {
      if (level >= depth) expect(counts).toEqual(before[level])
      else expect(counts).not.toEqual(before[level])
    })
  }
  expect(depths).toEqual(new Set([1, 2, 3]))
  const whole = tf.tidy(() => quantizer.quantize(z, inferenceContext()).indices.min())
  expect((await whole.data())[0]).toBeGreaterThanOrEqual(0)
  tf.dispose([z, whole])
  quantizer.dispose()
})

test('finite scalars, enlarged by L − 1, are a finer scalar', async () => {
  const level = new FiniteScalarQuantizer({ levels: [5] })
  const quantizer = new ResidualQuantizer({ levels: { quantizer: level, count: 2 }, enlargement: 4 })
  // tanh and the margin undone: these are the middles of the first level's steps, and a little beside.
  const z = tf.tidy(() => tf.tensor2d([-0.9, -0.4, 0.05, 0.3, 0.85], [5, 1]))
  const [one, two] = tf.tidy(() => [
    level.quantize(z, inferenceContext()).codes,
    quantizer.quantize(z, inferenceContext()).codes,
  ]) as [tf.Tensor, tf.Tensor]
  expect(await squaredError(z, two)).toBeLessThan(0.5 * (await squaredError(z, one)))
  tf.dispose([z, one, two])
  quantizer.dispose()
})

test('a beam of 1 is level by level, a wider one is never worse, and one wide enough is the best of all sums', async () => {
  const quantizer = new ResidualQuantizer({
    levels: [0, 1, 2].map(
      (seed) => new VectorQuantizer({ codebookSize: 4, codeDim: 2, seed, start: 'normal' }),
    ),
  })
  const z = createRng(4).normal([30, 2])
  const greedy = tf.tidy(() => quantizer.quantize(z, inferenceContext()).indices)
  const beams = [1, 3, 64].map((beam) => beamSearch(quantizer, z, { beam }))
  expect(await beams[0]?.data()).toEqual(await greedy.data())
  const errors: number[] = []
  for (const indices of beams) {
    const codes = quantizer.lookup(indices)
    errors.push(await squaredError(z, codes))
    codes.dispose()
  }
  // Every one of the 4³ sums, for every vector.
  const best = tf.tidy(() => {
    const all = Array.from({ length: 64 }, (_, i) => [Math.floor(i / 16), Math.floor(i / 4) % 4, i % 4])
    const sums = quantizer.lookup(tf.tensor2d(all, [64, 3], 'int32')) // [64, 2]
    return z.expandDims(1).sub(sums.expandDims(0)).square().mean(2).min(1).mean()
  })
  const [least = 0] = await best.data()
  const [first = 0, wider = 0, widest = 0] = errors
  expect(wider).toBeLessThan(first)
  expect(widest).toBeLessThanOrEqual(wider + 1e-7)
  expect(widest).toBeCloseTo(least, 5)
  tf.dispose([z, greedy, best, ...beams])
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(
    () => new ResidualQuantizer({ levels: levels(0), dropout: { least: 4 } }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: ResidualQuantizer: \`dropout.least\` must be at most 3, the number of levels. Received: 4.]`,
  )
  expect(
    () =>
      new ResidualQuantizer({
        levels: [new EmaQuantizer(book), new EmaQuantizer({ ...book, codeDim: 2 })],
      }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: ResidualQuantizer: \`levels\` must have codes of one size. Received: [3, 2].]`,
  )
  expect(
    () => new ResidualQuantizer({ levels: levels(0), enlargement: 0.5 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: ResidualQuantizer: \`enlargement\` must be a number ≥ 1. Received: 0.5.]`,
  )
})
