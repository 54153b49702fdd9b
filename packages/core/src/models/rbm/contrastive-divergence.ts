import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../../interfaces/rng'
import type { RbmUnits } from './config'
import { hiddenMean, type RbmWeights, sampleHidden, sampleVisible, visibleMean } from './energy'

/** What an RBM is and how long its chains are. */
export interface ChainSettings {
  /** What its layers are made of. */
  readonly units: RbmUnits
  /** Gibbs steps. */
  readonly steps: number
}

/** What the data do to an RBM. */
export interface PositivePhase {
  /** `E[h | v]` of the data, [B, H]. */
  readonly hidden: tf.Tensor2D
  /** `E[v | h]` with h drawn from it, [B, V]: a reconstruction, real-valued. */
  readonly reconstruction: tf.Tensor2D
}

/** The first half of a step: one draw of the hidden units, and what they rebuild. */
export function positivePhase(weights: RbmWeights, units: RbmUnits, v: tf.Tensor2D, rng: Rng): PositivePhase {
  const hidden = hiddenMean(weights, units, v)
  const drawn = sampleHidden(hidden, units, rng)
  return { hidden, reconstruction: visibleMean(weights, units, drawn) }
}

/**
 * Where CD-k ends, `[B, V]`. Visible units stay real-valued on the way, as in the authors' code: less noise in
 * the statistics, and k is too small for a chain to forget where it began anyway.
 */
export function contrastiveChain(
  weights: RbmWeights,
  { units, steps }: ChainSettings,
  reconstruction: tf.Tensor2D,
  rng: Rng,
): tf.Tensor2D {
  let v = reconstruction
  for (let step = 1; step < steps; step++) {
    const hidden = sampleHidden(hiddenMean(weights, units, v), units, rng.fork(`hidden ${step}`))
    v = visibleMean(weights, units, hidden)
  }
  return v
}

/** `[N, V]` → `[N, V]`, `steps` full Gibbs steps on: both layers are drawn, so that a long chain has the model's distribution. */
export function gibbsChain(
  weights: RbmWeights,
  { units, steps }: ChainSettings,
  start: tf.Tensor2D,
  rng: Rng,
): tf.Tensor2D {
  let v = start
  for (let step = 0; step < steps; step++) {
    const before = v
    v = tf.tidy(() => {
      const hidden = sampleHidden(hiddenMean(weights, units, before), units, rng.fork(`hidden ${step}`))
      return sampleVisible(visibleMean(weights, units, hidden), units, rng.fork(`visible ${step}`))
    })
    if (before !== start) before.dispose()
  }
  return v === start ? start.clone() : v
}

/** Visible rows and what hidden units expect of them. */
export interface Statistics {
  /** [N, V] */
  readonly visible: tf.Tensor2D
  /** [N, H]: means, never draws */
  readonly hidden: tf.Tensor2D
}

/** What to descend along: the negative of `⟨v h⟩⁺ − ⟨v h⟩⁻ − λW`, and the same for the biases without λ. */
export function contrastiveGradients(
  kernel: tf.Tensor2D,
  positive: Statistics,
  negative: Statistics,
  weightDecay: number,
): { readonly kernel: tf.Tensor; readonly visibleBias: tf.Tensor; readonly hiddenBias: tf.Tensor } {
  const plus = correlation(positive)
  const minus = correlation(negative)
  return {
    kernel: minus.sub(plus).add(kernel.mul(weightDecay)),
    visibleBias: negative.visible.mean(0).sub(positive.visible.mean(0)),
    hiddenBias: negative.hidden.mean(0).sub(positive.hidden.mean(0)),
  }
}

/** `vᵀh / N`, [V, H] */
function correlation({ visible, hidden }: Statistics): tf.Tensor2D {
  return visible.matMul<tf.Tensor2D>(hidden, true, false).div(visible.shape[0])
}
