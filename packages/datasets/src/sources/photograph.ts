import * as tf from '@tensorflow/tfjs'
import { parsePng } from '../formats/parse-png'

/** A photograph that is decoded when it is asked for. */
export interface Photograph {
  /** Its name: `kodim01`. */
  readonly name: string
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** Its file. */
  readonly png: Uint8Array
  /** Decodes it. Shape: `[H, W, 3]`, float32 in [0, 1]. *Owns*: the caller. */
  tensor(): Promise<tf.Tensor3D>
}

/** A photograph in an 8-bit PNG file. */
export function photograph(name: string, png: Uint8Array): Photograph {
  // Signature, length and name of the header chunk take 16 bytes; then come width and height (PNG, §11.2.1).
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength)
  return {
    name,
    width: header.getUint32(16),
    height: header.getUint32(20),
    png,
    async tensor() {
      const { width, height, channels, data } = parsePng(png)
      return tf.tidy(() => {
        const bytes = tf.tensor3d(Uint8Array.from(data), [height, width, channels], 'int32')
        return tf.div(bytes.slice([0, 0, 0], [height, width, Math.min(3, channels)]), 255)
      })
    },
  }
}
