import type { Dataset } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { sha256Hex } from '../../cache/sha256'
import { SHAPE_FACTOR_SIZES, SHAPE_FACTORS } from './shape-factors'
import { shapeImages } from './shape-images'
import { syntheticShapes } from './synthetic-shapes'

async function bytesOf(images: Dataset<tf.Tensor>): Promise<Uint8Array<ArrayBuffer>> {
  for await (const batch of images.batch(images.size)) {
    const values = await batch.data()
    batch.dispose()
    return Uint8Array.from(values, (value) => Math.round(value * 255))
  }
  return new Uint8Array(0)
}

const column = (...values: number[]): Int32Array => Int32Array.from(values)

describe('syntheticShapes', () => {
  test('gives the same bytes for the same seed, today and in every engine', async () => {
    const { images } = syntheticShapes({ seed: 1, count: 60, side: 32 })
    expect(await sha256Hex(await bytesOf(images))).toMatchInlineSnapshot(
      `"f197d6246b4a1e543c1d3b5b7cbe7dc7539c7f775efc9ecd0c7f46c3955e6071"`,
    )
  })

  test('takes every value of every factor equally often', () => {
    const count = 960
    const { factors } = syntheticShapes({ seed: 2, count })
    for (const name of SHAPE_FACTORS) {
      const size = SHAPE_FACTOR_SIZES[name]
      const counts = Array.from({ length: size }, (_, k) => factors[name].filter((v) => v === k).length)
      expect(counts).toEqual(Array.from({ length: size }, () => count / size))
    }
  })

  test('varies the factors independently', () => {
    const { factors } = syntheticShapes({ seed: 3, count: 3840 })
    const standardise = (values: Int32Array): number[] => {
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length
      const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
      return Array.from(values, (v) => (v - mean) / deviation)
    }
    const columns = SHAPE_FACTORS.map((name) => standardise(factors[name]))
    columns.forEach((a, i) => {
      for (const b of columns.slice(i + 1)) {
        const correlation = a.reduce((sum, v, row) => sum + v * (b[row] ?? 0), 0) / a.length
        expect(Math.abs(correlation)).toBeLessThan(0.06)
      }
    })
  })

  test('gives images with the factors they were drawn from', async () => {
    const { labelled, factors } = syntheticShapes({ seed: 4, count: 8, side: 16 })
    for await (const batch of labelled.batch(8)) {
      expect([batch.image.shape, batch.factors.shape]).toEqual([
        [8, 16, 16, 1],
        [8, 5],
      ])
      const table = await batch.factors.data()
      expect(Array.from({ length: 8 }, (_, row) => table[5 * row + 3])).toEqual([...factors.x])
      batch.image.dispose()
      batch.factors.dispose()
    }
  })
})

describe('shapeImages', () => {
  test('moves, grows and turns what it draws, and never cuts it off', async () => {
    const factors = {
      shape: column(0, 0, 0, 0, 1),
      scale: column(5, 5, 0, 5, 5),
      rotation: column(0, 0, 0, 10, 0),
      x: column(0, 31, 0, 0, 0),
      y: column(16, 16, 16, 16, 16),
    }
    const images = shapeImages(factors, { side: 64 }).map((batch) => batch.image)
    const bytes = await bytesOf(images)
    const image = (row: number): Uint8Array => bytes.subarray(row * 4096, (row + 1) * 4096)
    const area = (row: number): number => image(row).reduce((sum, v) => sum + v / 255, 0)
    const centre = (row: number): number =>
      image(row).reduce((sum, v, i) => sum + (v / 255) * (i % 64), 0) / area(row)
    expect(centre(1) - centre(0)).toBeCloseTo(64 * 0.48, 1)
    expect(area(0) / area(2)).toBeGreaterThan(3.5)
    expect(area(0) / area(2)).toBeLessThan(4.5)
    // A quarter turn of a square is the same square.
    expect(image(3)).toEqual(image(0))
    expect(area(4)).toBeLessThan(area(0))
    expect(image(0).every((v, i) => v === 0 || (i % 64 > 0 && i % 64 < 63))).toBe(true)
  })

  test('refuses factors out of range and columns of two lengths', () => {
    const one = column(1)
    const factors = { shape: one, scale: one, rotation: one, x: one, y: one }
    expect(() => shapeImages({ ...factors, shape: column(3) })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: shapeImages: \`shape\` must be between 0 and 2. Received: 3.]`,
    )
    expect(() => shapeImages({ ...factors, x: column(1, 2) })).toThrowErrorMatchingInlineSnapshot(
      `[AeError: shapeImages: expected columns of one length. Received: [1, 1, 1, 2, 1].]`,
    )
  })
})
