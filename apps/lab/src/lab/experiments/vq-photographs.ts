import { cifar10, deadLeaves } from '@ae/datasets'
import { EmaQuantizer, type VQVAE } from '@ae/vq'
import {
  type CodedImages,
  codeMapModel,
  meanOverPlaces,
  measureCodeMap,
  originalsAndCopies,
  trainCodeMap,
} from '../code-maps'
import type { Experiment, Lab } from '../experiment'
import { meanOf } from '../images'

const BOOK = { full: { codebookSize: 512, codeDim: 64 }, quick: { codebookSize: 64, codeDim: 16 } }
/** Those of the twin, those after it, and those of the comparison. */
const STEPS = { twin: 2216, more: 3000, few: 300, quick: 80 }
/** Leaves of a quick run. */
const LEAVES = { train: 1000, test: 200, side: 32 }
/** Images shown beside what was made of them. */
const SHOWN = 10

/** Small colour photographs as 8 × 8 indices: at the twin's steps, trained on, and beside networks that are given them as they are. */
export const vqPhotographs: Experiment = {
  name: 'vq-photographs',
  claim: 'small photographs are 8 × 8 indices out of 512; networks that are given them about 0 learn faster',
  data: 'a part of CIFAR-10 (4000 + 1000)',
  async run(lab) {
    const images = await photographs(lab)
    const dataMean = await meanOf(images.train)
    lab.report('data-mean', dataMean)
    if (!lab.quick) await trained(lab, images, dataMean)
    const steps = lab.quick ? STEPS.quick : STEPS.few
    const [about, asTheyAre] = [
      await shortly(lab, images, { dataMean, steps }),
      await shortly(lab, images, { dataMean: 0, steps }),
    ]
    lab.report('few-steps-nmse', about)
    lab.report('control-not-about-0-nmse', asTheyAre)
    lab.report('control-over-about-0', asTheyAre / about, { full: { min: 1.2 }, quick: { min: 1.05 } })
  },
}

async function photographs({ dataDir, seed }: Lab): Promise<CodedImages> {
  if (dataDir === undefined) {
    const { train, test, side } = LEAVES
    const [leaves, others] = [
      deadLeaves({ seed, count: train, side }),
      deadLeaves({ seed: seed + 1, count: test, side }),
    ]
    return { shape: [side, side, 3], train: leaves.images, test: others.images }
  }
  const { train, test } = await cifar10({ dataDir, offline: true })
  return { shape: [32, 32, 3], train: train.images, test: test.images }
}

function newModel(lab: Lab, images: CodedImages, dataMean: number): Promise<VQVAE> {
  const book = lab.quick ? BOOK.quick : BOOK.full
  return codeMapModel(lab, images, new EmaQuantizer({ ...book, seed: lab.seed }), dataMean)
}

async function trained(lab: Lab, images: CodedImages, dataMean: number): Promise<void> {
  const model = await newModel(lab, images, dataMean)
  try {
    const { epochs } = await trainCodeMap(lab, 'photographs', { model, images, steps: STEPS.twin })
    const { nmse } = await measureCodeMap(model, images)
    lab.report('nmse', nmse, { full: { max: 0.067 } })
    const share = meanOverPlaces(epochs.at(-1) ?? [], ({ perplexity, codes }) => perplexity / codes)
    lab.report('epoch-perplexity-share', share, { full: { min: 0.5 } })
    const used = meanOverPlaces(epochs.at(-1) ?? [], (usage) => usage.used / usage.codes)
    lab.report('used-share', used)
    await trainCodeMap(lab, 'photographs, on', { model, images, steps: STEPS.more })
    const later = await measureCodeMap(model, images)
    lab.report('trained-on-nmse', later.nmse, { full: { max: 0.056 } })
    const title = 'Test images, and what 64 indices keep of them'
    lab.picture({
      heading: 'Photographs',
      figures: [await originalsAndCopies(model, images, { title, count: SHOWN })],
    })
  } finally {
    model.dispose()
  }
}

async function shortly(
  lab: Lab,
  images: CodedImages,
  { dataMean, steps }: { readonly dataMean: number; readonly steps: number },
): Promise<number> {
  const model = await newModel(lab, images, dataMean)
  await trainCodeMap(lab, `mean ${dataMean.toFixed(2)}`, { model, images, steps })
  const { nmse } = await measureCodeMap(model, images)
  model.dispose()
  return nmse
}
