import type { Workload } from '../workload'
import { convolutional, deepMlp, smallMlp } from './autoencoders'
import { encodeConv, matmul1024, scoreBatch, scoreRow } from './inference'
import { nearestCodes } from './nearest-codes'
import { peakProduct, peakSearch } from './peaks'
import { sequence } from './sequence'
import { speech } from './speech'
import { vqvae } from './vqvae'

/** Everything that is timed. */
export const workloads: readonly Workload[] = [
  smallMlp,
  deepMlp,
  convolutional,
  vqvae,
  speech,
  sequence,
  scoreRow,
  scoreBatch,
  encodeConv,
  nearestCodes,
  matmul1024,
  peakSearch,
  peakProduct,
]
