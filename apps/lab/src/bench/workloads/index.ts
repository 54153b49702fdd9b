import type { Workload } from '../workload'
import { convolutional, deepMlp, smallMlp } from './autoencoders'
import { encodeConv, matmul1024, scoreBatch, scoreRow } from './inference'
import { sequence } from './sequence'

/** Everything that is timed. */
export const workloads: readonly Workload[] = [
  smallMlp,
  deepMlp,
  convolutional,
  sequence,
  scoreRow,
  scoreBatch,
  encodeConv,
  matmul1024,
]
