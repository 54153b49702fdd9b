import { requireNumber } from '@ae/core'
import { coinsOf } from '../coder/coins'
import { analyseImage, blockRows } from '../transform/analyse-image'
import type { PixelImage } from '../transform/colour'
import { requireImage, roundingOf } from './compress'
import { segmentRowsOf } from './container'
import type { ImageCodec } from './image-codec'
import { type Quantised, quantiseSegment, symbolsOf } from './quantise-segment'
import { stepOfQuality } from './steps'

const SUBJECT = 'estimateBits'

/**
 * The bits that an image costs by its codec's tables, without head and check sums: what a file of it should be as long as.
 *
 * @param quality 0 … 100, as for `compress`
 * @throws AeError `config` on a bad quality, `shape` for an image that `compress` would refuse
 */
export function estimateBits(codec: ImageCodec, image: PixelImage, quality: number): number {
  requireNumber(SUBJECT, 'quality', quality, { min: 0, max: 100 })
  requireImage(SUBJECT, codec.planes, image)
  const { block } = codec
  const layout = { block, planes: image.channels, columns: Math.ceil(image.width / block) }
  const rounding = roundingOf(codec, stepOfQuality(quality))
  const [rows, segmentRows] = [blockRows(image, block), segmentRowsOf(layout)]
  let bits = 0
  // As they are written: what is expected begins anew in each segment.
  for (let first = 0; first < rows; first += segmentRows) {
    const coefficients = analyseImage(image, codec.analysis, {
      first,
      end: Math.min(rows, first + segmentRows),
    })
    bits += bitsOf(codec, quantiseSegment(coefficients, layout, rounding))
  }
  return bits
}

function bitsOf(codec: ImageCodec, quantised: Quantised): number {
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
