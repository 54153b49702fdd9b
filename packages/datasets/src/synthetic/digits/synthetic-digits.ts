import { createRng, type Rng, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import { type ImageSplit, imageSplit } from '../../image-split'
import { balancedLabels } from '../balanced-labels'
import { drawsFrom } from '../draws'
import { drawPath } from './draw-path'
import { GLYPHS } from './glyphs'
import { randomHand, write } from './handwriting'
import { parseStroke } from './parse-stroke'

/** Pixels a side, as in MNIST. */
const SIDE = 28

/** What to write. */
export interface SyntheticDigitsOptions {
  /** Any whole number; the same seed gives the same images, byte for byte. */
  readonly seed: number
  /** Number of training images. Default 6000. */
  readonly train?: number
  /** Number of test images. Default 1000. */
  readonly test?: number
}

/** The two parts of {@link syntheticDigits}. */
export interface SyntheticDigits {
  /** Images to learn from. */
  readonly train: ImageSplit
  /** Images by other hands, to measure with. */
  readonly test: ImageSplit
}

/**
 * Handwritten digits without a download, in the form of MNIST: 28 × 28, white on black, labels 0 … 9.
 *
 * Each digit follows one of several pen paths, bent, leant, turned, scaled and inked by a random hand. Classes are
 * balanced. A smaller split is a prefix of a larger one of the same seed, and neither split depends on the other.
 *
 * @throws AeError `config` on a misspelt option or a number that is none
 * @example
 * const { train, test } = syntheticDigits({ seed: 1 })
 * for await (const image of train.images.batch(128)) image.dispose()
 */
export function syntheticDigits(options: SyntheticDigitsOptions): SyntheticDigits {
  const subject = 'syntheticDigits'
  const { seed, train = 6000, test = 1000 } = requireKnownOptions(subject, options, ['seed', 'train', 'test'])
  requirePositiveInteger(subject, 'train', train)
  requirePositiveInteger(subject, 'test', test)
  const rng = createRng(seed).fork('synthetic-digits')
  return { train: writeSplit(rng.fork('train'), train), test: writeSplit(rng.fork('test'), test) }
}

function writeSplit(rng: Rng, count: number): ImageSplit {
  const glyphs = GLYPHS.map((hands) => hands.map((strokes) => strokes.map(parseStroke)))
  const labels = balancedLabels(rng.fork('labels'), count, glyphs.length)
  const draws = drawsFrom(rng.fork('hands'))
  const pixels = new Uint8Array(count * SIDE * SIDE)
  const sheet = { pixels: new Float32Array(SIDE * SIDE), side: SIDE }
  labels.forEach((label, row) => {
    const hand = randomHand(draws)
    sheet.pixels.fill(0)
    for (const path of write(draws.pick(glyphs[label] ?? []), hand, { side: SIDE, draws })) {
      drawPath(sheet, path)
    }
    const start = row * SIDE * SIDE
    sheet.pixels.forEach((darkness, i) => {
      pixels[start + i] = Math.round(255 * hand.ink * darkness)
    })
  })
  return imageSplit({ pixels, labels, shape: [SIDE, SIDE, 1] })
}
