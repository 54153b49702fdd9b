import { decode } from 'fast-png'
import { describe, expect, test } from 'vitest'
import { imageGrid } from './image-grid'

/** The pictures in a figure, decoded again. */
function picturesIn(svg: string): { width: number; height: number; channels: number; data: number[] }[] {
  return [...svg.matchAll(/base64,([^"]+)"/g)].map(([, code = '']) => {
    const { width, height, channels, data } = decode(Uint8Array.from(atob(code), (c) => c.charCodeAt(0)))
    return { width, height, channels, data: [...data] }
  })
}

describe('imageGrid', () => {
  test('is drawn as it was', async () => {
    const images = Float32Array.from({ length: 4 * 9 }, (_, i) => (i % 9) / 8)
    const options = { shape: [3, 3, 1] as const, columns: 2, scale: 8, labels: ['a', 'b', 'c', 'a long one'] }
    const svg = imageGrid({ images, ...options, rowLabels: ['original', 'copy'], title: 'Four <images>' })
    await expect(svg).toMatchFileSnapshot('../fixtures/image-grid.svg')
  })

  test('keeps every pixel: floats from 0 to 1, cut at both ends, and bytes', () => {
    const grey = imageGrid({ images: Float32Array.of(0, 0.5, 2, -1), shape: [1, 2, 1] })
    expect(picturesIn(grey)).toEqual([
      { width: 2, height: 1, channels: 1, data: [0, 128] },
      { width: 2, height: 1, channels: 1, data: [255, 0] },
    ])
    const colour = imageGrid({ images: Uint8Array.of(1, 2, 3, 250, 251, 252), shape: [2, 1, 3] })
    expect(picturesIn(colour)).toEqual([{ width: 1, height: 2, channels: 3, data: [1, 2, 3, 250, 251, 252] }])
  })

  test('shows what is not a number in magenta and what is infinite as white', () => {
    const images = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0)
    const [picture] = picturesIn(imageGrid({ images, shape: [1, 3, 1] }))
    expect(picture?.data).toEqual([255, 0, 255, 255, 255, 255, 0, 0, 0])
  })

  test('says so if there are no images', () => {
    expect(imageGrid({ images: new Float32Array(0), shape: [2, 2, 1] })).toContain('no images')
  })

  test('shows a large image whole', () => {
    const images = Uint8Array.from({ length: 120 * 120 * 3 }, (_, i) => (i * 7919) % 256)
    const [picture] = picturesIn(imageGrid({ images, shape: [120, 120, 3] }))
    expect(picture?.data).toEqual([...images])
  })

  test('refuses half an image, two channels, too few labels and misspelt options', () => {
    const images = new Float32Array(6)
    const refused = (options: object): unknown => {
      try {
        return imageGrid({ images, shape: [2, 2, 1], ...options })
      } catch (error) {
        return String(error)
      }
    }
    expect([
      refused({}),
      refused({ shape: [1, 3, 2] }),
      refused({ shape: [1, 2, 1], count: 2 }),
      refused({ shape: [1, 2, 1], labels: ['one'] }),
      refused({ shape: [1, 2, 1], columns: 2, rowLabels: ['one'] }),
      refused({ shape: [1, 2, 1], colums: 2 }),
    ]).toMatchInlineSnapshot(`
      [
        "AeError: imageGrid: expected whole images of [2, 2, 1] (4 numbers each). Received: 6 numbers.",
        "AeError: imageGrid: expected 1 or 3 channels. Received: 2.",
        "AeError: imageGrid: expected 2 images of [1, 2, 1] (2 numbers each). Received: 6 numbers.",
        "AeError: imageGrid: \`labels\` must have 3 entries. Received: 1.",
        "AeError: imageGrid: \`rowLabels\` must have 2 entries. Received: 1.",
        "AeError: imageGrid: \`colums\` is not an option. Received: 'colums'.
        Hint: the options are \`images\`, \`count\`, \`shape\`, \`columns\`, \`scale\`, \`labels\`, \`rowLabels\`, \`title\`, \`description\`.",
      ]
    `)
  })
})
