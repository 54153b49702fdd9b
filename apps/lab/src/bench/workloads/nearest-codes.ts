import { createRng, nearestCode } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Workload } from '../workload'

/** As in twins/nearest_code.py. */
const [ROWS, CODES, DEPTH] = [65_536, 1024, 64]

/** The search of a quantizer. */
export const nearestCodes: Workload = {
  name: 'nearest-code',
  amount: ROWS,
  unit: 'rows',
  must: 0.5,
  goal: 1,
  async start() {
    const [x, codebook] = [createRng(1).normal([ROWS, DEPTH]), createRng(2).normal([CODES, DEPTH])]
    return {
      async step() {
        const indices = nearestCode(x, codebook)
        const [first = Number.NaN] = await indices.data()
        indices.dispose()
        return first
      },
      dispose: () => tf.dispose([x, codebook]),
    }
  },
}
