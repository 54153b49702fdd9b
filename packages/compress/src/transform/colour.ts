/** An image in bytes: what a canvas or a decoder of files gives, without transparency. */
export interface PixelImage {
  /** Unit: pixels. */
  readonly width: number
  /** Unit: pixels. */
  readonly height: number
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3
  /** `[height, width, channels]`, row-major, 0 … 255. */
  readonly data: Uint8Array | Uint8ClampedArray
}

/** Bits behind the point of the weights below. */
const COLOUR_BITS = 13
/** What red, green and blue take of both differences, ITU-R BT.601 with full range as JFIF has it, in 8192nds. */
const [RED_OF_CR, GREEN_OF_CB, GREEN_OF_CR, BLUE_OF_CB] = [11_485, -2_819, -5_850, 14_516]
const MIDDLE = 128

/**
 * A line of an image as numbers round 0: grey, or brightness and the differences of blue and of red.
 *
 * @param source index of each pixel in its line
 * @param lines  one a plane, written
 */
export function toPlanes(
  { width, channels, data }: PixelImage,
  y: number,
  source: Int32Array,
  lines: readonly Float32Array[],
): void {
  const [first, second, third] = lines
  if (first === undefined) return
  for (let i = 0; i < source.length; i++) {
    const at = (y * width + (source[i] as number)) * channels
    if (channels === 1 || second === undefined || third === undefined) {
      first[i] = (data[at] as number) - MIDDLE
      continue
    }
    const [red, green, blue] = [data[at] as number, data[at + 1] as number, data[at + 2] as number]
    const light = 0.299 * red + 0.587 * green + 0.114 * blue
    first[i] = light - MIDDLE
    second[i] = (blue - light) / 1.772
    third[i] = (red - light) / 1.402
  }
}

/**
 * Planes back as bytes, with integers only.
 *
 * @param planes one or three, in steps of `2 ** -bits`
 * @param from   first number of each plane
 * @param out    interleaved, written from `at` on
 */
export function fromPlanes(
  planes: readonly Int32Array[],
  from: number,
  {
    bits,
    count,
    out,
    at,
  }: { readonly bits: number; readonly count: number; readonly out: Uint8Array; readonly at: number },
): void {
  const [first, second, third] = planes
  if (first === undefined) return
  const shift = bits + COLOUR_BITS
  const middle = MIDDLE * 2 ** shift + 2 ** (shift - 1)
  for (let i = 0; i < count; i++) {
    const light = (first[from + i] as number) * (1 << COLOUR_BITS) + middle
    if (second === undefined || third === undefined) {
      out[at + i] = byteOf(light, shift)
      continue
    }
    const [cb, cr] = [second[from + i] as number, third[from + i] as number]
    const to = at + 3 * i
    out[to] = byteOf(light + RED_OF_CR * cr, shift)
    out[to + 1] = byteOf(light + GREEN_OF_CB * cb + GREEN_OF_CR * cr, shift)
    out[to + 2] = byteOf(light + BLUE_OF_CB * cb, shift)
  }
}

/** The sums have 32 + 15 bits at most, which doubles hold exactly. */
function byteOf(sum: number, shift: number): number {
  const value = Math.floor(sum / 2 ** shift)
  return value < 0 ? 0 : value > 255 ? 255 : value
}
