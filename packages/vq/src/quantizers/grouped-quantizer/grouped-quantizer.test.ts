import { createRng, inferenceContext, load, save } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { expect, test } from 'vitest'
import { quantizerContract } from '../../testing'
import { BinaryQuantizer } from '../binary-quantizer'
import { EmaQuantizer } from '../ema-quantizer'
import { FiniteScalarQuantizer } from '../finite-scalar-quantizer'
import { VectorQuantizer } from '../vector-quantizer'
import { GroupedQuantizer } from '.'

const book = { codebookSize: 8, codeDim: 2 }
const makers = {
  'a codebook each': (seed: number) => [
    new EmaQuantizer({ ...book, seed }),
    new VectorQuantizer({ ...book, codeDim: 3, seed: seed + 1 }),
  ],
  'heads of one codebook': (seed: number) => ({ quantizer: new EmaQuantizer({ ...book, seed }), count: 3 }),
  'groups of bits': () => [new BinaryQuantizer({ codeDim: 2 }), new BinaryQuantizer({ codeDim: 2 })],
}
for (const [name, groups] of Object.entries(makers)) {
  const contract = quantizerContract({
    Class: GroupedQuantizer,
    create: (seed) => new GroupedQuantizer({ groups: groups(seed) }),
  })
  test.each(contract)(`${name}: $name`, ({ run }) => run())
}

test('each stretch is what its own quantizer makes of it, and losses are means', async () => {
  const [left, right] = [
    new FiniteScalarQuantizer({ levels: [5, 5] }),
    new FiniteScalarQuantizer({ levels: [25] }),
  ]
  const both = new GroupedQuantizer({ groups: [left, right] })
  expect([both.codeDim, both.codebookSize, both.indexShape]).toEqual([3, 25, [2]])
  const z = createRng(1).normal([4, 3])
  const equal = tf.tidy(() => {
    const ctx = inferenceContext()
    const { codes, indices } = both.quantize(z, ctx)
    const parts = [
      left.quantize(z.slice([0, 0], [4, 2]), ctx),
      right.quantize(z.slice([0, 2], [4, 1]), ctx),
    ] as const
    const stacked = tf.stack([parts[0].indices, parts[1].indices], 1)
    return [codes.equal(tf.concat([parts[0].codes, parts[1].codes], 1)).all(), indices.equal(stacked).all()]
  })
  expect(await Promise.all(equal.map(async (each) => (await each.data())[0]))).toEqual([1, 1])
  tf.dispose([z, ...equal])
  both.dispose()
})

test('heads of one codebook learn together, as one batch of all their vectors would', async () => {
  const config = { codebookSize: 4, codeDim: 2, start: 'normal', restart: 'never' } as const
  const [alone, inside] = [new EmaQuantizer(config), new EmaQuantizer(config)]
  const heads = new GroupedQuantizer({ groups: { quantizer: inside, count: 3 } })
  const z = createRng(2).normal([10, 6])
  tf.tidy(() => {
    const ctx = { training: true, rng: createRng(1), step: 1, totalSteps: 10 }
    heads.afterStep(heads.quantize(z, ctx).aux, ctx)
    alone.afterStep(alone.quantize(z.reshape([30, 2]), ctx).aux, ctx)
  })
  const [a, b] = await Promise.all(
    [alone, inside].map(async (each) => Array.from((await each.weights().codes?.data()) ?? [])),
  )
  expect(a?.length).toBe(8)
  a?.forEach((value, i) => expect(value).toBeCloseTo(b?.[i] ?? Number.NaN, 5))
  expect((await heads.usage()).map(({ vectors }) => vectors)).toEqual([10, 10, 10])
  z.dispose()
  alone.dispose()
  heads.dispose()
})

test('what is made of other composites is loaded when its parts are given', async () => {
  const nested = (): GroupedQuantizer =>
    new GroupedQuantizer({ groups: { quantizer: new FiniteScalarQuantizer({ levels: [3, 3] }), count: 2 } })
  const quantizer = new GroupedQuantizer({ groups: [nested(), nested()] })
  expect(quantizer.indexShape).toEqual([2, 2])
  const bytes = await save(quantizer)
  await expect(load(GroupedQuantizer, bytes)).rejects.toThrow('is passed as an object')
  const loaded = await load(GroupedQuantizer, bytes, { config: { groups: [nested(), nested()] } })
  expect(loaded.indexShape).toEqual([2, 2])
  quantizer.dispose()
  loaded.dispose()
})

test('mistakes in the configuration are named, and leave nothing behind', () => {
  const before = tf.memory().numTensors
  const spec = { kind: 'ema-quantizer', config: book }
  expect(() => new GroupedQuantizer({ groups: [] })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GroupedQuantizer: \`groups\` must be a list of quantizers, or { quantizer, count }. Received: [].]`,
  )
  expect(
    () =>
      new GroupedQuantizer({
        groups: [spec, { kind: 'ema-quantizer', config: { ...book, codebookSize: 9 } }],
      }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[AeError: GroupedQuantizer: \`groups\` must have as many codes and indices each. Received: [8], [9].]`,
  )
  expect(() => new GroupedQuantizer({ groups: [spec, { kind: 'nothing', config: {} }] })).toThrow("'nothing'")
  expect(tf.memory().numTensors).toBe(before)
  const one = new EmaQuantizer(book)
  expect(() => new GroupedQuantizer({ groups: [one, one] })).toThrowErrorMatchingInlineSnapshot(`
    [AeError: GroupedQuantizer: \`groups\` must be different quantizers. Received one twice.
      Hint: { quantizer, count } has one in several places.]
  `)
  one.dispose()
})
