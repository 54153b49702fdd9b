import { expect, test } from 'vitest'
import { imageSplit } from './image-split'

test('imageSplit keeps images and labels together, whatever the order', async () => {
  const split = imageSplit({ pixels: Uint8Array.of(0, 255, 51, 102), labels: [7, 9], shape: [1, 2, 1] })
  expect(split.labels).toEqual(Int32Array.of(7, 9))
  for await (const { image, label } of split.labelled.batch(2)) {
    expect(image.shape).toEqual([2, 1, 2, 1])
    expect([...(await image.data())]).toEqual([0, 1, Math.fround(0.2), Math.fround(0.4)])
    expect([...(await label.data())]).toEqual([7, 9])
    image.dispose()
    label.dispose()
  }
})

test('imageSplit refuses pixels that are not as many as the labels ask for', () => {
  const pixels = new Uint8Array(5)
  expect(() => imageSplit({ pixels, labels: [1, 2], shape: [1, 2, 1] })).toThrowErrorMatchingInlineSnapshot(
    `[AeError: imageSplit: expected 2 images of [1, 2, 1]. Received: 5 pixels.]`,
  )
})
