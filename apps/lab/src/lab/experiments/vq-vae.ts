import { lossCurves } from '@ae/plot'
import { EmaQuantizer, type VQVAE } from '@ae/vq'
import {
  type CodedImages,
  type CodeMapFigures,
  codedDigits,
  codeMapModel,
  meanOverPlaces,
  measureCodeMap,
  originalsAndCopies,
  type TrainedCodes,
  trainCodeMap,
} from '../code-maps'
import type { Bar, Experiment, Lab } from '../experiment'
import { patchCodesNmse } from '../patch-codes'
import { vqLevels } from './vq-levels'

/** Numbers in a code. */
const DEPTH = 16
/** Steps of the twins. */
const STEPS = 2100
/** Steps after those, for what is trained on. */
const MORE_STEPS = 2600
const QUICK_STEPS = 300
/** Images shown beside what was made of them. */
const SHOWN = 12

/** The control's codebook. */
const CONTROL_CODES = 128
const CONTROL_DEPTH = 64

/** What may be left of the error of patches at equal bits. */
const HALF = { full: { max: 0.5 } }

/** The codes of a size, the twins' errors, and what is reached when trained on. */
interface Size {
  readonly codes: number
  readonly atTwins: { readonly full: Bar; readonly quick?: Bar }
  readonly trainedOn?: { readonly full: Bar }
}

const SIZES: readonly Size[] = [
  {
    codes: 64,
    atTwins: { full: { max: 0.043 }, quick: { max: 0.2 } },
    trainedOn: { full: { max: 0.035 } },
  },
  {
    codes: 128,
    atTwins: { full: { max: 0.04 } },
    trainedOn: { full: { max: 0.035 } },
  },
]

/** Digits as 7 × 7 indices: against patches at equal bits, over the size of the codebook, and a codebook left to itself. */
export const vqVae: Experiment = {
  name: 'vq-vae',
  claim:
    'a map of 49 indices keeps half of the error of patches at equal bits, with every code in use; left to itself, a codebook collapses',
  async run(lab) {
    const sizes = lab.quick ? SIZES.slice(0, 1) : SIZES
    const errors = new Map<number, number>()
    for (const size of sizes) errors.set(size.codes, await barred(lab, size))
    await rateAndDistortion(lab, errors)
    await collapseControl(lab)
    await vqLevels(lab)
  },
}

/** One size with all its bars; its error at the twins' steps. */
async function barred(lab: Lab, { codes, atTwins, trainedOn }: Size): Promise<number> {
  const images = codedDigits(lab)
  const name = `k-${codes}`
  const quantizer = new EmaQuantizer({ codebookSize: codes, codeDim: DEPTH, seed: lab.seed })
  const model = await codeMapModel(lab, images, quantizer)
  try {
    const steps = lab.quick ? QUICK_STEPS : STEPS
    const { epochs, messages } = await trainCodeMap(lab, name, { model, images, steps })
    const twin = await measureCodeMap(model, images)
    lab.report(`${name}-nmse`, twin.nmse, atTwins)
    reportUsage(lab, name, twin, epochs.at(-1)?.[0]?.perplexity ?? Number.NaN)
    const patches = await patchCodesNmse(lab, images, codes)
    lab.report(`${name}-patches-nmse`, patches)
    lab.report(`${name}-nmse-over-patches`, twin.nmse / patches, HALF)
    if (!lab.quick && trainedOn !== undefined) {
      await trainCodeMap(lab, `${name}, on`, { model, images, steps: MORE_STEPS })
      const { nmse } = await measureCodeMap(model, images)
      lab.report(`${name}-trained-on-nmse`, nmse, trainedOn)
      lab.report(`${name}-trained-on-nmse-over-patches`, nmse / patches, HALF)
    }
    await picture(lab, { model, images, epochs, messages })
    return twin.nmse
  } finally {
    model.dispose()
  }
}

function reportUsage(
  lab: Lab,
  name: string,
  { usage: [usage] }: CodeMapFigures,
  epochPerplexity: number,
): void {
  if (usage === undefined) return

  lab.report(`${name}-used-share`, usage.used / usage.codes, { full: { min: 0.97 }, quick: { min: 0.9 } })
  const bars = { full: { min: 0.5 }, quick: { min: 0.4 } }
  lab.report(`${name}-epoch-perplexity-share`, epochPerplexity / usage.codes, bars)
}

/** More codes, less error: by how much. */
async function rateAndDistortion(lab: Lab, known: ReadonlyMap<number, number>): Promise<void> {
  const images = codedDigits(lab)
  const errors = new Map(known)
  for (const codes of lab.quick ? [8] : [8, 32]) {
    const quantizer = new EmaQuantizer({ codebookSize: codes, codeDim: DEPTH, seed: lab.seed })
    const model = await codeMapModel(lab, images, quantizer)
    await trainCodeMap(lab, `k-${codes}`, { model, images, steps: lab.quick ? QUICK_STEPS : STEPS })
    const { nmse } = await measureCodeMap(model, images)
    model.dispose()
    lab.report(`k-${codes}-nmse`, nmse)
    errors.set(codes, nmse)
  }
  const ratio = (few: number, many: number): number =>
    (errors.get(few) ?? Number.NaN) / (errors.get(many) ?? Number.NaN)
  if (lab.quick) {
    lab.report('nmse-8-over-64', ratio(8, 64), { quick: { min: 1.1 } })
    return
  }
  lab.report('nmse-8-over-32', ratio(8, 32), { full: { min: 1.3 } })
  lab.report('nmse-32-over-128', ratio(32, 128), { full: { min: 1 } })
}

/** Codes from N(0, 1) in 64 dimensions, which nobody brings back: most are never near anything. */
async function collapseControl(lab: Lab): Promise<void> {
  const images = codedDigits(lab)
  const quantizer = new EmaQuantizer({
    codebookSize: CONTROL_CODES,
    codeDim: CONTROL_DEPTH,
    start: 'normal',
    restart: 'never',
    seed: lab.seed,
  })
  const model = await codeMapModel(lab, images, quantizer)
  await trainCodeMap(lab, 'control', { model, images, steps: lab.quick ? QUICK_STEPS : STEPS })
  const { nmse, usage: reports } = await measureCodeMap(model, images)
  model.dispose()
  lab.report('control-nmse', nmse)
  const used = meanOverPlaces(reports, ({ used: some, codes }) => some / codes)
  lab.report('control-used-share', used, { full: { max: 0.3 }, quick: { max: 0.3 } })
  const bars = { full: { max: 0.2 }, quick: { max: 0.2 } }
  const perplexity = meanOverPlaces(reports, (usage) => usage.perplexity / usage.codes)
  lab.report('control-perplexity-share', perplexity, bars)
}

interface Shown extends TrainedCodes {
  readonly model: VQVAE
  readonly images: CodedImages
}

async function picture(lab: Lab, { model, images, epochs, messages }: Shown): Promise<void> {
  const title = 'Test images, and what 49 indices keep of them'
  lab.picture({
    heading: `${model.quantizer.codebookSize} codes`,
    text: messages.slice(0, 3).join(' '),
    figures: [
      await originalsAndCopies(model, images, { title, count: SHOWN }),
      lossCurves({
        title: 'Perplexity of the codes in each epoch',
        xLabel: 'epoch',
        yLabel: 'codes',
        series: [{ name: 'perplexity', y: epochs.map(([usage]) => usage?.perplexity ?? Number.NaN) }],
      }),
    ],
  })
}
