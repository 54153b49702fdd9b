import type * as tf from '@tensorflow/tfjs'
import { requireNumber } from '../errors/require'
import type { Rng } from '../interfaces/rng'
import { createRng } from '../rng/rng'
import {
  type FixedFactorOptions,
  type FixedFactorScore,
  resolveFixedFactorOptions,
  scoreOf,
} from './beta-vae-score'
import { type CodedFactors, type FactorColumns, readCodedFactors, varianceOf } from './coded-factors'
import { type RowGroups, rowGroups, rowsInCommon } from './fixed-factor-rows'

/** Options of {@link factorVaeScore}. */
export interface FactorVaeScoreOptions extends FixedFactorOptions {
  /**
   * Variance up to which a number of the code counts as unused and has no say. Default 0, for any codes; .05 is usual where
   * codes were drawn to N(0, I), as in a VAE.
   */
  readonly unusedVariance?: number
}

/**
 * The FactorVAE score: whether the number of the code that varies least tells which factor some rows have in common.
 *
 * Variances are measured against those of all rows; each number votes for the factor for which it varied least most often.
 * No classifier is trained, and none can make up for what codes lack.
 *
 * @param codes [N, D]; borrowed
 * @param factors a column of N values a factor
 * @throws AeError as `mutualInformationGap`
 * @see Kim & Mnih 2018, Disentangling by Factorising, §4, arXiv:1802.05983
 * @example
 * const { score } = await factorVaeScore(vae.encode(images), factors, { unusedVariance: 0.05 })
 */
export async function factorVaeScore(
  codes: tf.Tensor,
  factors: FactorColumns,
  options: FactorVaeScoreOptions = {},
): Promise<FixedFactorScore> {
  const subject = 'factorVaeScore'
  const { unusedVariance = 0, ...rest } = options
  requireNumber(subject, 'unusedVariance', unusedVariance, { min: 0 })
  const { votes, rowsPerVote, seed } = resolveFixedFactorOptions(subject, rest)
  const data = await readCodedFactors(subject, codes, factors)
  const variances = data.codes.map(varianceOf)
  const used = variances.flatMap((variance, d) => (variance > unusedVariance ? [d] : []))
  const classes = data.factors.length
  if (used.length === 0) return scoreOf(1 / classes, classes)
  const groups = rowGroups(data)
  const rng = createRng(seed).fork('factor-vae-score')
  const poll = (stream: Rng): readonly Vote[] =>
    Array.from({ length: votes }, () => vote(data, groups, { used, variances, rowsPerVote, rng: stream }))
  const counts = data.codes.map(() => new Int32Array(classes))
  for (const { dimension, factor } of poll(rng.fork('learn'))) {
    const row = counts[dimension]
    if (row !== undefined) row[factor] = (row[factor] ?? 0) + 1
  }
  const majority = counts.map((row) => row.indexOf(Math.max(...row)))
  const right = poll(rng.fork('judge')).filter(({ dimension, factor }) => majority[dimension] === factor)
  return scoreOf(right.length / votes, classes)
}

interface Vote {
  readonly dimension: number
  readonly factor: number
}

interface Poll {
  readonly used: readonly number[]
  readonly variances: readonly number[]
  readonly rowsPerVote: number
  readonly rng: Rng
}

/** The number that varies least among rows that agree in a factor. */
function vote(data: CodedFactors, groups: RowGroups, { used, variances, rowsPerVote, rng }: Poll): Vote {
  const factor = rng.integer(data.factors.length)
  const rows = rowsInCommon(data, groups, { factor, count: rowsPerVote, rng })
  const shares = used.map(
    (d) => varianceOf(Array.from(rows, (row) => data.codes[d]?.[row] ?? 0)) / (variances[d] ?? 1),
  )
  return { factor, dimension: used[shares.indexOf(Math.min(...shares))] ?? 0 }
}
