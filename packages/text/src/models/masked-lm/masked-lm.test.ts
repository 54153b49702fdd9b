import { adam, createRng, fit, fromTensor, inferenceContext, load, save } from '@ae/core'
import { trainableContract } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { MaskedLM, SPECIAL_TOKENS, tokenRows } from '../..'

const V = 12
const small = { vocabularySize: V, length: 8, width: 16, heads: 2, layers: 2, hiddenUnits: 24, dropout: 0 }

/** Rows in which every word follows from its neighbours: 5 6 7 8 9 10 11 5 6 …, from anywhere. */
function cycles(rows: number, length = 8): tf.Tensor2D {
  const rng = createRng(9)
  return tokenRows(
    Array.from({ length: rows }, () => {
      const first = rng.integer(7)
      return Array.from({ length }, (_, i) => 5 + ((first + i) % 7))
    }),
  )
}

describe('contract', () => {
  const contract = trainableContract<tf.Tensor, MaskedLM>({
    create: (seed) => new MaskedLM({ ...small, dropout: 0.1, seed }),
    batch: () => cycles(4),
    optimizer: adam({ learningRate: 0.01 }),
    steps: 20,
    leakSteps: 10,
  })
  test.each(contract)('$name', ({ run }) => run())
})

test('is the transformer of the formulas', async () => {
  // PyTorch's pre-norm encoder layer with these weights, written out: one layer, one head, one row.
  const model = new MaskedLM({ ...small, width: 4, heads: 1, layers: 1, hiddenUnits: 6, seed: 3 })
  const rows = tf.tensor2d([[5, 7, 6]], [1, 3], 'int32')
  const received = tf.tidy(() => model.encode(rows))
  const weights = Object.fromEntries(
    await Promise.all(
      Object.entries(model.weights()).map(async ([name, weight]) => [
        name,
        (await weight.array()) as number[][],
      ]),
    ),
  ) as Readonly<Record<string, number[][]>>
  const matrix = (name: string): number[][] => weights[name] ?? []
  const vector = (name: string): number[] => (weights[name] ?? []) as unknown as number[]
  const affine = (x: number[][], name: string): number[][] =>
    x.map((row) =>
      vector(`layer-0/${name}/bias`).map((bias, j) =>
        row.reduce((sum, value, i) => sum + value * (matrix(`layer-0/${name}/kernel`)[i]?.[j] ?? 0), bias),
      ),
    )
  const norm = (x: number[][]): number[][] =>
    x.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
      return row.map((value) => (value - mean) / Math.sqrt(variance + 1e-5))
    })
  const plus = (a: number[][], b: number[][]): number[][] =>
    a.map((row, i) => row.map((value, j) => value + (b[i]?.[j] ?? 0)))
  let x = [5, 7, 6].map((token, place) =>
    (matrix('embedding')[token] ?? []).map((value, j) => value + (matrix('places')[place]?.[j] ?? 0)),
  )
  const rowsNormed = norm(x)
  const [queries, keys, values] = ['queries', 'keys', 'values'].map((name) => affine(rowsNormed, name)) as [
    number[][],
    number[][],
    number[][],
  ]
  const gathered = queries.map((query) => {
    const scores = keys.map((key) =>
      Math.exp(query.reduce((sum, value, i) => sum + value * (key[i] ?? 0), 0) / 2),
    )
    const total = scores.reduce((sum, score) => sum + score, 0)
    return query.map((_, j) =>
      values.reduce((sum, value, t) => sum + ((scores[t] ?? 0) / total) * (value[j] ?? 0), 0),
    )
  })
  x = plus(x, affine(gathered, 'gathered'))
  const hidden = affine(norm(x), 'hidden').map((row) => row.map((value) => Math.max(0, value)))
  x = norm(plus(x, affine(hidden, 'output')))
  const all = await received.data()
  x.flat().forEach((value, i) => expect(Math.abs((all[i] ?? Number.NaN) - value)).toBeLessThan(1e-4))
  tf.dispose([rows, received])
  model.dispose()
})

test('its gradient is that of finite differences', async () => {
  const model = new MaskedLM({ ...small, width: 8, seed: 1 })
  const rows = cycles(3)
  const ctx = { ...inferenceContext(), rng: createRng(4) }
  const loss = (): tf.Scalar => model.phases[0].objective(rows, ctx).total
  const { grads, value } = tf.tidy(() => tf.variableGrads(loss, [...model.phases[0].variables]))
  for (const [name, weight] of Object.entries(model.weights())) {
    const slope = grads[weight.name]
    const received = Float32Array.from((await slope?.data()) ?? [])
    // The place of the largest slope, where rounding matters least.
    const at = received.reduce((best, v, i) => (Math.abs(v) > Math.abs(received[best] ?? 0) ? i : best), 0)
    const base = Float32Array.from(await weight.data())
    const shifted = async (step: number): Promise<number> => {
      const moved = base.slice()
      moved[at] = (moved[at] ?? 0) + step
      tf.tidy(() => weight.assign(tf.tensor(moved, weight.shape)))
      const total = tf.tidy(loss)
      const [nats = Number.NaN] = await total.data()
      total.dispose()
      return nats
    }
    // Large steps cross kinks of ReLU and bend embeddings, which are small; smaller ones are rounded away.
    const size = Math.sqrt(base.reduce((sum, v) => sum + v * v, 0) / base.length)
    const step = size === 0 ? 1e-3 : size / 300
    const slopeByHand = ((await shifted(step)) - (await shifted(-step))) / (2 * step)
    tf.tidy(() => weight.assign(tf.tensor(base, weight.shape)))
    expect(Math.abs(slopeByHand - (received[at] ?? 0)), name).toBeLessThan(
      0.04 * Math.abs(slopeByHand) + 5e-4,
    )
  }
  tf.dispose([rows, value, ...Object.values(grads)])
  model.dispose()
})

