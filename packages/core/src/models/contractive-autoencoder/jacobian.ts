import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../../interfaces/rng'
import { flatRows } from '../../losses/flat-rows'
import type { DenseLayer } from '../../networks/dense-layers'

/** Activations whose slope can be written in terms of their value. */
export type SmoothActivation = 'linear' | 'relu' | 'elu' | 'tanh' | 'sigmoid' | 'softplus'

/** All of {@link SmoothActivation}, for checks. */
export const SMOOTH_ACTIVATIONS: readonly SmoothActivation[] = [
  'linear',
  'relu',
  'elu',
  'tanh',
  'sigmoid',
  'softplus',
]

/** A layer that {@link denseForward} can apply. */
export type SmoothLayer = DenseLayer<SmoothActivation>

/** What layers make of a batch. */
export interface DensePass {
  /** [B, D] */
  readonly code: tf.Tensor2D
  /** Of each layer, [B, units]: how steep its activation is there. */
  readonly slopes: readonly tf.Tensor2D[]
}

/**
 * Dense layers, written out, with the slopes of their activations as tensors of their own.
 *
 * tfjs' gradient of a gradient is silently wrong through sigmoid, tanh and others: it takes the saved output for a
 * constant. Here slopes are ordinary functions of the outputs, so that one gradient is all that is ever asked for.
 *
 * @param x [B, …]; borrowed
 */
export function denseForward(layers: readonly SmoothLayer[], x: tf.Tensor): DensePass {
  // Flat rows have two axes.
  let value = flatRows(x) as tf.Tensor2D
  const slopes: tf.Tensor2D[] = []
  for (const { kernel, bias, activation } of layers) {
    const product = tf.matMul<tf.Tensor2D>(value, kernel)
    value = activate(bias === undefined ? product : product.add<tf.Tensor2D>(bias), activation)
    slopes.push(slopeAt(value, activation))
  }
  return { code: value, slopes }
}

/** An activation's value. */
export function activate(sums: tf.Tensor2D, activation: SmoothActivation): tf.Tensor2D {
  return activation === 'linear' ? sums : sums[activation]()
}

/** An activation's slope where its value is `y`. */
function slopeAt(y: tf.Tensor2D, activation: SmoothActivation): tf.Tensor2D {
  switch (activation) {
    case 'linear':
      return tf.onesLike(y)
    case 'relu':
      return y.step()
    case 'elu':
      return tf.sub(1, y.neg().relu())
    case 'tanh':
      return tf.sub(1, y.square())
    case 'sigmoid':
      return y.mul(tf.sub(1, y))
    case 'softplus':
      // y = log(1 + eᵃ), so σ(a) = 1 − e^−y.
      return tf.sub(1, y.neg().exp())
  }
}

/**
 * `‖∂z/∂x‖²_F`, the sum of the squares of all derivatives of a code with respect to its input, averaged over rows.
 *
 * One layer needs no Jacobian: `Σⱼ sⱼ² Σᵢ Wᵢⱼ²`. More layers take one backward pass for each number of the code.
 *
 * @returns scalar ≥ 0
 * @see Rifai et al. 2011, Contractive Auto-Encoders, eq. 1 and §3
 */
export function exactContraction(layers: readonly SmoothLayer[], slopes: readonly tf.Tensor2D[]): tf.Scalar {
  const [first] = layers
  const [slope] = slopes
  if (layers.length === 1 && first !== undefined && slope !== undefined) {
    const columns = first.kernel.square().sum(0, true) // [1, D]
    return slope.square().mul(columns).sum(1).mean().asScalar()
  }
  const [rows = 1, units = 1] = slopes.at(-1)?.shape ?? []
  const each = tf.eye(units).expandDims(0).tile([rows, 1, 1]) // [B, D, D]
  return meanSquares(pullBack(layers, slopes, each))
}

/**
 * An estimate of {@link exactContraction} without bias, at the cost of one backward pass a direction:
 * `E‖vᵀ ∂z/∂x‖²` over vectors `v` of random signs.
 *
 * @param directions vectors a row, 1 or more; their mean is taken
 * @see Hutchinson 1990, A stochastic estimator of the trace of the influence matrix
 */
export function sampledContraction(
  layers: readonly SmoothLayer[],
  slopes: readonly tf.Tensor2D[],
  directions: number,
  rng: Rng,
): tf.Scalar {
  const [rows = 1, units = 1] = slopes.at(-1)?.shape ?? []
  const signs = rng.uniform([rows, directions, units]).sub(0.5).sign()
  return meanSquares(pullBack(layers, slopes, signs))
    .div(directions)
    .asScalar()
}

/** `vᵀ ∂z/∂x` for `n` vectors a row: [B, n, D] → [B, n, inputs]. */
function pullBack(
  layers: readonly SmoothLayer[],
  slopes: readonly tf.Tensor2D[],
  vectors: tf.Tensor,
): tf.Tensor {
  const [rows = 1, count = 1] = vectors.shape
  return layers.reduceRight((value, { kernel }, i) => {
    const [inputs, units] = kernel.shape
    const steep = value.mul(slopes[i]?.expandDims(1) ?? 1) // [B, n, units]
    return steep
      .reshape<tf.Tensor2D>([rows * count, units])
      .matMul(kernel, false, true)
      .reshape([rows, count, inputs])
  }, vectors)
}

function meanSquares(values: tf.Tensor): tf.Scalar {
  return values.square().sum([1, 2]).mean().asScalar()
}
