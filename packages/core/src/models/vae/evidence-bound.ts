import type * as tf from '@tensorflow/tfjs'
import type { Objective, StepContext } from '../../interfaces/phase'
import { klPerDimension } from '../../losses/kl-divergence'
import type { Posterior } from '../gaussian-code'
import type { ResolvedVAEConfig } from './config'
import { klWeightAt } from './kl-weight'
import { negativeLogLikelihood } from './likelihood'

/** What a bound is computed from. */
export interface BoundParts {
  /** [B, …] */
  readonly x: tf.Tensor
  /** [B, …]; what the decoder made of one code a row */
  readonly raw: tf.Tensor
  /** Where the codes were drawn from. */
  readonly posterior: Posterior
  /** The likelihood's own weight, if it has one. */
  readonly logScale: tf.Tensor | undefined
  /** The step. */
  readonly ctx: StepContext
}

/** `−log p(x | z) + β · KL(q(z | x) ‖ N(0, I))` in nats a row, with the schedule and the free bits of a configuration. */
export function evidenceBound(
  { likelihood, beta, freeBits }: ResolvedVAEConfig,
  { x, raw, posterior, logScale, ctx }: BoundParts,
): Objective {
  const reconstruction = negativeLogLikelihood(likelihood, x, raw, logScale)
  const perDimension = klPerDimension(posterior.mean, posterior.logVar).mean(0) // [D]
  const kl = perDimension.sum().asScalar()
  // Σ max(λ, KL_d) without `maximum`: below λ a dimension costs the same whatever it does.
  const charged = freeBits === 0 ? kl : perDimension.sub(freeBits).relu().add(freeBits).sum()
  const weight = ctx.training ? klWeightAt(beta, ctx.step, ctx.totalSteps) : klWeightAt(beta, 0, 0)
  return { total: reconstruction.add(charged.mul(weight)).asScalar(), terms: { reconstruction, kl } }
}
