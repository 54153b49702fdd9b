import type * as tf from '@tensorflow/tfjs'
import { requireKnownOptions, requireNumber, requirePositiveInteger } from '../errors/require'
import type { Rng } from '../interfaces/rng'
import { createRng } from '../rng/rng'
import { type CodedFactors, type FactorColumns, readCodedFactors } from './coded-factors'
import { type RowGroups, rowGroups, rowsInCommon } from './fixed-factor-rows'
import { type LabelledFeatures, softmaxRegression } from './softmax-regression'

/** Options of the scores that guess which factor was kept fixed. */
export interface FixedFactorOptions {
  /** Guesses that are learnt from, and as many others that are judged. Integer ≥ 1. Default 1000. */
  readonly votes?: number
  /** Rows (for `betaVaeScore`: pairs of rows) behind a guess. Integer ≥ 2. Default 64. */
  readonly rowsPerVote?: number
  /** Where draws come from. Default 0. */
  readonly seed?: number
}

/** How often the factor that was kept fixed is found. */
export interface FixedFactorScore {
  /** Share of right guesses, in [0, 1], as published: 1 / K is chance. */
  readonly score: number
  /** The same on a scale on which chance is 0 and always right is 1; may lie a little below 0. */
  readonly aboveChance: number
}

/**
 * The β-VAE score: whether a linear classifier can tell, from how codes differ, which factor pairs of rows have in common.
 *
 * Each guess looks at `mean |z − z′|` over pairs that agree in one factor. Rows are drawn from those given, so have some
 * dozens for each value of each factor.
 *
 * @param codes [N, D]; borrowed
 * @param factors a column of N values a factor
 * @throws AeError as `mutualInformationGap`
 * @see Higgins et al. 2017, β-VAE, §3, ICLR
 * @example
 * const { score, aboveChance } = await betaVaeScore(vae.encode(images), factors, { seed: 1 })
 */
export async function betaVaeScore(
  codes: tf.Tensor,
  factors: FactorColumns,
  options: FixedFactorOptions = {},
): Promise<FixedFactorScore> {
  const subject = 'betaVaeScore'
  const { votes, rowsPerVote, seed } = resolveFixedFactorOptions(subject, options)
  const data = await readCodedFactors(subject, codes, factors)
  const groups = rowGroups(data)
  const rng = createRng(seed).fork('beta-vae-score')
  const draw = (stream: Rng): LabelledFeatures =>
    differences(data, groups, { votes, rowsPerVote, rng: stream })
  const classify = softmaxRegression(draw(rng.fork('learn')), data.factors.length)
  const judged = draw(rng.fork('judge'))
  const right = judged.features.filter((row, i) => classify(row) === judged.labels[i]).length
  return scoreOf(right / votes, data.factors.length)
}

/**
 * Fills in and checks {@link FixedFactorOptions}.
 *
 * @throws AeError `config`
 */
export function resolveFixedFactorOptions(
  subject: string,
  options: FixedFactorOptions,
): Required<FixedFactorOptions> {
  requireKnownOptions(subject, options, ['votes', 'rowsPerVote', 'seed'])
  const rowsPerVote = requirePositiveInteger(subject, 'rowsPerVote', options.rowsPerVote ?? 64)
  return {
    votes: requirePositiveInteger(subject, 'votes', options.votes ?? 1000),
    // One row has no variance.
    rowsPerVote: requireNumber(subject, 'rowsPerVote', rowsPerVote, { min: 2 }),
    seed: requireNumber(subject, 'seed', options.seed ?? 0),
  }
}

/** A share of right guesses, and how far it is from chance. */
export function scoreOf(share: number, classes: number): FixedFactorScore {
  const chance = 1 / classes
  return { score: share, aboveChance: classes === 1 ? 0 : (share - chance) / (1 - chance) }
}

interface Draws {
  readonly votes: number
  readonly rowsPerVote: number
  readonly rng: Rng
}

/** Each guess's mean absolute difference, and the factor that its pairs agree in. */
function differences(data: CodedFactors, groups: RowGroups, draws: Draws): LabelledFeatures {
  const labels = new Int32Array(draws.votes)
  const features = Array.from({ length: draws.votes }, (_, vote) => {
    const sums = new Float64Array(data.codes.length)
    const factor = draws.rng.integer(data.factors.length)
    labels[vote] = factor
    for (let pair = 0; pair < draws.rowsPerVote; pair++) {
      // A value of its own for each pair: one value's rows could be told by what else they have in common.
      const [a = 0, b = 0] = rowsInCommon(data, groups, { factor, count: 2, rng: draws.rng })
      data.codes.forEach((code, d) => {
        sums[d] = (sums[d] ?? 0) + Math.abs((code[a] ?? 0) - (code[b] ?? 0)) / draws.rowsPerVote
      })
    }
    return sums
  })
  return { features, labels }
}
