import { coinsOf } from '../coder/coins'
import { analyseImage, blockRows } from '../transform/analyse-image'
import type { PixelImage } from '../transform/colour'
import { roundingOf } from './compress'
import type { ImageCodec } from './image-codec'
import { quantiseSegment, symbolsOf } from './quantise-segment'
import { stepOfQuality } from './steps'

/**
 * The bits that an image costs by its codec's tables, without head and check sums: what a file of it should be as long as.
 *
 * @param quality 0 … 100, as for `compress`
 */
export function estimateBits(codec: ImageCodec, image: PixelImage, quality: number): number {
  const { block } = codec
  const rows = analyseImage(image, codec.analysis, { first: 0, end: blockRows(image, block) })
  const layout = { block, planes: image.channels, columns: Math.ceil(image.width / block) }
  const quantised = quantiseSegment(rows, layout, roundingOf(codec, stepOfQuality(quality)))
  const { symbols, tableOf } = symbolsOf(quantised)
  const { tables } = codec.parts.entropy
  let bits = 0
  for (const [i, symbol] of symbols.entries()) {
    const table = tables[tableOf[i] ?? 0]
    if (table === undefined) continue
    const share = table.shares[symbol - table.lowest]
    bits += 16 - Math.log2(share ?? table.escape)
    if (share === undefined) bits += coinsOf(symbol).length
  }
  return bits
}
