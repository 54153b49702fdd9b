import {
  adam,
  type Dataset,
  type FitOptions,
  fit,
  type History,
  progress,
  stepDecay,
  type Trainable,
} from '@ae/core'
import type { Lab } from './experiment'

/** Rows in a batch of the twins. */
const BATCH = 128
/** Rows in a batch of a quick run, whose few rows make too few steps otherwise. */
const QUICK_BATCH = 32

/** The twins' optimizer: Adam at 1e-3, × .3 for the last 30 %. */
const TWIN_OPTIMIZER = adam({ learningRate: stepDecay({ from: 1e-3, factor: 0.3, at: [0.7] }) })

/** Trains as the twins were trained, showing how far it is. */
export function trainAsTwin<B>(
  lab: Lab,
  name: string,
  model: Trainable<B>,
  data: Dataset<B>,
  options: FitOptions<B>,
): Promise<History> {
  return fit<B>(model, data.batch(lab.quick ? QUICK_BATCH : BATCH), {
    optimizer: TWIN_OPTIMIZER,
    seed: lab.seed,
    callbacks: [progress({ write: (line) => lab.progress(`${name}  ${line}`), every: 1000 })],
    ...options,
  })
}
