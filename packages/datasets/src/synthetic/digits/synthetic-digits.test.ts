import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../cache/sha256'
import type { ImageSplit } from '../../image-split'
import { syntheticDigits } from './synthetic-digits'

async function bytesOf({ images }: ImageSplit): Promise<Uint8Array<ArrayBuffer>> {
  for await (const batch of images.batch(images.size)) {
    const values = await batch.data()
    batch.dispose()
    return Uint8Array.from(values, (value) => Math.round(value * 255))
  }
  return new Uint8Array(0)
}

describe('syntheticDigits', () => {
  test('gives the same bytes for the same seed, today and in every engine', async () => {
    const { train, test: held } = syntheticDigits({ seed: 1, train: 100, test: 20 })
    expect(await sha256Hex(await bytesOf(train))).toMatchInlineSnapshot(
      `"83bbd70cf6f44982dab82c20d0c40eeae33d266f593b3924826a6fddcc9122f0"`,
    )
    expect(await sha256Hex(await bytesOf(held))).toMatchInlineSnapshot(
      `"7055a479b888ae71d1c0502130ca47d86b45c30d290d0fed3a8a70cf3b1c1586"`,
    )
  })

  test('writes other digits for another seed and for the test split', async () => {
    const one = syntheticDigits({ seed: 1, train: 10, test: 10 })
    const two = syntheticDigits({ seed: 2, train: 10, test: 10 })
    expect(await bytesOf(one.train)).not.toEqual(await bytesOf(two.train))
    expect(await bytesOf(one.train)).not.toEqual(await bytesOf(one.test))
  })

  test('gives a smaller split as the beginning of a larger one', async () => {
    const small = syntheticDigits({ seed: 4, train: 15, test: 3 }).train
    const large = syntheticDigits({ seed: 4, train: 30, test: 9 }).train
    expect(large.labels.subarray(0, 15)).toEqual(small.labels)
    expect((await bytesOf(large)).subarray(0, 15 * 784)).toEqual(await bytesOf(small))
  })

  test('has each digit equally often', () => {
    const { labels } = syntheticDigits({ seed: 3, train: 200, test: 10 }).train
    const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length)
    expect(counts).toEqual(Array.from({ length: 10 }, () => 20))
  })

  test('comes in the form of MNIST: white ink within a black rim, images and labels together', async () => {
    const { train } = syntheticDigits({ seed: 5, train: 64, test: 1 })
    for await (const { image, label } of train.labelled.batch(64)) {
      expect([image.shape, image.dtype]).toEqual([[64, 28, 28, 1], 'float32'])
      expect([label.shape, label.dtype]).toEqual([[64], 'int32'])
      expect(await label.data()).toEqual(train.labels)
      const values = Float32Array.from(await image.data())
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      // MNIST's own mean is 0.131.
      expect(mean).toBeGreaterThan(0.09)
      expect(mean).toBeLessThan(0.18)
      const rim = values.filter(
        (_, i) => i % 28 === 0 || i % 28 === 27 || (Math.floor(i / 28) % 28) % 27 === 0,
      )
      expect(Math.max(...rim)).toBe(0)
      image.dispose()
      label.dispose()
    }
  })

  test('can be told apart by the nearest mean image, which knows nothing of the strokes', async () => {
    const sets = syntheticDigits({ seed: 6, train: 500, test: 200 })
    const [train, held] = await Promise.all([bytesOf(sets.train), bytesOf(sets.test)])
    const means = Array.from({ length: 10 }, () => new Float64Array(784))
    sets.train.labels.forEach((label, row) => {
      means[label]?.forEach((_, i, mean) => {
        mean[i] = (mean[i] ?? 0) + (train[row * 784 + i] ?? 0) / 50
      })
    })
    const right = sets.test.labels.filter((label, row) => {
      const distances = means.map((mean) =>
        mean.reduce((sum, value, i) => sum + (value - (held[row * 784 + i] ?? 0)) ** 2, 0),
      )
      return distances.indexOf(Math.min(...distances)) === label
    })
    expect(right.length / 200).toBeGreaterThan(0.55)
  })

  test('refuses a misspelt option and a count that is none', () => {
    // @ts-expect-error the option is called `train`
    expect(() => syntheticDigits({ seed: 1, trian: 3 })).toThrowErrorMatchingInlineSnapshot(`
      [AeError: syntheticDigits: \`trian\` is not an option. Received: 'trian'.
        Hint: the options are \`seed\`, \`train\`, \`test\`.]
    `)
    expect(() => syntheticDigits({ seed: 1, test: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: syntheticDigits: \`test\` must be a positive integer. Received: 0.]`,
    )
  })
})
