import * as tf from '@tensorflow/tfjs'
import type { Quantized } from '../quantizer'

/** Total and terms of several places: means, so that weights mean the same whatever the number of places. */
export function meanTerms(made: readonly Quantized[]): Pick<Quantized, 'total' | 'terms'> {
  const mean = (scalars: readonly tf.Scalar[]): tf.Scalar =>
    tf
      .addN([...scalars])
      .div(scalars.length)
      .asScalar()
  const names = Object.keys(made[0]?.terms ?? {})
  return {
    total: mean(made.map(({ total }) => total)),
    terms: Object.fromEntries(
      names.map((name) => [name, mean(made.flatMap(({ terms }) => terms[name] ?? []))]),
    ),
  }
}
