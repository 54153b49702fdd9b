import type * as tf from '@tensorflow/tfjs'
import type { StepContext } from './phase'
import type { Rng } from './rng'
import type { Shape } from './shape'

/** A network as plain JSON: enough to build it again without user code. `kind` says who can read the rest. */
export interface NetworkTopology {
  /** Kebab-case tag: `layers` for every `tf.LayersModel`. */
  readonly kind: string
  /** What the reader named by `kind` needs. JSON only. */
  readonly config: unknown
}

/**
 * A differentiable map from `[B, …inputShape]` to `[B, …outputShape]` with its weights.
 *
 * Every `tf.LayersModel` is one through {@link layersNetwork}; what layers cannot say implements this directly.
 */
export interface Network {
  /** Without the batch axis. */
  readonly inputShape: Shape
  /** Without the batch axis. */
  readonly outputShape: Shape
  /** What an optimizer may move, in a fixed order. */
  readonly variables: readonly tf.Variable[]
  /** `[B, …inputShape]` → `[B, …outputShape]`. Borrows `x`; the result is the caller's. */
  apply(x: tf.Tensor, ctx: StepContext): tf.Tensor
  /**
   * What the last layer with weights reads, `[B, …inputShape]` → `[B, F]`: the features that a trained classifier has found.
   * Without noise, and no gradient is promised. Absent where a network has no layers in a row.
   */
  features?(x: tf.Tensor): tf.Tensor
  /** Every weight, trained or not, under a name that is the same in each run. */
  weights(): Readonly<Record<string, tf.Variable>>
  /** The network as JSON, without its weights. */
  topology(): NetworkTopology
  /** Frees the weights. */
  dispose(): void
}

/** What a model asks a {@link NetworkBuilder} for. */
export interface NetworkRequest {
  /** Who asks, for error messages: `VAE.encoder`. */
  readonly subject: string
  /** Shape of one input, without the batch axis. */
  readonly inputShape: Shape
  /** Shape of one output, without the batch axis. */
  readonly outputShape: Shape
  /** Where the initial weights come from. */
  readonly rng: Rng
}

/** Builds a network to the shapes a model asks for: `mlp({ hiddenUnits: [512, 256] })` returns one. */
export type NetworkBuilder = (request: NetworkRequest) => Network

/** Whatever a model accepts as a network: a builder, a network, or any `tf.LayersModel` (which the model then owns). */
export type NetworkLike = NetworkBuilder | Network | tf.LayersModel
