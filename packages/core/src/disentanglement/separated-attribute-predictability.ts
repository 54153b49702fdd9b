import type * as tf from '@tensorflow/tfjs'
import {
  byFactor,
  type Factor,
  type FactorColumns,
  meanOf,
  readCodedFactors,
  varianceOf,
} from './coded-factors'
import { lead } from './lead'

/** What {@link separatedAttributePredictability} finds. */
export interface AttributePredictability {
  /** Mean of the leads, in [0, 1]. */
  readonly score: number
  /** For each factor, how far the best number of the code is ahead of the second, in [0, 1]. */
  readonly leads: Readonly<Record<string, number>>
}

/**
 * SAP: whether each factor can be read, by a straight line, from one number of the code and from no other.
 *
 * A number's merit is the share of the factor's variance that it explains, `Cov² / (Var · Var)`; the score is the mean lead
 * of the best over the second. Values count as numbers: a factor without an order is judged by the numbers of its classes.
 *
 * @param codes [N, D]; borrowed
 * @param factors a column of N values a factor
 * @throws AeError as `mutualInformationGap`
 * @see Kumar, Sattigeri & Balakrishnan 2018, Variational Inference of Disentangled Latent Concepts, §3, arXiv:1711.00848
 * @example
 * const { score } = await separatedAttributePredictability(vae.encode(images), factors)
 */
export async function separatedAttributePredictability(
  codes: tf.Tensor,
  factors: FactorColumns,
): Promise<AttributePredictability> {
  const data = await readCodedFactors('separatedAttributePredictability', codes, factors)
  const leads = byFactor(data.factors, (factor) => lead(data.codes.map((code) => explained(code, factor))))
  return { score: meanOf(Object.values(leads)), leads }
}

function explained(code: Float64Array, { classes, values }: Factor): number {
  const factor = Float64Array.from(classes, (each) => values[each] ?? 0)
  const [codeMean, factorMean] = [meanOf(code), meanOf(factor)]
  const variances = varianceOf(code) * varianceOf(factor)
  if (variances === 0) return 0
  const covariance = meanOf(code.map((value, row) => (value - codeMean) * ((factor[row] ?? 0) - factorMean)))
  return covariance ** 2 / variances
}
