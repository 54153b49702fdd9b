import { NamedWeights, type Network, type NetworkBuilder, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What {@link frameNetwork} makes a network of. */
export interface FrameNetworkParts {
  /** Kebab-case tag of its topology. */
  readonly kind: string
  /** What it was made with, JSON only. */
  readonly config: object
  /** Makes its weights, and says what it does with a batch. */
  build(weights: NamedWeights, shapes: FrameShapes): (x: tf.Tensor, ctx: StepContext) => tf.Tensor
}

/** What a network reads and gives. */
export interface FrameShapes {
  /** Of one input, without the batch axis. */
  readonly inputShape: readonly number[]
  /** Of one output, without the batch axis. */
  readonly outputShape: readonly number[]
}

/** A builder of a network that tfjs' layers cannot say. */
export function frameNetwork({ kind, config, build }: FrameNetworkParts): NetworkBuilder {
  return ({ inputShape, outputShape, rng }): Network => {
    const weights = new NamedWeights(rng)
    const forward = build(weights, { inputShape, outputShape })
    return {
      inputShape,
      outputShape,
      variables: Object.values(weights.all),
      apply: (x, ctx) => tf.tidy(() => forward(x, ctx)),
      weights: () => weights.all,
      topology: () => ({ kind, config: { ...config, inputShape, outputShape } }),
      dispose: () => weights.dispose(),
    }
  }
}
