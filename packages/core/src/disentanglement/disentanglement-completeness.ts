import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requireNumber } from '../errors/require'
import { createRng } from '../rng/rng'
import type { FixedFactorOptions } from './beta-vae-score'
import { boostedTrees } from './boosted-trees'
import { byFactor, type Factor, type FactorColumns, meanOf, readCodedFactors } from './coded-factors'
import { entropyOf } from './mutual-information'

/** What {@link disentanglementCompleteness} finds. */
export interface DisentanglementCompleteness {
  /** Whether each number of the code is of use for one factor only, weighted by use; in [0, 1]. */
  readonly disentanglement: number
  /** Whether each factor needs one number only; in [0, 1]. */
  readonly completeness: number
  /** Whether factors can be told at all: mean of the shares of variance explained on rows kept back, in [0, 1]. */
  readonly informativeness: number
  /** Of each factor, the share of variance explained on rows kept back, in [0, 1]. */
  readonly explained: Readonly<Record<string, number>>
  /** [D][K]; how much of what is explained of each factor comes from each number */
  readonly importances: readonly (readonly number[])[]
}

/** Share of the rows that trees learn from. */
const LEARNT = 0.8
/** Rows below which what is kept back says nothing. */
const FEWEST_ROWS = 50

/**
 * DCI: disentanglement, completeness, informativeness, from what predictors of each factor make use of.
 *
 * Each factor is predicted from the code by boosted trees, and `R_dk` is the share of it that number d brings:
 * disentanglement is `1 − H_K(R_d·)` of each number, weighted by its use, completeness `1 − H_D(R_·k)`, with entropies to
 * the base of their length. Values of factors count as numbers.
 *
 * @param codes [N, D]; borrowed; at least 50 rows
 * @param factors a column of N values a factor
 * @param options `seed`: which rows are kept back to judge by
 * @throws AeError as `mutualInformationGap`, and `shape` on fewer rows
 * @see Eastwood & Williams 2018, A Framework for the Quantitative Evaluation of Disentangled Representations, §2, ICLR
 * @example
 * const { disentanglement, completeness } = await disentanglementCompleteness(vae.encode(images), factors)
 */
export async function disentanglementCompleteness(
  codes: tf.Tensor,
  factors: FactorColumns,
  options: Pick<FixedFactorOptions, 'seed'> = {},
): Promise<DisentanglementCompleteness> {
  const subject = 'disentanglementCompleteness'
  requireKnownOptions(subject, options, ['seed'])
  const seed = requireNumber(subject, 'seed', options.seed ?? 0)
  const data = await readCodedFactors(subject, codes, factors)
  if (data.rows < FEWEST_ROWS) {
    throw new AeError('shape', `${subject}: expected at least ${FEWEST_ROWS} rows. Received: ${data.rows}.`)
  }
  const order = createRng(seed).fork('disentanglement').permutation(data.rows)
  const train = order.slice(0, Math.round(LEARNT * data.rows))
  const judge = order.slice(train.length)
  const fits = data.factors.map((factor) => {
    const target = valuesOf(factor)
    const { predictions, importances } = boostedTrees({ features: data.codes, target, train })
    return { importances, explained: explainedShare(target, predictions, judge) }
  })
  const importances = data.codes.map((_, d) => fits.map((fit) => fit.importances[d] ?? 0))
  const explained = byFactor(data.factors, (_, k) => fits[k]?.explained ?? 0)
  return {
    disentanglement: weightedConcentration(importances),
    completeness: meanOf(fits.map((fit) => concentration(fit.importances))),
    informativeness: meanOf(Object.values(explained)),
    explained,
    importances,
  }
}

function valuesOf({ classes, values }: Factor): Float64Array {
  return Float64Array.from(classes, (each) => values[each] ?? 0)
}

/** Share of the variance about the mean of the judging rows; what is worse than the mean explains nothing. */
function explainedShare(target: Float64Array, predictions: Float64Array, rows: Int32Array): number {
  const mean = meanOf(Array.from(rows, (row) => target[row] ?? 0))
  let [error, variance] = [0, 0]
  for (const row of rows) {
    error += ((target[row] ?? 0) - (predictions[row] ?? 0)) ** 2
    variance += ((target[row] ?? 0) - mean) ** 2
  }
  return variance === 0 ? 0 : Math.max(0, 1 - error / variance)
}

function weightedConcentration(importances: readonly (readonly number[])[]): number {
  const uses = importances.map((row) => row.reduce((a, b) => a + b, 0))
  const total = uses.reduce((a, b) => a + b, 0)
  if (total === 0) return 0
  return importances.reduce((sum, row, d) => sum + ((uses[d] ?? 0) / total) * concentration(row), 0)
}

/** 1 where all lies in one place, 0 where it is spread evenly, or there is none. */
function concentration(amounts: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < amounts.length; i++) total += amounts[i] ?? 0
  if (total === 0) return 0
  return amounts.length === 1 ? 1 : 1 - entropyOf(amounts) / Math.log(amounts.length)
}
