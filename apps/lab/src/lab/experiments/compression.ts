import {
  compress,
  estimateBits,
  freezeCodec,
  fuzzCodec,
  type ImageCodec,
  type PixelImage,
} from '@ae/compress'
import { leavesCodec } from '@ae/compress/pretrained'
import { leavesImages } from '../../codec/leaves'
import { codingOf, kodakImages, rateCurve, sharpCoding } from '../compression-images'
import type { Experiment, Lab } from '../experiment'
import { bdRate, gainOver, type RateCurve } from '../rate-curves'

/** Qualities of our files: about .15 to .9 bits a pixel of a photograph. */
const QUALITIES = [22, 26, 30, 34, 40, 46]
const JPEG_QUALITIES = [6, 9, 12, 16, 22, 30, 42, 56]
/** Where curves are compared, in bits a pixel. */
const RATES = [0.2, 0.24, 0.28, 0.32, 0.37]
/** Images that a quick run codes, and the baseline is fitted to; of other seeds than the codec's. */
const QUICK = { side: 128, fit: 3, test: 2, qualities: [12, 21, 30], rates: [1, 1.5] }
/** That of the images the pretrained codec was fitted to. */
const CODEC_SEED = 1

/** A codec whose decoder is of integers, against JPEG and against blocks of 8 × 8 with the same coder. */
export const compression: Experiment = {
  name: 'compression',
  claim: 'a lapped transform with learned expectations makes better images than JPEG of as many bytes',
  data: 'dead leaves to learn from, Kodak',
  async run(lab) {
    const images =
      lab.dataDir === undefined
        ? leavesImages(50 + lab.seed, QUICK.test, QUICK.side)
        : await kodakImages(lab.dataDir)
    const codec = leavesCodec()
    const qualities = lab.quick ? QUICK.qualities : QUALITIES
    const rates = lab.quick ? QUICK.rates : RATES
    const curve = (name: string, coding: Parameters<typeof rateCurve>[1], own: readonly number[]) =>
      rateCurve(images, coding, own, (line) => lab.progress(`${name}  ${line}`))
    const ours = await curve('ours', codingOf(codec), qualities)
    report(lab, 'ours', ours)
    const blocks = await curve('8 × 8 blocks', codingOf(await blocksCodec(lab)), qualities)
    report(lab, 'blocks', blocks)
    const jpeg = await curve('JPEG', sharpCoding('jpeg'), JPEG_QUALITIES)
    report(lab, 'jpeg', jpeg)
    lab.report('gain-over-jpeg-db', gainOver(ours, jpeg, rates), { full: { min: 0.1 }, quick: { min: 0.1 } })
    lab.report('gain-over-blocks-db', gainOver(ours, blocks, rates), { full: { min: 0.7 } })
    lab.report('bd-rate-to-jpeg', bdRate(ours, jpeg), { full: { max: 0 }, quick: { max: 0 } })
    lab.report('bd-rate-to-blocks', bdRate(ours, blocks), { full: { max: 0 } })
    if (!lab.quick) {
      for (const kind of ['mozjpeg', 'webp'] as const) {
        const other = await curve(
          kind,
          sharpCoding(kind),
          kind === 'webp' ? [1, 5, 12, 25, 45] : JPEG_QUALITIES,
        )
        lab.report(`bd-rate-to-${kind}`, bdRate(ours, other))
      }
    }
    await reportEstimates(lab, codec, images)
    const [fuzzed] = leavesImages(60 + lab.seed, 1, 24)
    if (fuzzed === undefined) return
    const mutations = lab.quick ? 1000 : 100_000
    const { others, refused } = await fuzzCodec(codec, fuzzed, { mutations, seed: lab.seed })
    lab.report('fuzz-refused-share', refused / mutations)
    lab.report('fuzz-other-errors', others.length, { full: { max: 0 }, quick: { max: 0 } })
  },
}

/** The cosine transform of JPEG, with the coder and expectations that ours has, fitted to as many images. */
function blocksCodec(lab: Lab): Promise<ImageCodec> {
  const images = lab.quick
    ? leavesImages(CODEC_SEED, QUICK.fit, QUICK.side)
    : leavesImages(CODEC_SEED, 12, 256)
  return freezeCodec({ basis: 'blocks', block: 8, planes: 3 }, images)
}

function report(lab: Lab, name: string, curve: RateCurve): void {
  for (const [i, { bpp, psnr }] of curve.entries()) {
    lab.report(`${name}-${i + 1}-bpp`, bpp)
    lab.report(`${name}-${i + 1}-psnr`, psnr)
  }
}

/** What tables promise against what files are; and how fast the coder is, which is for a quiet machine to say. */
async function reportEstimates(lab: Lab, codec: ImageCodec, images: readonly PixelImage[]): Promise<void> {
  let worst = 0
  let counted = 0
  for (const image of images.slice(0, 4)) {
    const quality = lab.quick ? 80 : 50
    const bits = 8 * (await compress(codec, image, { quality })).length
    if (!lab.quick && bits < 80_000) continue
    worst = Math.max(worst, Math.abs(bits / estimateBits(codec, image, quality) - 1))
    counted++
  }
  lab.report('files-compared-with-estimates', counted, { full: { min: 1 }, quick: { min: 1 } })
  lab.report('worst-estimate-off', worst, { full: { max: 0.01 }, quick: { max: 0.03 } })
}
