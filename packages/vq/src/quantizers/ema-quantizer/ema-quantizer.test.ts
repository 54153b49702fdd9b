import { createRng, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { EmaQuantizer } from '.'

const contract = quantizerContract({
  Class: EmaQuantizer,
  create: (seed) => new EmaQuantizer({ codebookSize: 8, codeDim: 4, restart: { every: 2 }, seed }),
})
test.each(contract)('$name', ({ run }) => run())

const training = (step: number, totalSteps = 100): StepContext => ({
  training: true,
  rng: createRng(1).fork(`${step}`),
  step,
  totalSteps,
})

function learn(quantizer: EmaQuantizer, z: tf.Tensor, ctx: StepContext): void {
  tf.tidy(() => quantizer.afterStep(quantizer.quantize(z, ctx).aux, ctx))
}

async function values(quantizer: EmaQuantizer, name: string): Promise<readonly number[]> {
  return Array.from((await quantizer.weights()[name]?.data()) ?? [])
}

test('without memory, codes become the means of their vectors, and one without vectors stays', async () => {
  const quantizer = new EmaQuantizer({
    codebookSize: 6,
    codeDim: 3,
    start: 'normal',
    decay: 0,
    restart: 'never',
  })
  const z = createRng(2).normal([12, 3])
  const before = await values(quantizer, 'codes')
  const made = tf.tidy(() => quantizer.quantize(z, training(1)).indices.clone())
  const indices = Array.from(await made.data())
  learn(quantizer, z, training(1))
  const [codes, vectors] = [await values(quantizer, 'codes'), Array.from(await z.data())]
  const idle = [0, 1, 2, 3, 4, 5].filter((code) => !indices.includes(code))
  expect(idle.length).toBeGreaterThan(0)
  codes.forEach((value, i) => {
    const [code, axis] = [Math.floor(i / 3), i % 3]
    const own = indices.flatMap((index, row) => (index === code ? [vectors[3 * row + axis] ?? 0] : []))
    const mean = own.reduce((sum, x) => sum + x, 0) / own.length
    // ε, spread over six codes, moves a mean of few vectors by as much.
    expect(Math.abs(value - (own.length === 0 ? (before[i] ?? 0) : mean))).toBeLessThan(5e-5)
  })
  tf.dispose([z, made])
  quantizer.dispose()
})

test('running counts, sums and codes follow the formula, step after step', async () => {
  const [decay, epsilon, size] = [0.9, 1e-3, 4]
  const quantizer = new EmaQuantizer({
    codebookSize: size,
    codeDim: 1,
    start: 'normal',
    decay,
    epsilon,
    restart: 'never',
  })
  let codes = [...(await values(quantizer, 'codes'))]
  let [counts, sums] = [codes.map(() => 1), [...codes]]
  for (let step = 1; step < 6; step++) {
    const z = createRng(step).normal([10, 1])
    const vectors = Array.from(await z.data())
    const nearest = vectors.map((x) => {
      const distances = codes.map((code) => (x - code) ** 2)
      return distances.indexOf(Math.min(...distances))
    })
    learn(quantizer, z, training(step))
    z.dispose()
    counts = counts.map((n, k) => decay * n + (1 - decay) * nearest.filter((code) => code === k).length)
    sums = sums.map(
      (m, k) => decay * m + (1 - decay) * vectors.reduce((sum, x, i) => sum + (nearest[i] === k ? x : 0), 0),
    )
    const total = counts.reduce((sum, n) => sum + n, 0)
    codes = sums.map((m, k) =>
      nearest.includes(k)
        ? m / ((((counts[k] ?? 0) + epsilon) / (total + size * epsilon)) * total)
        : (codes[k] ?? Number.NaN),
    )
    const close = (received: readonly number[], expected: readonly number[]): void =>
      received.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4))
    close(await values(quantizer, 'running-counts'), counts)
    close(await values(quantizer, 'running-sums'), sums)
    close(await values(quantizer, 'codes'), codes)
  }
  quantizer.dispose()
})

test('a code that nothing is near to stays where it is, however long', async () => {
  const quantizer = new EmaQuantizer({
    codebookSize: 4,
    codeDim: 2,
    start: 'normal',
    decay: 0.5,
    restart: 'never',
  })
  const z = tf.fill([8, 2], 30)
  const before = await values(quantizer, 'codes')
  for (let step = 0; step < 200; step++) learn(quantizer, z, training(step))
  const [after, counts] = [await values(quantizer, 'codes'), await values(quantizer, 'running-counts')]
  const unused = counts.map((count, k) => ({ count, k })).filter(({ count }) => count < 1e-5)
  expect(unused.length).toBe(3)
  for (const { k } of unused) expect(after.slice(2 * k, 2 * k + 2)).toEqual(before.slice(2 * k, 2 * k + 2))
  z.dispose()
  quantizer.dispose()
})

