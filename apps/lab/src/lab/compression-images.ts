import { compress, decompress, type ImageCodec, type PixelImage } from '@ae/compress'
import { kodak } from '@ae/datasets'
import sharp from 'sharp'
import type { RateCurve, RatePoint } from './rate-curves'

/** Kodak's photographs. */
export async function kodakImages(dataDir: string): Promise<readonly PixelImage[]> {
  const { all } = await kodak({ dataDir, offline: true })
  return Promise.all(
    all.map(async ({ png, width, height }) => {
      const data = await sharp(png).removeAlpha().raw().toBuffer()
      return { width, height, channels: 3, data: new Uint8Array(data) } as const
    }),
  )
}

/** What becomes of an image: the length of its file, and its pixels. */
export type Coding = (
  image: PixelImage,
  quality: number,
) => Promise<{ readonly bytes: number; readonly data: Uint8Array | Uint8ClampedArray }>

/** Ours. */
export function codingOf(codec: ImageCodec): Coding {
  return async (image, quality) => {
    const file = await compress(codec, image, { quality })
    return { bytes: file.length, data: (await decompress(file, codec)).data }
  }
}

/** JPEG by libjpeg-turbo: colour halved in both directions, optimised Huffman tables; or mozjpeg; or WebP. */
export function sharpCoding(kind: 'jpeg' | 'mozjpeg' | 'webp'): Coding {
  return async ({ width, height, channels, data }, quality) => {
    const image = sharp(data, { raw: { width, height, channels } })
    const file =
      kind === 'webp'
        ? await image.webp({ quality }).toBuffer()
        : await image
            .jpeg({ quality, mozjpeg: kind === 'mozjpeg', chromaSubsampling: '4:2:0', optimiseCoding: true })
            .toBuffer()
    return { bytes: file.length, data: await sharp(file).raw().toBuffer() }
  }
}

/** Means over images at each quality, from small files to large ones. */
export async function rateCurve(
  images: readonly PixelImage[],
  coding: Coding,
  qualities: readonly number[],
  progress: (line: string) => void,
): Promise<RateCurve> {
  const points: RatePoint[] = []
  for (const quality of qualities) {
    let [bpp, psnr] = [0, 0]
    for (const [i, image] of images.entries()) {
      progress(`quality ${quality}, image ${i + 1} of ${images.length}`)
      const { bytes, data } = await coding(image, quality)
      bpp += (8 * bytes) / (image.width * image.height) / images.length
      psnr += psnrOf(image.data, data) / images.length
    }
    points.push({ bpp, psnr })
  }
  return points.sort((a, b) => a.bpp - b.bpp)
}

function psnrOf(a: PixelImage['data'], b: PixelImage['data']): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2
  return 10 * Math.log10((255 ** 2 * a.length) / sum)
}