test('padding changes nothing of what is known of the words', async () => {
  const model = new MaskedLM({ ...small, seed: 2 })
  const [short, long] = [tokenRows([[5, 6, 7]]), tokenRows([[5, 6, 7]], { length: 8 })]
  const [a, b] = tf.tidy(() => [model.encode(short), model.encode(long).slice([0, 0, 0], [1, 3, 16])]) as [
    tf.Tensor,
    tf.Tensor,
  ]
  const [known, padded] = [await a.data(), await b.data()]
  known.forEach((value, i) => expect(value).toBeCloseTo(padded[i] ?? Number.NaN, 5))
  tf.dispose([short, long, a, b])
  model.dispose()
})

test('a word is known by its sentence, its own vector is not', async () => {
  const model = new MaskedLM({ ...small, seed: 2 })
  const rows = tokenRows([
    [5, 6, 7],
    [5, 9, 8],
  ])
  const difference = (vectors: tf.Tensor3D): tf.Tensor =>
    vectors
      .slice([0, 0, 0], [1, 1, 16])
      .sub(vectors.slice([1, 0, 0], [1, 1, 16]))
      .abs()
      .max()
  const [known, own] = tf.tidy(() => [difference(model.encode(rows)), difference(model.embed(rows))]) as [
    tf.Tensor,
    tf.Tensor,
  ]
  expect((await known.data())[0]).toBeGreaterThan(1e-3)
  expect((await own.data())[0]).toBe(0)
  tf.dispose([rows, known, own])
  model.dispose()
})

test('a hole is filled with a word, however near a special token is', async () => {
  const model = new MaskedLM({ ...small, seed: 3 })
  const rows = tokenRows(Array.from({ length: 20 }, (_, i) => [5 + (i % 6), SPECIAL_TOKENS.mask, 6]))
  const filled = model.fill(rows)
  const words = (await filled.data()).filter((_, i) => i % 3 === 1)
  expect(Math.min(...words)).toBeGreaterThanOrEqual(5)
  tf.dispose([rows, filled])
  model.dispose()
})

test('learns to tell words that follow from their neighbours, and fills them in', async () => {
  const model = new MaskedLM({ ...small, seed: 1 })
  const rows = cycles(64)
  const before = tf.tidy(() => model.score(rows, { rng: createRng(5) }).nll)
  expect((await before.data())[0]).toBeGreaterThan(1.5)
  await fit(model, fromTensor(rows), {
    steps: 150,
    batchSize: 16,
    optimizer: adam({ learningRate: 0.01 }),
    seed: 1,
  })
  const accuracy = tf.tidy(() => model.score(rows, { rng: createRng(5) }).accuracy)
  expect((await accuracy.data())[0]).toBeGreaterThan(0.9)
  const holes = tokenRows([[5, 6, SPECIAL_TOKENS.mask, 8, 9, 10, 11, 5]])
  const filled = model.fill(holes)
  expect(Array.from(await filled.data())).toEqual([5, 6, 7, 8, 9, 10, 11, 5])

  const again = await load(MaskedLM, await save(model))
  const [a, b] = tf.tidy(() => [model.logits(holes), again.logits(holes)]) as [tf.Tensor, tf.Tensor]
  expect(await b.data()).toEqual(await a.data())
  tf.dispose([rows, before, accuracy, holes, filled, a, b])
  again.dispose()
  model.dispose()
}, 60_000)

test('mistakes are named', () => {
  expect(() => new MaskedLM({ ...small, heads: 3 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: MaskedLM: \`width\` must be a multiple of \`heads\`. Received: 16 and 3.]`,
  )
  expect(() => new MaskedLM({ vocabularySize: 5 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: MaskedLM: \`vocabularySize\` must be above 5, the number of special tokens. Received: 5.]`,
  )
  const model = new MaskedLM(small)
  expect(() => tf.tidy(() => model.encode(tf.zeros([1, 9], 'int32')))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: MaskedLM: expected int32 tokens [B, T], T from 1 to 8. Received: int32 [1, 9].]`,
  )
  expect(() => tf.tidy(() => model.encode(tf.zeros([1, 3])))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: MaskedLM: expected int32 tokens [B, T], T from 1 to 8. Received: float32 [1, 3].]`,
  )
  model.dispose()
  expect(() => tf.tidy(() => model.encode(tf.zeros([1, 3], 'int32')))).toThrowErrorMatchingInlineSnapshot(
    `[AeError: MaskedLM: model was disposed.]`,
  )
})
