import { type ImageSplit, mnist, syntheticDigits } from '@ae/datasets'

/** Handwritten digits, 28 × 28 × 1 in [0, 1]. */
export interface Digits {
  /** What they are and how many, for tables. */
  readonly name: string
  /** Images to learn from. */
  readonly train: ImageSplit
  /** Images to measure with. */
  readonly test: ImageSplit
}

/** How many images of each part. */
export interface DigitCounts {
  /** To learn from. */
  readonly train: number
  /** To measure with. */
  readonly test: number
}

/** Real MNIST from `dataDir`, or the first images of it; nothing is downloaded. */
export async function realDigits(dataDir: string, counts?: DigitCounts): Promise<Digits> {
  const whole = await mnist({ dataDir, offline: true })
  const train = firstImages(whole.train, counts?.train)
  const test = firstImages(whole.test, counts?.test)
  return { name: `MNIST (${train.labels.length} + ${test.labels.length})`, train, test }
}

/** The embedded digits, which need no file. */
export function embeddedDigits({ train, test }: DigitCounts): Digits {
  return { name: `synthetic digits (${train} + ${test})`, ...syntheticDigits({ seed: 1, train, test }) }
}

function firstImages(split: ImageSplit, count = split.labels.length): ImageSplit {
  const share = Math.min(1, count / split.labels.length)
  const [images] = split.images.split(share)
  const [labelled] = split.labelled.split(share)
  return { images, labelled, labels: split.labels.slice(0, images.size) }
}