test('a restart moves dead codes to vectors of the step, touches no other, and says which and why', async () => {
  const config = { codebookSize: 8, codeDim: 2, start: 'normal', decay: 0.5 } as const
  const [alone, repaired] = [
    new EmaQuantizer({ ...config, restart: 'never' }),
    new EmaQuantizer({ ...config, restart: { every: 3, threshold: 0.5 } }),
  ]
  // Two places only: at most two codes are in use, six die.
  const z = tf.tidy(() =>
    tf
      .tensor2d([2, 2, -2, -2], [2, 2])
      .tile([20, 1])
      .add(createRng(5).normal([40, 2]).mul(0.01)),
  )
  for (let step = 0; step < 3; step++)
    for (const quantizer of [alone, repaired]) learn(quantizer, z, training(step))
  const [left, right] = [await values(alone, 'codes'), await values(repaired, 'codes')]
  const [usage] = await repaired.usage()
  const restarted = usage?.restarts.map(({ code }) => code) ?? []
  const counts = await values(alone, 'running-counts')
  // 40 vectors on 8 codes are 5 each; half of that is the least.
  expect(restarted).toEqual(counts.flatMap((count, code) => (count < 2.5 ? [code] : [])))
  expect(restarted.length).toBe(6)
  for (const { code, times, uses, threshold } of usage?.restarts ?? []) {
    expect([times, threshold]).toEqual([1, 2.5])
    expect(uses).toBe(counts[code])
  }
  const rows = Array.from({ length: 40 }, (_, row) =>
    Array.from(z.dataSync().slice(2 * row, 2 * row + 2)).join(),
  )
  const placed = new Set<string>()
  for (let code = 0; code < 8; code++) {
    const [was, is] = [left.slice(2 * code, 2 * code + 2), right.slice(2 * code, 2 * code + 2)]
    if (restarted.includes(code)) {
      expect(rows).toContain(is.join())
      placed.add(is.join())
    } else expect(is).toEqual(was)
  }
  expect(placed.size).toBe(6)
  const after = await values(repaired, 'running-counts')
  for (const code of restarted) expect(after[code]).toBe(2.5)
  repaired.resetUsage()
  expect((await repaired.usage())[0]?.restarts).toEqual([])
  z.dispose()
  alone.dispose()
  repaired.dispose()
})

test('codes are left alone near the end of a training', async () => {
  const quantizer = new EmaQuantizer({ codebookSize: 8, codeDim: 2, start: 'normal', restart: { every: 1 } })
  const z = tf.fill([30, 2], 3)
  for (const step of [80, 81, 99]) learn(quantizer, z, training(step, 100))
  expect((await quantizer.usage())[0]?.restarts).toEqual([])
  // A count falls from 1 by a hundredth a step: the threshold, .03 · 30 / 8, is far below. Let it sink first.
  quantizer.weights()['running-counts']?.assign(tf.fill([8], 0.01))
  learn(quantizer, z, training(79, 100))
  expect((await quantizer.usage())[0]?.restarts.length).toBe(7)
  z.dispose()
  quantizer.dispose()
})

test('codes begin among the vectors with a count of 1, where they do not begin at random', async () => {
  const quantizer = new EmaQuantizer({ codebookSize: 4, codeDim: 2, restart: 'never' })
  const z = tf.tidy(() => tf.tensor2d([5, 5, -5, 5, 5, -5, -5, -5], [4, 2]).tile([10, 1]))
  learn(quantizer, z, training(0))
  const codes = await values(quantizer, 'codes')
  const corners = [0, 1, 2, 3].map((code) => codes.slice(2 * code, 2 * code + 2).join()).sort()
  expect(corners).toEqual(['-5,-5', '-5,5', '5,-5', '5,5'])
  expect(await values(quantizer, 'running-counts')).toEqual([1, 1, 1, 1])
  expect(await values(quantizer, 'running-sums')).toEqual(codes)
  z.dispose()
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  const config = { codebookSize: 4, codeDim: 2 }
  expect(() => new EmaQuantizer({ ...config, decay: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: EmaQuantizer: \`decay\` must be a number ≥ 0 and < 1. Received: 1.]`,
  )
  expect(() => new EmaQuantizer({ ...config, restart: { threshold: 0 } })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: EmaQuantizer: \`restart.threshold\` must be a number > 0 and < 1. Received: 0.]`,
  )
  expect(
    () => new EmaQuantizer({ ...config, restart: 'always' as 'never' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: EmaQuantizer: \`restart\` must be an options object or 'never'. Received: 'always'.]`,
  )
})
