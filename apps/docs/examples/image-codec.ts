import { compress, decompress, type PixelImage } from '@ae/compress'
import { leavesCodec } from '@ae/compress/pretrained'
import { deadLeaves } from '@ae/datasets'

const side = 256
const { pixels } = deadLeaves({ seed: 7, count: 1, side })
const image: PixelImage = { width: side, height: side, channels: 3, data: pixels }
for (const quality of [30, 50, 70]) {
  // #region use
  const codec = leavesCodec() // or ImageCodec.fromBytes(file), or await freezeCodec(model, images)
  const file = await compress(codec, image, { quality }) // or { bytes: 10_000 }
  const copy = await decompress(file, codec) // the same pixels on every machine
  // #endregion use
  let error = 0
  for (const [i, value] of pixels.entries()) error += (value - (copy.data[i] ?? 0)) ** 2 / pixels.length
  console.log(
    `quality ${quality}: ${((8 * file.length) / side ** 2).toFixed(3)} bits a pixel,`,
    `${(10 * Math.log10(255 ** 2 / error)).toFixed(2)} dB`,
  )
}
