import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, show } from '../errors/require'

/**
 * How alike two codes count as.
 *
 * - `imq` — inverse multiquadratic, `C / (C + d²)`: its tails reach codes that lie far out
 * - `rbf` — Gaussian, `exp(−d² / C)`: blind to what lies far out
 */
export type MmdKernel = 'imq' | 'rbf'

/** Options of {@link maximumMeanDiscrepancy}. */
export interface MmdOptions {
  /** How alike two codes count as. Default `imq`. */
  readonly kernel?: MmdKernel
}

/** Widths of the kernels that are summed, in units of the mean squared distance of two draws from N(0, I). */
const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10]

/**
 * How differently two sets of codes are spread: the squared maximum mean discrepancy, estimated without bias and therefore
 * also a little below 0 where they are spread alike.
 *
 * `mean_{i≠j} k(x_i, x_j) + mean_{i≠j} k(y_i, y_j) − 2 mean_{i,j} k(x_i, y_j)`, where k is the sum of seven kernels with
 * `C = 2·D·s`, s from .1 to 10: made for codes near N(0, I). A set of one row has no pairs: its own mean counts as 0.
 *
 * @param x [N, D]
 * @param y [M, D]
 * @returns scalar, owned by the caller
 * @throws AeError `shape` unless both have rows of one width, `config` on an unknown kernel
 * @see Gretton et al. 2012, A Kernel Two-Sample Test, eq. 3; Tolstikhin et al. 2018, arXiv:1711.01558, for kernel and scales
 */
export function maximumMeanDiscrepancy(x: tf.Tensor, y: tf.Tensor, options: MmdOptions = {}): tf.Scalar {
  const subject = 'maximumMeanDiscrepancy'
  const { kernel = 'imq' } = requireKnownOptions(subject, options, ['kernel'])
  requireChoice(subject, 'kernel', kernel, ['imq', 'rbf'])
  const [, width = 0] = x.shape
  if (x.rank !== 2 || y.rank !== 2 || y.shape[1] !== width || x.size === 0 || y.size === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected codes [N, D] and [M, D]. Received: ${show(x.shape)} and ${show(y.shape)}.`,
    )
  }
  const likeness = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    kernelSums(kernel, squaredDistances(a, b), width)
  return tf.tidy(() => {
    const between = likeness(x, y).mean().mul(2)
    return withinMean(likeness(x, x))
      .add(withinMean(likeness(y, y)))
      .sub(between)
      .asScalar()
  })
}

/** Mean off the diagonal, where every row is wholly like itself. */
function withinMean(likeness: tf.Tensor): tf.Tensor {
  const [rows = 1] = likeness.shape
  return likeness
    .sum()
    .sub(rows * SCALES.length)
    .div(Math.max(1, rows * (rows - 1)))
}

function kernelSums(kernel: MmdKernel, squared: tf.Tensor, width: number): tf.Tensor {
  return tf.addN(
    SCALES.map((scale) => {
      const c = 2 * width * scale
      return kernel === 'imq' ? squared.add(c).reciprocal().mul(c) : squared.div(-c).exp()
    }),
  )
}

/** Of every row of a to every row of b: [N, M]. Rounding below 0 is cut off. */
function squaredDistances(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const products = tf.matMul(a, b, false, true)
  const squares = a.square().sum(1, true).add(b.square().sum(1, true).transpose())
  return squares.sub(products.mul(2)).relu()
}
