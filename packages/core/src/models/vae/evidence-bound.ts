import type * as tf from '@tensorflow/tfjs'
import type { Objective, StepContext } from '../../interfaces/phase'
import { klPerDimension } from '../../losses/kl-divergence'
import type { Posterior } from '../gaussian-code'
import type { ResolvedVAEConfig } from './config'
import { type KlSteering, warmUpFactor } from './kl-steering'
import { klWeightAt } from './kl-weight'

/** What a bound is computed from. */
export interface BoundParts {
  /** Negative log-likelihood in nats, of one code a row. */
  readonly reconstruction: tf.Scalar
  /** Where the codes were drawn from. */
  readonly posterior: Posterior
  /** The step. */
  readonly ctx: StepContext
  /** What is asked of the KL term on top of the configuration, in training. Default: nothing. */
  readonly steering?: KlSteering
}

/** `−log p(x | z) + β · KL(q(z | x) ‖ N(0, I))` in nats a row, with the schedule and the free bits of a configuration. */
export function evidenceBound(
  { beta, freeBits }: ResolvedVAEConfig,
  { reconstruction, posterior, ctx, steering = {} }: BoundParts,
): Objective {
  const perDimension = klPerDimension(posterior.mean, posterior.logVar).mean(0) // [D]
  const kl = perDimension.sum().asScalar()
  const free = Math.max(freeBits, ctx.training ? (steering.freeBits ?? 0) : 0)
  // Σ max(λ, KL_d) without `maximum`: below λ a dimension costs the same whatever it does.
  const charged = free === 0 ? kl : perDimension.sub(free).relu().add(free).sum()
  const weight = ctx.training
    ? klWeightAt(beta, ctx.step, ctx.totalSteps) * warmUpFactor(steering, ctx.step)
    : klWeightAt(beta, 0, 0)
  return { total: reconstruction.add(charged.mul(weight)).asScalar(), terms: { reconstruction, kl } }
}
