import { AeError, quantile, requireChoice, requireKnownOptions, requireNumber, show } from '@ae/core'
import { cheapestThreshold } from './cheapest-threshold'
import { fitPareto, paretoQuantile } from './fit-pareto'
import type { Threshold, ThresholdRule } from './threshold-rule'

/** What makes a median absolute deviation the standard deviation of a Gaussian: 1 / Φ⁻¹(¾). */
const GAUSSIAN_DEVIATION = 1.482602218505602
/** Excesses that a distribution can be fitted to. */
const LEAST_EXCESSES = 5
/** Scores from which on `auto` fits a distribution: a tail of a fifth has eight excesses then. */
const LEAST_FOR_TAIL = 40
/** Scores above the threshold that `auto` asks for before it trusts their order alone. */
const ENOUGH_ABOVE = 20

/** Share of normal rows flagged where nothing else is said. */
const DEFAULT_FALSE_ALARMS = 0.05

const KINDS: readonly ThresholdRule['kind'][] = [
  'quantile',
  'median-deviation',
  'peaks-over-threshold',
  'contamination',
  'cost',
  'auto',
]

const OPEN_UNIT = { above: 0, below: 1 }

/** What a rule comes to. */
type Found = Pick<Threshold, 'value' | 'rule' | 'falseAlarms'>

/**
 * A threshold from the scores of rows that the detector was not fitted to, with the rate of false alarms that it promises. The
 * rows should be normal; `contamination` and `cost` take others, too.
 *
 * `quantile` takes the ⌈(n + 1)(1 − α)⌉-th smallest of n scores: a fresh normal row is above it with probability at most α,
 * whatever the distribution, if rows are exchangeable. With fewer than 1/α − 1 scores it is the largest one, and what it
 * promises is 1/(n + 1).
 *
 * @param scores of at least two rows, finite
 * @throws AeError `config` on a bad rule, `shape` if there are too few scores, or not one label each, `data` if one is not finite
 * @see Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World; Siffer et al. 2017, Anomaly Detection in Streams
 * with Extreme Value Theory, equation 1; Hampel 1974 for the median deviation
 * @example
 * const { value, falseAlarms } = fitThreshold(samples, { kind: 'peaks-over-threshold', falseAlarms: 0.001 })
 */
export function fitThreshold(scores: ArrayLike<number>, rule: ThresholdRule): Threshold {
  const sorted = requireScores(scores)
  const found = foundBy(sorted, scores, rule)
  // `foundBy` has seen that there is a label for each score.
  const counted = rule.kind === 'cost' ? normalScores(scores, rule.labels) : sorted
  return Object.freeze({ ...found, observed: shareAbove(counted, found.value), scores: sorted.length })
}

function foundBy(sorted: Float64Array, scores: ArrayLike<number>, rule: ThresholdRule): Found {
  const subject = 'fitThreshold'
  requireChoice(subject, 'kind', rule?.kind, KINDS)
  switch (rule.kind) {
    case 'quantile': {
      requireKnownOptions(subject, rule, ['kind', 'falseAlarms'])
      return byOrder(sorted, requireRate(rule.falseAlarms ?? DEFAULT_FALSE_ALARMS))
    }
    case 'median-deviation': {
      requireKnownOptions(subject, rule, ['kind', 'deviations'])
      return byDeviation(sorted, requireNumber(subject, 'deviations', rule.deviations ?? 3, { above: 0 }))
    }
    case 'peaks-over-threshold': {
      requireKnownOptions(subject, rule, ['kind', 'falseAlarms', 'tail'])
      const tail = requireNumber(subject, 'tail', rule.tail ?? 0.1, OPEN_UNIT)
      const rate = requireNumber(subject, 'falseAlarms', rule.falseAlarms ?? 0.01, { above: 0, below: tail })
      return byTail(sorted, rate, tail)
    }
    case 'contamination': {
      requireKnownOptions(subject, rule, ['kind', 'share'])
      const share = requireNumber(subject, 'share', rule.share, OPEN_UNIT)
      const n = sorted.length
      const place = Math.max(1, Math.ceil(n * (1 - share)))
      // If it is right, what is above are the anomalies; if there are none, all of them are false alarms.
      return {
        value: sorted[place - 1] ?? Number.NaN,
        rule: 'contamination',
        falseAlarms: 1 - place / (n + 1),
      }
    }
    case 'cost':
      return { ...cheapestThreshold(scores, rule), rule: 'cost' }
    case 'auto': {
      requireKnownOptions(subject, rule, ['kind', 'falseAlarms'])
      return automatic(sorted, requireRate(rule.falseAlarms ?? DEFAULT_FALSE_ALARMS))
    }
  }
}

