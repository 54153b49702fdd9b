import type * as tf from '@tensorflow/tfjs'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import { byFactor, type FactorColumns, meanOf, readCodedFactors } from './coded-factors'
import { lead } from './lead'
import { mutualInformation } from './mutual-information'

/** Options of the scores that count. */
export interface InformationOptions {
  /** Classes of equal width that each number of a code is put into. Integer ≥ 1. Default 20, or as many as the factor of most values has. */
  readonly bins?: number
}

/** What {@link mutualInformationGap} finds. */
export interface InformationGap {
  /** Mean of the gaps, in [0, 1]. */
  readonly score: number
  /** The gap of each factor, in [0, 1]. */
  readonly gaps: Readonly<Record<string, number>>
}

/**
 * The mutual information gap, MIG: whether each factor lies in one number of the code. About 1 if so, about 0 if two numbers
 * say as much of it, or none says anything.
 *
 * `1/K · Σ_k (I(z_first; v_k) − I(z_second; v_k)) / H(v_k)`: the number that knows most against the one that comes second.
 *
 * @param codes [N, D]; borrowed
 * @param factors a column of N values a factor
 * @throws AeError `shape` unless codes are flat and every column has a value a row, `data` if a number is not finite or a
 * factor never changes, `config` on a bad option
 * @see Chen et al. 2018, Isolating Sources of Disentanglement in VAEs, eq. 6, arXiv:1802.04942
 * @example
 * const { score, gaps } = await mutualInformationGap(vae.encode(images), factors)
 */
export async function mutualInformationGap(
  codes: tf.Tensor,
  factors: FactorColumns,
  options: InformationOptions = {},
): Promise<InformationGap> {
  const subject = 'mutualInformationGap'
  const { bins } = requireKnownOptions(subject, options, ['bins'])
  if (bins !== undefined) requirePositiveInteger(subject, 'bins', bins)
  const data = await readCodedFactors(subject, codes, factors)
  const { nats, entropies } = mutualInformation(data, bins)
  const gaps = byFactor(data.factors, (_, k) => lead(nats.map((row) => row[k] ?? 0)) / (entropies[k] ?? 1))
  return { score: meanOf(Object.values(gaps)), gaps }
}
