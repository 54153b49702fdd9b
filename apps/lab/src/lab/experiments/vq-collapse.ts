import { lossCurves } from '@ae/plot'
import { type CodebookStart, type DeadCodeRestart, EmaQuantizer, ResidualQuantizer } from '@ae/vq'
import {
  type CodedImages,
  codedPhotographs,
  codeMapModel,
  meanOverPlaces,
  measureCodeMap,
  trainCodeMap,
} from '../code-maps'
import type { Experiment, Lab } from '../experiment'

const LEVELS = 3
const CODES = 256
const QUICK_CODES = 32
const DEPTH = 64
const QUICK_DEPTH = 16
const STEPS = 1500
const QUICK_STEPS = 220
/** Steps between two looks in a quick run, which has few. */
const QUICK_RESTART: DeadCodeRestart = { every: 20 }

/** A way to begin, and whether dead codes are brought back. */
interface Run {
  readonly name: string
  readonly start: CodebookStart
  readonly restart: DeadCodeRestart | 'never'
}

/** Residual codebooks on photographs: how many codes die with and without repair. */
export const vqCollapse: Experiment = {
  name: 'vq-collapse',
  claim:
    'codes of a residual quantizer die when nobody looks after them; restarts keep all of them alive, and say which',
  data: 'CIFAR-10, a part',
  async run(lab) {
    const images = await codedPhotographs(lab)
    const restart = lab.quick ? QUICK_RESTART : {}
    const repaired = await dead(lab, images, { name: 'repaired', start: 'kMeans', restart })
    lab.report('repaired-dead-share', repaired, { full: { max: 0.01 }, quick: { max: 0.05 } })
    const unrepaired = await dead(lab, images, {
      name: 'k-means start alone',
      start: 'kMeans',
      restart: 'never',
    })
    lab.report('k-means-alone-dead-share', unrepaired)
    const control = await dead(lab, images, { name: 'control', start: 'normal', restart: 'never' })
    lab.report('control-dead-share', control, { full: { min: 0.4 }, quick: { min: 0.4 } })
  },
}

/** Share of dead codes in the last pass, over the levels. */
async function dead(lab: Lab, images: CodedImages, { name, start, restart }: Run): Promise<number> {
  const book = { codebookSize: lab.quick ? QUICK_CODES : CODES, codeDim: lab.quick ? QUICK_DEPTH : DEPTH }
  const levels = Array.from(
    { length: LEVELS },
    (_, level) => new EmaQuantizer({ ...book, start, restart, seed: lab.seed + level }),
  )
  const model = await codeMapModel(lab, images, new ResidualQuantizer({ levels }))
  try {
    const steps = lab.quick ? QUICK_STEPS : STEPS
    const { epochs, messages } = await trainCodeMap(lab, name, { model, images, steps })
    const { nmse } = await measureCodeMap(model, images)
    lab.report(`${name.replaceAll(' ', '-')}-nmse`, nmse)
    lab.picture({
      heading: name,
      text: messages.slice(0, 4).join(' '),
      figures: [
        lossCurves({
          title: 'Dead codes in each epoch',
          xLabel: 'epoch',
          yLabel: 'codes',
          series: levels.map((_, level) => ({
            name: `level ${level + 1}`,
            y: epochs.map((usage) => usage[level]?.dead ?? Number.NaN),
          })),
        }),
      ],
    })
    return meanOverPlaces(epochs.at(-1) ?? [], (usage) => usage.dead / usage.codes)
  } finally {
    model.dispose()
  }
}
