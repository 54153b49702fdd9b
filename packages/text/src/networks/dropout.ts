import type { StepContext } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/** A part of a layer's values left out, and the others raised accordingly; nothing outside of training. */
export function dropout<T extends tf.Tensor>(x: T, rate: number, ctx: StepContext, label: string): T {
  if (!ctx.training || rate === 0) return x
  const kept = ctx.rng.fork(label).uniform(x.shape).greaterEqual(rate).toFloat()
  return x.mul(kept.div(1 - rate)) as T
}
