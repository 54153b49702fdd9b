import { encode } from 'fast-png'

/** Pixels of one image. */
export interface Pixels {
  /** Row by row, channels together; 0 … 1 in floats, 0 … 255 in bytes. */
  readonly data: ArrayLike<number>
  /** What stands for white: 1 in floats, 255 in bytes. */
  readonly white: number
  /** Height, width, channels. */
  readonly shape: readonly [height: number, width: number, channels: number]
}

/** What a pixel is painted with that is not a number: nothing else in a picture is this magenta. */
const NOT_A_NUMBER = [255, 0, 255] as const

/** An image as a `data:` URI, with one channel or three. */
export function pngDataUri({ data, white, shape }: Pixels): string {
  const [height, width, given] = shape
  const broken = Array.prototype.some.call(data, Number.isNaN)
  const channels = broken ? 3 : given
  const bytes = new Uint8Array(height * width * channels)
  for (let pixel = 0; pixel < height * width; pixel++) {
    const at = (channel: number): number => data[pixel * given + (channel % given)] ?? 0
    const isNumber = !broken || !Array.from({ length: given }, (_, channel) => at(channel)).some(Number.isNaN)
    for (let channel = 0; channel < channels; channel++) {
      const value = Math.max(0, Math.min(1, at(channel) / white))
      bytes[pixel * channels + channel] = isNumber ? Math.round(255 * value) : (NOT_A_NUMBER[channel] ?? 255)
    }
  }
  return `data:image/png;base64,${base64(encode({ width, height, data: bytes, channels }))}`
}

function base64(bytes: Uint8Array): string {
  // In pieces, as a call takes only so many arguments.
  const text = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, i) =>
    String.fromCharCode(...bytes.subarray(i * 4096, (i + 1) * 4096)),
  )
  return btoa(text.join(''))
}
