import {
  BetaTCVAE,
  codeVariances,
  fit,
  fromTensor,
  type LatentModel,
  mlp,
  mutualInformationGap,
  traverse,
  VAE,
} from '@ae/core'
import { type ShapeFactors, syntheticShapes } from '@ae/datasets'
import * as tf from '@tensorflow/tfjs'
import { allRows } from '../../lab/images'
import { rowsOfImages } from '../figures'
import type { Sight, Stop, Tour } from '../stop'

const ROWS = 1000
const SIDE = 28
const LATENT = 8
const UNITS = [256, 128]
const BETA = 6
const EPOCHS = 12
/** Where a number of the code is put, in standard deviations of the prior. */
const STEPS = Array.from({ length: 12 }, (_, i) => 2.5 * ((2 * i) / 11 - 1))
/** Numbers of the code that are shown, those that vary most. */
const SHOWN = 4

/** Factors of variation kept apart: a VAE that punishes total correlation, beside a plain one. */
export const disentangling: Stop = {
  name: 'β-TC-VAE',
  async visit(tour) {
    const { images, factors } = syntheticShapes({ seed: tour.seed, count: ROWS, side: SIDE })
    const rows = await allRows(images)
    const shapes = { rows, factors }
    const punished = new BetaTCVAE({ ...common(tour), rows: ROWS, beta: BETA })
    const plain = await measure(tour, { name: 'VAE', model: new VAE(common(tour)), shapes })
    const apart = await measure(tour, { name: 'β-TC-VAE', model: punished, shapes })
    rows.dispose()
    return {
      findings: [
        {
          measure: 'mutual information gap',
          value: apart.score,
          beside: `${plain.score.toFixed(3)} of a VAE; 1 if each factor has a number of its own`,
        },
      ],
      section: {
        heading: 'Factors kept apart',
        text: 'Shapes vary in kind, scale, rotation and place. What the numbers of a code tell of each other is punished, so that each comes to mean something of its own.',
        figures: [plain.figure, apart.figure],
      },
    } satisfies Sight
  },
}

function common({ seed }: Tour) {
  return {
    inputShape: [SIDE, SIDE, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: UNITS }),
    decoder: mlp({ hiddenUnits: [...UNITS].reverse() }),
    seed,
  }
}

interface Candidate {
  readonly name: string
  readonly model: LatentModel
  readonly shapes: { readonly rows: tf.Tensor; readonly factors: ShapeFactors }
}

interface Measured {
  readonly score: number
  readonly figure: string
}

/** Trains, scores, pictures; frees the model. */
async function measure(tour: Tour, { name, model, shapes }: Candidate): Promise<Measured> {
  const { rows, factors } = shapes
  await fit(model, fromTensor(rows), {
    epochs: EPOCHS,
    batchSize: 32,
    seed: tour.seed,
    callbacks: [tour.bar(name)],
  })
  const codes = model.encode(rows)
  const { score } = await mutualInformationGap(codes, factors)
  const figure = await walks(`${name}: one number of a code changed, from left to right`, model, codes)
  codes.dispose()
  model.dispose()
  return { score, figure }
}

async function walks(title: string, model: LatentModel, codes: tf.Tensor): Promise<string> {
  const spread = codeVariances(codes)
  const variances = Array.from(await spread.data())
  spread.dispose()
  const order = variances.map((_, d) => d).sort((a, b) => (variances[b] ?? 0) - (variances[a] ?? 0))
  const rows = order.slice(0, SHOWN).map((dimension) => ({
    label: `number ${dimension + 1}`,
    images: tf.tidy(() => traverse(model, codes.slice([0, 0], [1, LATENT]), { dimension, values: STEPS })),
  }))
  return await rowsOfImages(title, rows)
}
