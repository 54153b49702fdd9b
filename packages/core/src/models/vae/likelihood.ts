import * as tf from '@tensorflow/tfjs'
import { AeError } from '../../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '../../errors/require'
import { rowLoss } from '../../kernels/row-loss'
import { discretizedLogisticNllOfEach } from '../../losses/discretized-logistic-nll'
import { flatRows } from '../../losses/flat-rows'
import { gaussianNllOfEach } from '../../losses/gaussian-nll'
import { requireSameShape } from '../../losses/require-same-shape'

/** Data in [0, 1], each number a coin: the decoder gives logits. On grey levels a loss, not a likelihood. */
export interface BernoulliLikelihood {
  /** Tag. */
  readonly kind: 'bernoulli'
}

/** Real data with Gaussian noise: the decoder gives means. */
export interface GaussianLikelihood {
  /** Tag. */
  readonly kind: 'gaussian'
  /** One for all features: a number in units of the data, or `learned` as one more weight. */
  readonly standardDeviation: number | 'learned'
}

/** Integer grey levels scaled to [0, 1]: the decoder gives means before a sigmoid; the scale is one more weight. */
export interface DiscretizedLogisticLikelihood {
  /** Tag. */
  readonly kind: 'discretizedLogistic'
  /** Number of grey levels. */
  readonly levels: number
}

/** How a VAE says how likely data are, given a code. Compare bounds only under the same likelihood. */
export type Likelihood = BernoulliLikelihood | GaussianLikelihood | DiscretizedLogisticLikelihood

/** Natural log of the learned standard deviation or scale at the start: data of unit or [0, 1] range fit it. */
const INITIAL_LOG_SCALE = { gaussian: 0, discretizedLogistic: -2 } as const

/**
 * Checks a likelihood and returns it frozen.
 *
 * @throws AeError `config`
 */
export function resolveLikelihood(subject: string, likelihood: Likelihood): Likelihood {
  requireChoice(subject, 'likelihood.kind', likelihood?.kind, [
    'bernoulli',
    'gaussian',
    'discretizedLogistic',
  ])
  const inside = `${subject}.likelihood`
  if (likelihood.kind === 'bernoulli') requireKnownOptions(inside, likelihood, ['kind'])
  if (likelihood.kind === 'gaussian') {
    requireKnownOptions(inside, likelihood, ['kind', 'standardDeviation'])
    const { standardDeviation } = likelihood
    if (standardDeviation !== 'learned') {
      requireNumber(subject, "likelihood.standardDeviation (or 'learned')", standardDeviation, { above: 0 })
    }
  }
  if (likelihood.kind === 'discretizedLogistic') {
    requireKnownOptions(inside, likelihood, ['kind', 'levels'])
    requirePositiveInteger(subject, 'likelihood.levels', likelihood.levels)
    if (likelihood.levels < 2) {
      throw new AeError(
        'config',
        `${subject}: \`likelihood.levels\` must be at least 2. Received: ${show(likelihood.levels)}.`,
      )
    }
  }
  return Object.freeze({ ...likelihood })
}

/** The weight that a likelihood brings along: log of a standard deviation or scale; undefined where it has none. */
export function createLogScale(likelihood: Likelihood): tf.Variable<tf.Rank.R0> | undefined {
  if (likelihood.kind === 'bernoulli') return undefined
  if (likelihood.kind === 'gaussian' && likelihood.standardDeviation !== 'learned') return undefined
  const start = INITIAL_LOG_SCALE[likelihood.kind]
  return tf.tidy(() => tf.variable(tf.scalar(start)))
}

/** That weight, if there is one, under the name by which it is saved. */
export function logScaleWeights(logScale: tf.Variable | undefined): Readonly<Record<string, tf.Variable>> {
  return logScale === undefined ? {} : { 'likelihood/log-scale': logScale }
}

/** Whether the model puts a sigmoid behind the decoder. */
export function hasSigmoidOutput({ kind }: Likelihood): boolean {
  return kind !== 'gaussian'
}

/** The mean of the data, given the decoder's raw output. */
export function likelihoodMean(likelihood: Likelihood, raw: tf.Tensor): tf.Tensor {
  return hasSigmoidOutput(likelihood) ? raw.sigmoid() : raw.clone()
}

/** Negative log-likelihood of `x` in nats, summed over features, averaged over the batch. */
export function negativeLogLikelihood(
  likelihood: Likelihood,
  x: tf.Tensor,
  raw: tf.Tensor,
  logScale: tf.Tensor | undefined,
): tf.Scalar {
  requireSameShape('negativeLogLikelihood', x, raw)
  return tf.tidy(() => nllOfRows(likelihood, x, raw, logScale).mean<tf.Scalar>())
}

/** Log-likelihood of each row of `x` in nats, summed over features: [B]. Nothing is checked. */
export function logLikelihoodOfRows(
  likelihood: Likelihood,
  x: tf.Tensor,
  raw: tf.Tensor,
  logScale: tf.Tensor | undefined,
): tf.Tensor {
  return tf.tidy(() => nllOfRows(likelihood, x, raw, logScale).neg())
}

function nllOfRows(
  likelihood: Likelihood,
  x: tf.Tensor,
  raw: tf.Tensor,
  logScale: tf.Tensor | undefined,
): tf.Tensor {
  if (likelihood.kind === 'bernoulli') return rowLoss('bernoulli', x, raw)
  return flatRows(nllOfEach(likelihood, x, raw, logScale)).sum(1)
}

function nllOfEach(
  likelihood: Exclude<Likelihood, { kind: 'bernoulli' }>,
  x: tf.Tensor,
  raw: tf.Tensor,
  logScale: tf.Tensor | undefined,
): tf.Tensor {
  if (likelihood.kind === 'discretizedLogistic') {
    return discretizedLogisticNllOfEach(x, raw.sigmoid(), logScale ?? tf.scalar(0), likelihood.levels)
  }
  const { standardDeviation } = likelihood
  const fixed = standardDeviation === 'learned' ? undefined : tf.log(tf.scalar(standardDeviation))
  return gaussianNllOfEach(x, raw, (logScale ?? fixed ?? tf.scalar(0)).mul(2))
}
