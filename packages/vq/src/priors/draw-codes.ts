import { createRng, type Rng, requireKnownOptions, requireNumber } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** So far are uniform numbers kept from where a logarithm is infinite. */
const LEAST = 1e-7

/** How codes are drawn. */
export interface DrawOptions {
  /** What logits are divided by: below 1 draws are likelier and more alike, at 1 they are the prior's. > 0. Default 1. */
  readonly temperature?: number
  /** Where draws come from. The default stream starts anew at each call: the same codes again. */
  readonly rng?: Rng
}

/**
 * Fills in and checks how codes are drawn.
 *
 * @throws AeError `config`
 */
export function resolveDrawOptions(
  subject: string,
  options: DrawOptions,
  more: readonly string[] = [],
): Required<DrawOptions> {
  requireKnownOptions(subject, options, ['temperature', 'rng', ...more])
  const { temperature = 1, rng = createRng(0) } = options
  return { temperature: requireNumber(subject, 'temperature', temperature, { above: 0 }), rng }
}

/**
 * Draws a code from each row of logits. On the device, so that nobody waits: with Gumbel noise added, whichever is largest is
 * drawn with its probability.
 *
 * @param logits [N, K], borrowed
 * @returns int32 [N], owned by the caller
 */
export function drawCodes(logits: tf.Tensor, { temperature, rng }: Required<DrawOptions>): tf.Tensor {
  return tf.tidy(() => {
    const uniform = rng.uniform(logits.shape).clipByValue(LEAST, 1 - LEAST)
    const noise = uniform.log().neg().log().neg()
    return logits.div(temperature).add(noise).argMax(-1).cast('int32')
  })
}