function byOrder(sorted: Float64Array, rate: number): Found {
  const n = sorted.length
  const place = Math.min(n, Math.ceil((n + 1) * (1 - rate)))
  return { value: sorted[place - 1] ?? Number.NaN, rule: 'quantile', falseAlarms: 1 - place / (n + 1) }
}

function byDeviation(sorted: Float64Array, deviations: number): Found {
  const median = quantile(sorted, 0.5)
  const spread = quantile(sorted.map((score) => Math.abs(score - median)).sort(), 0.5)
  const value = median + deviations * GAUSSIAN_DEVIATION * spread
  return { value, rule: 'median-deviation', falseAlarms: shareAbove(sorted, value) }
}

function byTail(sorted: Float64Array, rate: number, tail: number): Found {
  const level = quantile(sorted, 1 - tail)
  const excesses = sorted.filter((score) => score > level).map((score) => score - level)
  if (excesses.length < LEAST_EXCESSES) {
    throw new AeError(
      'shape',
      `fitThreshold: expected at least ${LEAST_EXCESSES} different scores in the tail. Received: ${excesses.length}.`,
      { hint: 'give more scores or a larger `tail`, or take the rule `quantile`.' },
    )
  }
  const above = excesses.length / sorted.length
  // Of as many scores as are above the level, this share is to be above the threshold.
  const value = level + paretoQuantile(fitPareto(excesses), Math.min(1, rate / above))
  return { value, rule: 'peaks-over-threshold', falseAlarms: rate }
}

function automatic(sorted: Float64Array, rate: number): Found {
  if (sorted.length * rate >= ENOUGH_ABOVE) return byOrder(sorted, rate)
  const tail = Math.max(0.2, Math.min(0.5, 2 * rate))
  const level = quantile(sorted, 1 - tail)
  const excesses = sorted.filter((score) => score > level).length
  if (sorted.length >= LEAST_FOR_TAIL && excesses >= LEAST_EXCESSES && rate < tail)
    return byTail(sorted, rate, tail)
  // Of so few the largest one, often: what it promises is not what was asked for, and is kept.
  return byOrder(sorted, rate)
}

/** Share of numbers above a value. */
export function shareAbove(scores: Float64Array, value: number): number {
  let above = 0
  for (const score of scores) if (score > value) above++
  return above / scores.length
}

function normalScores(scores: ArrayLike<number>, labels: ArrayLike<number>): Float64Array {
  return Float64Array.from(scores).filter((_, i) => labels[i] === 0)
}

function requireRate(rate: number): number {
  return requireNumber('fitThreshold', 'falseAlarms', rate, OPEN_UNIT)
}

function requireScores(scores: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(scores)
  if (sorted.length < 2) {
    throw new AeError('shape', `fitThreshold: expected at least two scores. Received: ${sorted.length}.`)
  }
  const stranger = sorted.findIndex((score) => !Number.isFinite(score))
  if (stranger < 0) return sorted.sort()
  throw new AeError(
    'data',
    `fitThreshold: expected finite scores. Received: ${show(sorted[stranger])} at ${stranger}.`,
  )
}
