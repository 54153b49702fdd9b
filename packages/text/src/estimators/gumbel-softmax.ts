import { type Rng, requireKnownOptions, requireNumber, straightThrough } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** Options of {@link gumbelSoftmax}. */
export interface GumbelSoftmaxOptions {
  /** τ > 0: the smaller, the nearer to one-hot, and the noisier the gradient. Default 1. */
  readonly temperature?: number
  /** Whether what comes out is one-hot, with the gradient of the mixture. Default false. */
  readonly hard?: boolean
  /** Where chance comes from. */
  readonly rng: Rng
}

/** Uniform numbers are kept so far from 0 and 1, where a logarithm is infinite. */
const LEAST = 1e-7

/**
 * A class drawn from softmax(logits) such that gradients flow: softmax((logits + Gumbel noise) / τ), or its largest as
 * one-hot.
 *
 * @param logits [..., K], borrowed
 * @returns of the same shape, the caller's
 * @throws AeError `config`
 * @see Jang, Gu & Poole 2017, Categorical Reparameterization with Gumbel-Softmax, eq. 2, arXiv:1611.01144
 */
export function gumbelSoftmax(logits: tf.Tensor, options: GumbelSoftmaxOptions): tf.Tensor {
  requireKnownOptions('gumbelSoftmax', options, ['temperature', 'hard', 'rng'])
  const { hard = false, rng } = options
  const temperature = requireNumber('gumbelSoftmax', 'temperature', options.temperature ?? 1, { above: 0 })
  return tf.tidy(() => {
    const uniform = rng.uniform(logits.shape).clipByValue(LEAST, 1 - LEAST)
    const mixture = logits.sub(uniform.log().neg().log()).div(temperature).softmax()
    if (!hard) return mixture
    const classes = logits.shape.at(-1) ?? 1
    return straightThrough(mixture, (soft) => tf.oneHot(soft.argMax(-1), classes).toFloat())
  })
}
