import { readFile } from 'node:fs/promises'
import { AeError } from '@ae/core'
import { writeFileAtomic } from '@ae/core/node'
import { type CompressOptions, compress } from '../codec/compress'
import { type DecompressOptions, decompress } from '../codec/decompress'
import type { ImageCodec } from '../codec/image-codec'
import type { PixelImage } from '../transform/colour'

/**
 * The pixels of a PNG, a JPEG, or what else sharp reads; how transparent they are is left out.
 *
 * @param path of the file
 * @returns grey where the file is
 * @throws AeError `data` if it cannot be read as an image; `state` if sharp is not installed
 */
export async function readImage(path: string): Promise<PixelImage> {
  const sharp = await loadSharp()
  try {
    const bytes = await readFile(path)
    const { space } = await sharp(bytes).metadata()
    const { data, info } = await sharp(bytes)
      .rotate()
      .removeAlpha()
      // Unless it is told so, sharp makes colours of grey.
      .toColourspace(space === 'b-w' || space === 'grey16' ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels } = info
    if (channels === 1 || channels === 3)
      return { width, height, channels, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
    throw unreadable(path, `${channels} channels`)
  } catch (cause) {
    throw cause instanceof AeError ? cause : unreadable(path, 'another file', cause)
  }
}

/**
 * Writes a PNG, whole or not at all.
 *
 * @throws AeError `state` if sharp is not installed
 */
export async function writePng(path: string, { width, height, channels, data }: PixelImage): Promise<void> {
  const sharp = await loadSharp()
  const png = sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
  await writeFileAtomic(path, await png.toBuffer())
}

/**
 * Compresses an image file.
 *
 * @param codec whoever reads the file needs the same
 * @param options `from`: PNG, JPEG, …; `to`: written, whole or not at all; the rest is for `compress`
 * @returns the length of the file
 * @throws AeError as {@link readImage} and `compress`
 * @example
 * await compressFile(leavesCodec(), { from: 'photo.png', to: 'photo.aec', quality: 45 })
 */
export async function compressFile(
  codec: ImageCodec,
  { from, to, ...options }: CompressOptions & FilePaths,
): Promise<number> {
  const bytes = await compress(codec, await readImage(from), options)
  await writeFileAtomic(to, bytes)
  return bytes.length
}

/** Where a file is, and where another one goes. */
export interface FilePaths {
  /** Read. */
  readonly from: string
  /** Written. */
  readonly to: string
}

/**
 * Makes a PNG of a compressed image.
 *
 * @param codec the one that compressed it
 * @throws AeError as `decompress` and {@link writePng}
 * @example
 * await decompressFile(leavesCodec(), { from: 'photo.aec', to: 'again.png' })
 */
export async function decompressFile(
  codec: ImageCodec,
  { from, to, ...options }: DecompressOptions & FilePaths,
): Promise<void> {
  await writePng(to, await decompress(await readFile(from), codec, options))
}

function unreadable(path: string, received: string, cause?: unknown): AeError {
  return new AeError(
    'data',
    `readImage: expected a grey or coloured image in '${path}'. Received: ${received}.`,
    {
      cause,
    },
  )
}

async function loadSharp() {
  try {
    return (await import('sharp')).default
  } catch (cause) {
    throw new AeError(
      'state',
      'readImage: expected sharp, which reads and writes image files. Received: none.',
      {
        hint: 'npm install sharp',
        cause,
      },
    )
  }
}
