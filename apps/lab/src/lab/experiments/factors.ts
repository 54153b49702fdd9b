import {
  BetaTCVAE,
  codeVariances,
  createRng,
  DIPVAE,
  FactorVAE,
  fromTensor,
  type History,
  type LatentModel,
  mlp,
  mutualInformationGap,
  traverse,
  VAE,
} from '@ae/core'
import { SHAPE_FACTORS, type ShapeFactors, syntheticShapes } from '@ae/datasets'
import * as tf from '@tensorflow/tfjs'
import { rowsOfImages } from '../../tour/figures'
import type { Experiment, Lab } from '../experiment'
import { allRows } from '../images'
import { trainAsTwin } from '../training'
import { factorScores } from './factor-scores'

const LATENT = 8
const SIDE = 28
const UNITS = [256, 128]
const BETA = 6
/** The set is the same for all: seeds are those of models. */
const DATA_SEED = 1
/** Rows that the two ends of every score are measured on: factors without images, so as many in a quick run. */
const END_ROWS = 5000
const BUDGET = { rows: 5000, epochs: 15, seeds: 5 }
const QUICK_BUDGET = { rows: 1000, epochs: 12, seeds: 2 }
/** Where a number of the code is put for the figure. */
const STEPS = [-2, -1, 0, 1, 2]
const AS_CODES = { full: { min: 0.95 }, quick: { min: 0.95 } }
const AS_NOISE = { full: { max: 0.1 }, quick: { max: 0.1 } }

interface Shapes {
  readonly images: tf.Tensor
  readonly factors: ShapeFactors
}

type Family = readonly (readonly [name: string, create: (seed: number, rows: number) => LatentModel])[]

/** Whom the claim is about, then their relatives, which are shown with the first seed only. */
const RIVALS: Family = [
  ['vae', (seed) => new VAE(common(seed))],
  ['beta-tc-vae', (seed, rows) => new BetaTCVAE({ ...common(seed), rows, beta: BETA })],
]
const RELATIVES: Family = [
  ['beta-vae', (seed) => new VAE({ ...common(seed), beta: BETA })],
  ['factor-vae', (seed) => new FactorVAE({ ...common(seed), gamma: BETA })],
  ['dip-vae-i', (seed) => new DIPVAE({ ...common(seed), covariance: 'means' })],
  ['dip-vae-ii', (seed) => new DIPVAE({ ...common(seed), covariance: 'codes' })],
]

/** Which VAE gives each factor of synthetic shapes a number of its own, by all scores; factors and noise must mark the ends. */
export const factors: Experiment = {
  name: 'factors',
  claim: 'a VAE that punishes total correlation keeps factors of variation further apart than a plain one',
  data: 'synthetic shapes (5000)',
  async run(lab) {
    const { rows, seeds } = lab.quick ? QUICK_BUDGET : BUDGET
    const set = syntheticShapes({ seed: DATA_SEED, count: rows, side: SIDE })
    const shapes = { images: await allRows(set.images), factors: set.factors }
    await ends(lab, shapes)
    const gaps: Record<string, number[]> = {}
    for (let draw = 0; draw < seeds; draw++) {
      for (const [name, create] of RIVALS) {
        const seed = lab.seed + draw
        const model = create(seed, rows)
        const gap = await trainAndScore(lab, { name, model, seed, shapes, everything: draw === 0 })
        gaps[name] = [...(gaps[name] ?? []), gap]
        model.dispose()
      }
    }
    reportLead(lab, gaps)
    for (const [name, create] of RELATIVES) {
      const model = create(lab.seed, rows)
      await trainAndScore(lab, { name, model, seed: lab.seed, shapes, everything: true })
      model.dispose()
    }
    shapes.images.dispose()
  },
}

function common(seed: number) {
  return {
    inputShape: [SIDE, SIDE, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: UNITS }),
    decoder: mlp({ hiddenUnits: [...UNITS].reverse() }),
    seed,
  }
}

