import { activeUnits, type Callback, collapseGuard, evaluate, mlp, progress, VAE } from '@ae/core'
import { lossCurves } from '@ae/plot'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from '../experiment'
import { firstRows } from '../images'
import { trainAsTwin } from '../training'

const LATENT = 20
/**
 * Sigmoid layers hardly let a new code through, and it is charged from the first step. All 60,000 images are as many steps
 * as three layers need to wake by themselves; behind five no code is found at any price, and a guard has nothing to save.
 */
const SETUP = {
  full: { images: 10_000, depth: 4, units: 400, epochs: 50, warmUpEpochs: 12 },
  quick: { images: 2000, depth: 3, units: 200, epochs: 30, warmUpEpochs: 12 },
} as const
/** Images that the guard looks at, and that units are counted on. */
const LOOKED_AT = 500
const BATCH = 500

/**
 * The collapse control and its repair: a decoder that learns to do without the code before the code says anything; with
 * a guard, and nothing else changed, the code is used, and the bound is better.
 */
export async function collapseAndRepair(lab: Lab): Promise<void> {
  const alone = await trained(lab, 'deep sigmoid decoder', false)
  lab.report('collapse-control-active-units', alone.active, { full: { max: 2 }, quick: { max: 2 } })
  lab.report('collapse-control-test-nats', alone.nats)
  const repaired = await trained(lab, 'the same, guarded', true)
  lab.report('collapse-repaired-active-units', repaired.active, { full: { min: 8 }, quick: { min: 4 } })
  lab.report('collapse-repaired-test-nats', repaired.nats)
  lab.report('collapse-repaired-nats-gained', alone.nats - repaired.nats, {
    full: { min: 20 },
    quick: { min: 5 },
  })
  lab.report('collapse-repairs', repaired.repairs.length, { full: { min: 1 }, quick: { min: 1 } })
  lab.picture({
    heading: 'Collapse, and what the guard did',
    text: repaired.repairs.join(' '),
    figures: [
      lossCurves({
        title: 'KL of a training image, in nats',
        xLabel: 'epoch',
        yLabel: 'nats',
        series: [
          { name: 'alone', y: alone.kl },
          { name: 'guarded', y: repaired.kl },
        ],
      }),
    ],
  })
}

interface Outcome {
  /** Units whose mean varies with the image. */
  readonly active: number
  /** −ELBO a test image. */
  readonly nats: number
  /** KL a training image, by epoch. */
  readonly kl: readonly number[]
  /** What the guard said. */
  readonly repairs: readonly string[]
}

async function trained(lab: Lab, name: string, guarded: boolean): Promise<Outcome> {
  const { train, test } = lab.digits
  const { images, depth, units, epochs: passes, warmUpEpochs } = lab.quick ? SETUP.quick : SETUP.full
  const model = new VAE({
    inputShape: [28, 28, 1],
    latentDim: LATENT,
    encoder: mlp({ hiddenUnits: [units] }),
    decoder: mlp({ hiddenUnits: Array.from({ length: depth }, () => units), activation: 'sigmoid' }),
    seed: lab.seed,
  })
  const rows = await firstRows(test.images, LOOKED_AT)
  const callbacks: Callback[] = [progress({ write: (line) => lab.progress(`${name}  ${line}`), every: 1000 })]
  const [few] = train.images.split(Math.min(1, images / train.images.size))
  if (guarded) callbacks.push(collapseGuard({ rows, warmUpEpochs }))
  try {
    const { epochs, diagnostics } = await trainAsTwin(lab, name, model, few, {
      epochs: passes,
      callbacks,
    })
    const { total = Number.NaN } = await evaluate(model, test.images.batch(BATCH), lab.seed)
    const mean = model.encode(rows)
    const active = await activeUnits(mean)
    mean.dispose()
    return {
      active,
      nats: total,
      kl: epochs.map(({ losses }) => losses.kl ?? Number.NaN),
      repairs: diagnostics.filter(({ kind }) => kind === 'collapseRepair').map(({ message }) => message),
    }
  } finally {
    tf.dispose(rows)
    model.dispose()
  }
}
