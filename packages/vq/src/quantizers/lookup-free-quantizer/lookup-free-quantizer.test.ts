import { inferenceContext } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { LookupFreeQuantizer } from '.'

const contract = quantizerContract({
  Class: LookupFreeQuantizer,
  create: () => new LookupFreeQuantizer({ codeDim: 4 }),
})
test.each(contract)('$name', ({ run }) => run())

test('the index is the bits as a number, the code the signs', async () => {
  const quantizer = new LookupFreeQuantizer({ codeDim: 3 })
  const z = tf.tensor2d([0.2, -3, 5, -1, -1, -1, 1, 1, 1], [3, 3])
  const { codes, indices, total, terms, aux } = quantizer.quantize(z, inferenceContext())
  expect(Array.from(await indices.data())).toEqual([5, 0, 7])
  expect(await codes.array()).toEqual([
    [1, -1, 1],
    [-1, -1, -1],
    [1, 1, 1],
  ])
  tf.dispose([z, codes, indices, total, ...Object.values(terms), ...Object.values(aux)])
  quantizer.dispose()
})

test('entropies are those of the bits: low for sure vectors, log 2 a bit for varied ones; the total weighs them', async () => {
  const quantizer = new LookupFreeQuantizer({
    codeDim: 2,
    temperature: 0.5,
    entropyWeight: 0.3,
    diversity: 2,
    commitmentWeight: 0.7,
  })
  const rows = [
    [2, -2],
    [-2, 0.01],
  ]
  const z = tf.tensor2d(rows)
  const made = quantizer.quantize(z, inferenceContext())
  const p = rows.map((row) => row.map((x) => 1 / (1 + Math.exp(-8 * x))))
  const h = (q: number): number =>
    q <= 1e-6 || q >= 1 - 1e-6 ? 0 : -q * Math.log(q) - (1 - q) * Math.log(1 - q)
  const entropy = p.flat().reduce((sum, q) => sum + h(q), 0) / 2
  const codeEntropy = [0, 1].reduce((sum, d) => sum + h(((p[0]?.[d] ?? 0) + (p[1]?.[d] ?? 0)) / 2), 0)
  const commitment = (1 + 1 + 1 + 0.99 ** 2) / 4
  const value = async (tensor: tf.Tensor | undefined): Promise<number> =>
    (await tensor?.data())?.[0] ?? Number.NaN
  expect(await value(made.terms.entropy)).toBeCloseTo(entropy, 4)
  expect(await value(made.terms.codeEntropy)).toBeCloseTo(codeEntropy, 4)
  expect(await value(made.total)).toBeCloseTo(0.7 * commitment + 0.3 * (entropy - 2 * codeEntropy), 4)
  tf.dispose([
    z,
    made.codes,
    made.indices,
    made.total,
    ...Object.values(made.terms),
    ...Object.values(made.aux),
  ])
  quantizer.dispose()
})

test('the gradient of the losses agrees with differences', async () => {
  const quantizer = new LookupFreeQuantizer({ codeDim: 3, entropyWeight: 1, commitmentWeight: 1 })
  // Away from 0, where a sign jumps.
  const z = tf.tensor2d([0.4, -0.5, 0.3, -0.6, 0.5, 0.7], [2, 3])
  const { error } = await directionalDerivatives(
    (x = z) => quantizer.quantize(x, inferenceContext()).total,
    [z],
  )
  expect(error).toBeLessThan(2e-3)
  z.dispose()
  quantizer.dispose()
})

test('mistakes in the configuration are named', () => {
  expect(() => new LookupFreeQuantizer({ codeDim: 25 })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: LookupFreeQuantizer: \`codeDim\` must be at most 24 bits. Received: 25.
      Hint: a BinaryQuantizer has an index for each bit; a GroupedQuantizer several indices a vector.]
  `)
  expect(() => new LookupFreeQuantizer({ codeDim: 4, temperature: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: LookupFreeQuantizer: \`temperature\` must be a number > 0. Received: 0.]`,
  )
})
