/** A learning rate that changes with the step: a pure function, so that resuming needs no state. */
export type LearningRateSchedule = (progress: ScheduleProgress) => number

/** What a schedule may look at. */
export interface ScheduleProgress {
  /** Optimizer steps done so far in this phase. */
  readonly step: number
  /** Optimizer steps this phase will have done when training ends. */
  readonly totalSteps: number
}

/** A momentum in [0, 1) that changes with the step: a pure function, as {@link LearningRateSchedule}. */
export type MomentumSchedule = (progress: ScheduleProgress) => number

/** What every optimizer has. */
export interface OptimizerOptions {
  /** Step size, or how it changes with time. Default 1e-3 (SGD: 1e-2). */
  readonly learningRate?: number | LearningRateSchedule
  /** Largest global gradient norm; larger gradients are scaled down jointly. Default: no limit. */
  readonly clipNorm?: number
}

/** Adam (Kingma & Ba 2015), with decoupled weight decay (Loshchilov & Hutter 2019) where `weightDecay` > 0. */
export interface AdamSpec extends OptimizerOptions {
  /** Tag. */
  readonly kind: 'adam'
  /** Decay of the first moment. Default .9. */
  readonly beta1?: number
  /** Decay of the second moment. Default .999. */
  readonly beta2?: number
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number
  /** Decoupled weight decay, multiplied by the learning rate. Default 0. */
  readonly weightDecay?: number
  /** Keep the largest second moment seen (Reddi et al. 2018). Default false. */
  readonly amsgrad?: boolean
}

/** Stochastic gradient descent with momentum. */
export interface SgdSpec extends OptimizerOptions {
  /** Tag. */
  readonly kind: 'sgd'
  /** Heavy-ball momentum in [0, 1), or how it changes with time. Default 0. */
  readonly momentum?: number | MomentumSchedule
  /** Decoupled weight decay, multiplied by the learning rate. Default 0. */
  readonly weightDecay?: number
}

/** How variables are moved: made by `adam()`, `adamW()` or `sgd()`; plain data apart from a schedule. */
export type OptimizerSpec = AdamSpec | SgdSpec