/** The factors as a code, noise, and a network that learnt nothing. */
async function ends(lab: Lab, { images, factors: seen }: Shapes): Promise<void> {
  const { factors: columns } = syntheticShapes({ seed: DATA_SEED, count: END_ROWS })
  const truth = tf.tidy(() => tf.tensor2d(SHAPE_FACTORS.map((name) => Array.from(columns[name]))).transpose())
  const noise = createRng(lab.seed).fork('noise').normal([END_ROWS, LATENT])
  for (const [name, score] of Object.entries(await factorScores(truth, columns, lab.seed))) {
    lab.report(`factors-themselves-${name}`, score, AS_CODES)
  }
  for (const [name, score] of Object.entries(await factorScores(noise, columns, lab.seed))) {
    lab.report(`control-noise-${name}`, score, AS_NOISE)
  }
  const untrained = new VAE(common(lab.seed))
  const codes = untrained.encode(images)
  const { score } = await mutualInformationGap(codes, seen)
  lab.report('control-untrained-mig', score, { full: { max: 0.05 }, quick: { max: 0.05 } })
  tf.dispose([truth, noise, codes])
  untrained.dispose()
}

interface Candidate {
  readonly name: string
  readonly model: LatentModel
  readonly seed: number
  readonly shapes: Shapes
  /** Whether all scores are reported, and the code is pictured; else the gap alone is measured. */
  readonly everything: boolean
}

/** Trains, and gives the mutual information gap. */
async function trainAndScore(
  lab: Lab,
  { name, model, seed, shapes, everything }: Candidate,
): Promise<number> {
  const { images, factors: columns } = shapes
  const started = performance.now()
  const history = await trainAsTwin(lab, `${name}, seed ${seed}`, model, fromTensor(images), {
    // As many steps for the weights that matter: two phases share a pass over the data.
    epochs: (lab.quick ? QUICK_BUDGET : BUDGET).epochs * model.phases.length,
    seed,
  })
  const codes = model.encode(images)
  const { score } = await mutualInformationGap(codes, columns)
  lab.report(`${name}-mig-seed-${seed}`, score)
  if (everything) {
    lab.report(`${name}-seconds`, (performance.now() - started) / 1000)
    lab.report(`${name}-reconstruction-nats`, reconstructionOf(history))
    for (const [part, value] of Object.entries(await factorScores(codes, columns, seed))) {
      lab.report(`${name}-${part}`, value)
    }
    await picture(lab, name, model, codes)
  }
  codes.dispose()
  return score
}

/** Of the last pass; where a model has several phases, names begin with theirs. */
function reconstructionOf({ epochs }: History): number {
  const losses = Object.entries(epochs.at(-1)?.losses ?? {})
  return losses.find(([name]) => name.endsWith('reconstruction'))?.[1] ?? Number.NaN
}

/** How far β-TC-VAE is ahead of VAE, over all seeds. */
function reportLead(lab: Lab, gaps: Readonly<Record<string, readonly number[]>>): void {
  const [plain = [], apart = []] = RIVALS.map(([name]) => gaps[name] ?? [])
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
  lab.report('vae-mean-mig', mean(plain))
  lab.report('beta-tc-vae-mean-mig', mean(apart))
  lab.report('beta-tc-vae-mean-mig-lead', mean(apart) - mean(plain), {
    full: { min: 0.01 },
    quick: { min: 0 },
  })
  const ahead = apart.filter((gap, i) => gap > (plain[i] ?? 0)).length
  lab.report('seeds-in-which-beta-tc-vae-leads', ahead, { full: { min: 4 } })
}

/** The first image, with each number of its code moved, a row each; those that vary most come first. */
async function picture(lab: Lab, name: string, model: LatentModel, codes: tf.Tensor): Promise<void> {
  const variances = Array.from(await codeVarianceOf(codes))
  const order = variances.map((_, d) => d).sort((a, b) => (variances[b] ?? 0) - (variances[a] ?? 0))
  const walks = order.map((dimension) => ({
    label: `number ${dimension + 1}`,
    images: tf.tidy(() => traverse(model, codes.slice([0, 0], [1, LATENT]), { dimension, values: STEPS })),
  }))
  lab.picture({
    heading: name,
    figures: [await rowsOfImages('One number of a code changed, from left to right', walks)],
  })
}

async function codeVarianceOf(codes: tf.Tensor): Promise<ArrayLike<number>> {
  const variances = codeVariances(codes)
  const values = await variances.data()
  variances.dispose()
  return values
}
