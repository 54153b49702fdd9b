import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requireNumber, show } from '../errors/require'
import {
  type InstanceNormInputs,
  normalizeInstances,
  normalizeInstancesGradient,
} from '../kernels/normalize-instances'

/** Options of {@link instanceNorm} and {@link adaIN}. */
export interface InstanceNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
}

/** What {@link adaIN} gives each channel instead of its own statistics. */
export interface AdaINParameters {
  /** γ, what the normalised values are multiplied by: [B, C]. */
  readonly scale: tf.Tensor
  /** β, what is added then: [B, C]. */
  readonly shift: tf.Tensor
}

/**
 * Each channel of each sample with mean 0 and variance 1 over time or space: `(x − μ) / √(σ² + ε)`.
 *
 * σ² is the population variance. There are no running statistics and no weights: training and use are the same. A channel
 * that is constant becomes 0. Fewer than about eight positions say too little about a channel.
 *
 * @param x [B, T, C] or [B, H, W, C], borrowed
 * @returns the same shape, owned by the caller
 * @throws AeError `shape` if there is no axis to normalise over or it is empty; `config` on a bad ε
 * @see Ulyanov, Vedaldi & Lempitsky 2016, Instance Normalization, arXiv:1607.08022
 * @example
 * instanceNorm(tf.tensor3d([[[1], [3]]])) // [[[-1], [1]]]
 */
export function instanceNorm<T extends tf.Tensor>(x: T, options: InstanceNormOptions = {}): T {
  const shape = [x.shape[0] ?? 0, x.shape.at(-1) ?? 0]
  return tf.tidy(() =>
    normalize('instanceNorm', { x, scale: tf.ones(shape), shift: tf.zeros(shape) }, options),
  ) as T
}

/**
 * Instance normalisation whose scale and shift come from elsewhere, a speaker or a style: `γ · IN(x) + β`.
 *
 * Start with γ about 1: a decoder whose channels are all multiplied by 0 learns nothing.
 *
 * @param x [B, T, C] or [B, H, W, C], borrowed
 * @returns the same shape, owned by the caller
 * @throws AeError `shape` if there is no axis to normalise over or it is empty, or scale and shift are not [B, C];
 * `config` on a bad ε
 * @see Huang & Belongie 2017, Arbitrary Style Transfer with Adaptive Instance Normalization, eq. 8, arXiv:1703.06868
 */
export function adaIN<T extends tf.Tensor>(
  x: T,
  { scale, shift }: AdaINParameters,
  options: InstanceNormOptions = {},
): T {
  return tf.tidy(() => normalize('adaIN', { x, scale, shift }, options)) as T
}

function normalize(
  subject: string,
  { x, scale, shift }: InstanceNormInputs,
  options: InstanceNormOptions,
): tf.Tensor {
  requireKnownOptions(subject, options, ['epsilon'])
  const epsilon = requireNumber(subject, 'epsilon', options.epsilon ?? 1e-5, { above: 0 })
  const [samples = 0] = x.shape
  const channels = x.shape.at(-1) ?? 0
  const positions = x.shape.slice(1, -1).reduce((product, side) => product * side, 1)
  if (x.rank < 3 || positions === 0) {
    throw new AeError(
      'shape',
      `${subject}: expected [B, T, C] or [B, H, W, C] with at least one position. Received: ${show(x.shape)}.`,
    )
  }
  for (const parameter of [scale, shift]) {
    if (show(parameter.shape) === show([samples, channels])) continue
    throw new AeError(
      'shape',
      `${subject}: expected scale and shift ${show([samples, channels])}. Received: ${show(parameter.shape)}.`,
    )
  }
  if (x.size === 0) return x.clone()
  const attributes = { samples, positions, channels, epsilon }
  const op = tf.customGrad((...given) => {
    // tfjs hands over the inputs, and then the function that saves; its type does not say so.
    const [input, gamma, beta, save] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc]
    save([input, gamma])
    return {
      value: normalizeInstances({ x: input, scale: gamma, shift: beta }, attributes),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedX = input, savedScale = gamma] = saved
        return [...normalizeInstancesGradient({ dy, x: savedX, scale: savedScale }, attributes)]
      },
    }
  })
  return op(x, scale, shift)
}
