import { createRng, nearestCode } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { Workload } from '../workload'

/** Rows, codes and numbers in each of a search whose blocks all stay in the cache. */
const [ROWS, CODES, DEPTH] = [512, 512, 256]

/** Products whose results are compared and dropped: little but the micro-kernel runs. */
export const peakSearch: Workload = {
  name: 'peak-search',
  amount: 2 * ROWS * CODES * DEPTH,
  unit: 'flop',
  async start() {
    const [x, codebook] = [createRng(1).normal([ROWS, DEPTH]), createRng(2).normal([CODES, DEPTH])]
    return {
      async step() {
        nearestCode(x, codebook).dispose()
        return 0
      },
      dispose: () => tf.dispose([x, codebook]),
    }
  },
}

/** A product whose operands and result stay in the cache, the result not read. */
export const peakProduct: Workload = {
  name: 'peak-product',
  amount: 2 * 384 * 256 * 384,
  unit: 'flop',
  async start() {
    const [a, b] = [createRng(1).normal([384, 256]), createRng(2).normal([256, 384])]
    return {
      async step() {
        tf.matMul(a, b).dispose()
        return 0
      },
      dispose: () => tf.dispose([a, b]),
    }
  },
}
