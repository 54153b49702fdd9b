import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../../interfaces/rng'
import { straightThrough } from '../../ops/straight-through'
import type { RbmUnits } from './config'

/** What an RBM has learnt. */
export interface RbmWeights {
  /** [V, H] */
  readonly kernel: tf.Tensor2D
  /** [V] */
  readonly visibleBias: tf.Tensor1D
  /** [H] */
  readonly hiddenBias: tf.Tensor1D
}

/** `E[h | v]`, `[B, V]` → `[B, H]`: `σ(c + vW)`, or `c + vW` where hidden units are Gaussian. */
export function hiddenMean({ kernel, hiddenBias }: RbmWeights, units: RbmUnits, v: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const input = v.matMul(kernel).add<tf.Tensor2D>(hiddenBias)
    return units === 'gaussianHidden' ? input : input.sigmoid()
  })
}

/** `E[v | h]`, `[B, H]` → `[B, V]`: `σ(b + hWᵀ)`, or `b + hWᵀ` where visible units are Gaussian. */
export function visibleMean(
  { kernel, visibleBias }: RbmWeights,
  units: RbmUnits,
  h: tf.Tensor2D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const input = h.matMul(kernel, false, true).add<tf.Tensor2D>(visibleBias)
    return units === 'gaussianVisible' ? input : input.sigmoid()
  })
}

/** Draws hidden units from their means: 0 or 1, or N(mean, 1). */
export function sampleHidden(mean: tf.Tensor2D, units: RbmUnits, rng: Rng): tf.Tensor2D {
  return units === 'gaussianHidden' ? addNormal(mean, rng) : bernoulli(mean, rng)
}

/** Draws visible units from their means: 0 or 1, or N(mean, 1). */
export function sampleVisible(mean: tf.Tensor2D, units: RbmUnits, rng: Rng): tf.Tensor2D {
  return units === 'gaussianVisible' ? addNormal(mean, rng) : bernoulli(mean, rng)
}

/**
 * `F(v) = −log ∫ e^{−E(v, h)} dh` of each row, `[B, V]` → `[B]`; constants that hang on no weight are left out.
 *
 * ```
 * binary           −b·v − Σ softplus(c + vW)
 * gaussianVisible  ½‖v − b‖² − Σ softplus(c + vW)
 * gaussianHidden   −b·v − ½‖c + vW‖²
 * ```
 *
 * @see Hinton 2012, A Practical Guide to Training Restricted Boltzmann Machines, §16.1
 */
export function freeEnergy(weights: RbmWeights, units: RbmUnits, v: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const { kernel, visibleBias, hiddenBias } = weights
    const input = v.matMul(kernel).add<tf.Tensor2D>(hiddenBias) // [B, H]
    const hidden = units === 'gaussianHidden' ? input.square().mul(0.5) : input.softplus()
    const visible =
      units === 'gaussianVisible'
        ? v.sub(visibleBias).square().sum(1).mul(0.5)
        : v.mul(visibleBias).sum(1).neg()
    return visible.sub(hidden.sum(1)).as1D()
  })
}

function bernoulli(mean: tf.Tensor2D, rng: Rng): tf.Tensor2D {
  // A comparison has no gradient in tfjs, not even zero, and on a tape it throws; it keeps the shape, hence Tensor2D.
  const draw = (m: tf.Tensor): tf.Tensor => rng.uniform(m.shape).less(m).cast('float32')
  return straightThrough(mean, draw) as tf.Tensor2D
}

function addNormal(mean: tf.Tensor2D, rng: Rng): tf.Tensor2D {
  return tf.tidy(() => mean.add<tf.Tensor2D>(rng.normal(mean.shape)))
}
