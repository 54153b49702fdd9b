import { requireKnownOptions, requireNumber, requirePositiveInteger, withoutGradient } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** How vectors are shared out among codes. */
export interface SinkhornOptions {
  /**
   * How far evenness may go before nearness, as a share of the range of distances. The smaller, the nearer to an exact
   * sharing out, and the more rounds it takes. > 0. Default .05.
   */
  readonly temperature?: number
  /** Rounds in which codes, then vectors, are brought to their shares. Default 20. */
  readonly rounds?: number
}

/** What {@link sinkhornCodes} shares out. */
export interface SinkhornRequest extends SinkhornOptions {
  /** [N, D], borrowed */
  readonly vectors: tf.Tensor
  /** [K, D], borrowed */
  readonly codebook: tf.Tensor
  /** [N], 1 for a vector and 0 for padding; borrowed. Default: all are real. */
  readonly real?: tf.Tensor | undefined
}

/** What padding gets: its share is 0 in float32. */
const NOTHING = -1e9

/** So that vectors and codes that are all alike are shared out, too. */
const LEAST_RANGE = 1e-12

/**
 * Fills in and checks how vectors are shared out.
 *
 * @throws AeError `config`
 */
export function resolveSinkhorn(subject: string, options: SinkhornOptions): Required<SinkhornOptions> {
  requireKnownOptions(subject, options, ['temperature', 'rounds'])
  const { temperature = 0.05, rounds = 20 } = options
  return Object.freeze({
    temperature: requireNumber(subject, 'temperature', temperature, { above: 0 }),
    rounds: requirePositiveInteger(subject, 'rounds', rounds),
  })
}

/**
 * For each vector a code, so that all codes are given about equally often, at as little distance as that allows: the
 * largest entry of the transport plan that Sinkhorn's algorithm finds, in logarithms. Has no gradient, as nearest codes
 * have none.
 *
 * All N × K distances are there at once: for the vectors of a batch, not of a data set.
 *
 * @returns int32 [N], owned by the caller; anything for padding
 * @throws AeError `config` on a bad option
 * @see Cuturi 2013, Sinkhorn Distances, algorithm 1, arXiv:1306.0895; Caron et al. 2020, SwAV, eq. 3, arXiv:2006.09882
 */
export function sinkhornCodes({ vectors, codebook, real, ...options }: SinkhornRequest): tf.Tensor1D {
  const { temperature, rounds } = resolveSinkhorn('sinkhornCodes', options)
  return withoutGradient(() =>
    tf.tidy(() => {
      const distances = vectors
        .square()
        .sum(1, true)
        .sub(tf.matMul(vectors, codebook, false, true).mul(2))
        .add(codebook.square().sum(1)) // [N, K]
      const padding = real === undefined ? 0 : real.cast('float32').sub(1).mul(-NOTHING).expandDims(1)
      // Of real vectors: 1e9 less or more than any distance takes the others out.
      const range = distances.add(padding).max().sub(distances.sub(padding).min()).maximum(LEAST_RANGE)
      let plan: tf.Tensor = distances.div(range.mul(-temperature)).add(padding)
      for (let round = 0; round < rounds; round++) {
        plan = tf.tidy(() => {
          const codes = plan.sub(plan.logSumExp(0, true))
          // Padding takes its nothing along: brought to a share, it would be a vector again.
          return codes.sub(codes.logSumExp(1, true)).add(padding)
        })
      }
      return plan.argMax<tf.Tensor1D>(1)
    }),
  )
}
