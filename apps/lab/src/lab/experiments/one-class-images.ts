import {
  AutoencoderDetector,
  auroc,
  type Detector,
  InputNormDetector,
  KNNDetector,
  type NumberRows,
  PCADetector,
} from '@ae/anomaly'
import type { ImageSplit } from '@ae/datasets'
import { imageGrid } from '@ae/plot'
import type { Experiment, Lab } from '../experiment'
import { pickRows } from '../labelled-tables'
import { shuffledArea } from '../measure-detector'

/** Numbers in an image. */
const SHAPE = [28, 28, 1] as const
const PIXELS = 28 * 28
/** Digits that take their turn as the normal one. */
const TURNS = { full: 10, quick: 2 }
/** Pixels keep their numbers, and count alike. */
const IMAGES = { frontEnd: { scaling: 'none' }, errorUnit: 'common' } as const
/** Of both networks. */
const NETWORK = { full: { steps: 1500, networks: 1 }, quick: { steps: 400, networks: 1 } }
/** Of the network that undoes noise, and of the one that does not. */
const NOISE = { denoising: 0.3, plain: 1e-6 }
/** Images in the picture. */
const SHOWN = 10

/** Each digit in turn is normal: images of it alone are learnt from, and the others are to stand out. */
export const oneClassImages: Experiment = {
  name: 'one-class-images',
  claim: 'an auto-encoder that has seen one digit tells the others, and shows by which pixels',
  async run(lab) {
    const train = await pixelsOf(lab.digits.train)
    const test = await pixelsOf(lab.digits.test)
    const turns = lab.quick ? TURNS.quick : TURNS.full
    const areas: Record<string, number[]> = {}
    for (let digit = 0; digit < turns; digit++) {
      const normal = rowsOf(train, lab.digits.train.labels, digit)
      const labels = Array.from(lab.digits.test.labels, (label) => Number(label !== digit))
      for (const [name, fit] of Object.entries(detectors(lab, normal))) {
        lab.progress(`${digit}  ${name}`)
        const detector = await fit()
        const scores = await detector.score(test)
        const own = (areas[name] ??= [])
        own.push(auroc({ scores, labels }))
        if (name === 'denoising' && digit === 0) {
          const bars = { min: 0.45, max: 0.55 }
          lab.report('shuffled-labels', shuffledArea(scores, labels, lab.seed), { full: bars, quick: bars })
          await picture(lab, detector, test, labels)
        }
        detector.dispose()
      }
    }
    report(lab, areas)
  },
}

function detectors(lab: Lab, normal: NumberRows): Readonly<Record<string, () => Promise<Detector>>> {
  const { seed } = lab
  const network = { ...IMAGES, ...(lab.quick ? NETWORK.quick : NETWORK.full), hiddenUnits: [256, 64], seed }
  const { frontEnd } = IMAGES
  return {
    denoising: () => AutoencoderDetector.fit(normal, { ...network, noise: NOISE.denoising }),
    plain: () => AutoencoderDetector.fit(normal, { ...network, noise: NOISE.plain }),
    knn: () => KNNDetector.fit(normal, { frontEnd, seed }),
    pca: () => PCADetector.fit(normal, { frontEnd, seed }),
    'input-norm': () => InputNormDetector.fit(normal, { frontEnd, seed }),
  }
}

function report(lab: Lab, areas: Readonly<Record<string, readonly number[]>>): void {
  const bars: Readonly<Record<string, object>> = {
    denoising: { full: { min: 0.93 }, quick: { min: 0.9 } },
    plain: { full: { min: 0.88 } },
  }
  const mean: Record<string, number> = {}
  for (const [name, own] of Object.entries(areas)) {
    own.forEach((area, digit) => {
      lab.report(`${name}-${digit}`, area)
    })
    mean[name] = own.reduce((sum, area) => sum + area, 0) / own.length
    lab.report(`${name}-mean`, mean[name], bars[name] ?? {})
  }
  const above = { min: 0.1 }
  const lead = (mean.denoising ?? Number.NaN) - (mean['input-norm'] ?? Number.NaN)
  lab.report('denoising-minus-input-norm', lead, { full: above, quick: above })
  lab.picture({
    heading: 'Area under the ROC curve, by the digit that is normal',
    table: {
      columns: ['detector', ...Array.from(areas.denoising ?? [], (_, digit) => `${digit}`), 'mean'],
      rows: Object.entries(areas).map(([name, own]) => [
        name,
        ...own.map((area) => area.toFixed(3)),
        (mean[name] ?? Number.NaN).toFixed(3),
      ]),
    },
  })
}

/** Normal images and others, and what each pixel adds to the score, on one scale for all. */
async function picture(
  lab: Lab,
  detector: Detector,
  test: NumberRows,
  labels: readonly number[],
): Promise<void> {
  const shown = [0, 1].flatMap((kind) =>
    labels.flatMap((label, row) => (label === kind ? [row] : [])).slice(0, SHOWN),
  )
  const images = pickRows(test, shown)
  const contributions = await detector.contributions(images)
  const largest = contributions.reduce((most, value) => Math.max(most, value), 0)
  const errors = contributions.map((value) => Math.sqrt(value / largest))
  const grid = (title: string, values: Float32Array | Float64Array): string =>
    imageGrid({ title, images: values, shape: SHAPE, columns: SHOWN, rowLabels: ['normal', 'others'] })
  lab.picture({
    heading: 'Where it looks wrong',
    text: 'Zeros are normal. Below, how far each pixel is from what the auto-encoder makes of it.',
    figures: [grid('Images', images.values), grid('Errors of pixels', errors)],
  })
}

async function pixelsOf({ images, labels }: ImageSplit): Promise<NumberRows> {
  const values = new Float32Array(labels.length * PIXELS)
  let at = 0
  for await (const batch of images.batch(1000)) {
    values.set(await batch.data<'float32'>(), at)
    at += batch.size
    batch.dispose()
  }
  return { values, width: PIXELS }
}

function rowsOf(all: NumberRows, labels: ArrayLike<number>, digit: number): NumberRows {
  return pickRows(
    all,
    Array.from(labels).flatMap((label, row) => (label === digit ? [row] : [])),
  )
}
