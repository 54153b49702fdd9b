import { compress, decompress, type PixelImage } from '@ae/compress'
import { leavesCodec } from '@ae/compress/pretrained'
import { createRng } from '@ae/core'

/** Bytes of files, and pixels that come out of them, by name. The same code runs in Node and in the browser. */
export async function codecStreams(): Promise<Readonly<Record<string, readonly number[]>>> {
  const codec = leavesCodec()
  const streams: Record<string, readonly number[]> = {}
  for (const channels of [1, 3] as const) {
    const image = picture(channels)
    for (const quality of [30, 60, 95]) {
      const file = await compress(codec, image, { quality })
      const name = `of ${channels} channels at quality ${quality}`
      streams[`the file ${name}`] = [...file]
      streams[`the image ${name}`] = [...(await decompress(file, codec)).data]
    }
  }
  return streams
}

/** Waves and noise. */
function picture(channels: 1 | 3): PixelImage {
  const [width, height] = [75, 50]
  const noise = createRng(3).uniformArray(width * height * channels)
  const data = Uint8Array.from(noise, (u, i) => 60 + ((i * i) % 90) + 80 * u)
  return { width, height, channels, data }
}
