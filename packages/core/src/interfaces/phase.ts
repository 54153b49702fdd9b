import type * as tf from '@tensorflow/tfjs'
import type { OptimizerSpec } from './optimizer'
import type { Rng } from './rng'

/** What a step knows about itself. */
export interface StepContext {
  /** Whether noise, dropout and batch statistics are on. */
  readonly training: boolean
  /** This step's own stream: the same step of the same run always draws the same numbers. */
  readonly rng: Rng
  /** Steps of this phase done before this one. */
  readonly step: number
  /** Steps this phase will have done when training ends; 0 where that is not known (outside training). */
  readonly totalSteps: number
}

/** What a phase wants to be small. */
export interface Objective {
  /** The weighted sum that is differentiated. */
  readonly total: tf.Scalar
  /** The parts, unweighted, for logs: `{ reconstruction, kl }`. */
  readonly terms: Readonly<Record<string, tf.Scalar>>
  /** Handed to `afterStep`, then freed. */
  readonly aux?: Readonly<Record<string, tf.Tensor>>
}

/** An update that is no gradient of a loss (contrastive divergence, REINFORCE): what to descend along, by variable name. */
export interface NamedGradients {
  /** `variable.name` → gradient of the variable's shape. */
  readonly gradients: Readonly<Record<string, tf.Tensor>>
  /** As in {@link Objective}. */
  readonly terms: Readonly<Record<string, tf.Scalar>>
  /** As in {@link Objective}. */
  readonly aux?: Readonly<Record<string, tf.Tensor>>
}

/**
 * One thing that is trained: some variables and what they should minimise.
 *
 * A VAE has one phase, an adversarial model two, RBM pre-training one a layer.
 */
export interface Phase<B> {
  /** Unique within the model, kebab-case; also the name under which its optimizer state is saved. */
  readonly name: string
  /** The variables this phase moves; all others stay as they are. */
  readonly variables: readonly tf.Variable[]
  /** How they are moved: one way, or one for each named group (keys of `groups`). Default: the trainer's. */
  readonly optimizer?: OptimizerSpec | Readonly<Record<string, OptimizerSpec>>
  /** Which variables belong to which key of `optimizer`, where that is a record. */
  readonly groups?: Readonly<Record<string, readonly tf.Variable[]>>
  /** Replaces the gradient of `objective` where the update is not one. Called inside `tf.tidy`. */
  gradients?(batch: B, ctx: StepContext): NamedGradients
  /** The loss on a batch. Called inside `tf.tidy` with the gradient tape on; borrows the batch. */
  objective(batch: B, ctx: StepContext): Objective
  /** Updates that are not gradients (EMA codebooks, running statistics). Called inside `tf.tidy` after the step. */
  afterStep?(aux: Readonly<Record<string, tf.Tensor>>, ctx: StepContext): void
}

/** When a stage is over, counted from the start of training. */
export type StageEnd = StepCount | EpochCount

/** A number of optimizer steps, of all phases together. */
export interface StepCount {
  /** Steps. */
  readonly steps: number
}

/** A number of passes over the data. */
export interface EpochCount {
  /** Passes. */
  readonly epochs: number
}

/** A stretch of training in which phases take turns. */
export interface Stage {
  /** Phase name → how many steps it takes in each round, in the order of the keys. A batch is drawn for each step. */
  readonly turns: Readonly<Record<string, number>>
  /** When the next stage begins: after so many steps (of all phases together) or epochs. */
  readonly until: StageEnd
}

/** Anything that `train` and `fit` can train. */
export interface Trainable<B> {
  /** At least one; names are unique. */
  readonly phases: readonly [Phase<B>, ...Phase<B>[]]
  /** Who steps, how often, in what order. Default: every phase one step a round, until training ends. */
  readonly stages?: readonly Stage[]
}
