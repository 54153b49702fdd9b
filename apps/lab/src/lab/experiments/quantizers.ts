import {
  BinaryQuantizer,
  EmaQuantizer,
  FiniteScalarQuantizer,
  GroupedQuantizer,
  GumbelQuantizer,
  LookupFreeQuantizer,
  type Quantizer,
  ResidualQuantizer,
  SimVQ,
  VectorQuantizer,
} from '@ae/vq'
import { codedDigits, codeMapModel, meanOverPlaces, measureCodeMap, trainCodeMap } from '../code-maps'
import type { Experiment } from '../experiment'

/** Six bits a vector, 294 an image, whatever the quantizer. */
const BOOK = { codebookSize: 64, codeDim: 16 }
const HALF_BOOK = { codebookSize: 8, codeDim: 16 }

/** Each by its name, all of six bits. */
const QUANTIZERS: Readonly<Record<string, (seed: number) => Quantizer>> = {
  ema: (seed) => new EmaQuantizer({ ...BOOK, seed }),
  'ema-rotation': (seed) => new EmaQuantizer({ ...BOOK, gradient: 'rotation', seed }),
  'ema-cosine': (seed) => new EmaQuantizer({ ...BOOK, similarity: 'cosine', seed }),
  'ema-sinkhorn': (seed) => new EmaQuantizer({ ...BOOK, sinkhorn: {}, seed }),
  vector: (seed) => new VectorQuantizer({ ...BOOK, seed }),
  'sim-vq': (seed) => new SimVQ({ ...BOOK, seed }),
  'finite-scalar': () => new FiniteScalarQuantizer({ levels: [4, 4, 4] }),
  'lookup-free': () => new LookupFreeQuantizer({ codeDim: 6 }),
  binary: () => new BinaryQuantizer({ codeDim: 6, slope: { from: 1, to: 5 } }),
  gumbel: () => new GumbelQuantizer({ classes: 64, balanceWeight: 0.01 }),
  residual: (seed) =>
    new ResidualQuantizer({
      levels: [0, 1].map((level) => new EmaQuantizer({ ...HALF_BOOK, seed: seed + level })),
    }),
  grouped: (seed) =>
    new GroupedQuantizer({
      groups: [0, 1].map((group) => new EmaQuantizer({ codebookSize: 8, codeDim: 8, seed: seed + group })),
    }),
}

/** Those of a quick run: one of each family. */
const QUICK: readonly string[] = ['ema', 'sim-vq', 'finite-scalar', 'binary', 'residual']

const STEPS = 1000
const QUICK_STEPS = 120

/** One table: every quantizer between the same networks, at the same bits. */
export const quantizers: Experiment = {
  name: 'quantizers',
  claim:
    'at six bits a vector every quantizer codes digits; they differ in error, in use of their codes, and in time',
  async run(lab) {
    const images = codedDigits(lab)
    const names = lab.quick ? QUICK : Object.keys(QUANTIZERS)
    const steps = lab.quick ? QUICK_STEPS : STEPS
    for (const name of names) {
      const quantizer = QUANTIZERS[name]?.(lab.seed)
      if (quantizer === undefined) continue
      const model = await codeMapModel(lab, images, quantizer)
      const started = performance.now()
      await trainCodeMap(lab, name, { model, images, steps })
      const milliseconds = (performance.now() - started) / steps
      const { nmse, usage } = await measureCodeMap(model, images)
      model.dispose()
      // Worse than the mean image would be no code at all.
      lab.report(`${name}-nmse`, nmse, { full: { max: 0.5 }, quick: { max: 0.8 } })
      lab.report(
        `${name}-perplexity-share`,
        meanOverPlaces(usage, (each) => each.perplexity / each.codes),
      )
      lab.report(
        `${name}-dead-share`,
        meanOverPlaces(usage, (each) => each.dead / each.codes),
      )
      lab.report(`${name}-ms-a-step`, milliseconds)
    }
  },
}
