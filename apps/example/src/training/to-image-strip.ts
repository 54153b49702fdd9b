import * as tf from '@tensorflow/tfjs'
import type { ImageStrip } from './messages'

/** Images `[B, H, W, 1 or 3]` in [0, 1], side by side with a pixel between. Borrows them. */
export async function toImageStrip(caption: string, images: tf.Tensor): Promise<ImageStrip> {
  const [count = 0, height = 0, side = 0, channels = 1] = images.shape
  const row = tf.tidy(() => {
    const apart = images.pad([
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
    ])
    const rgb = channels === 1 ? apart.tile([1, 1, 1, 3]) : apart
    return rgb
      .transpose([1, 0, 2, 3])
      .reshape([height, count * (side + 1), 3])
      .mul(255)
  })
  try {
    const width = count * (side + 1)
    const colours = await row.data()
    const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) pixels[4 * i + c] = colours[3 * i + c] ?? 0
    }
    return { caption, width, height, pixels }
  } finally {
    row.dispose()
  }
}
