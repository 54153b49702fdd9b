import type { AdamSpec } from '../interfaces/optimizer'

/** {@link AdamSpec} without its tag. */
export type AdamOptions = Omit<AdamSpec, 'kind'>

/**
 * Adam, as an optimizer to hand to `train` or `fit`.
 *
 * @see Kingma & Ba 2015, arXiv:1412.6980
 * @example
 * await fit(model, data, { optimizer: adam({ learningRate: cosine({ from: 1e-3 }) }) })
 */
export function adam(options: AdamOptions = {}): AdamSpec {
  return { kind: 'adam', ...options }
}

/**
 * Adam with decoupled weight decay (default .01).
 *
 * @see Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, arXiv:1711.05101
 */
export function adamW(options: AdamOptions = {}): AdamSpec {
  return { kind: 'adam', weightDecay: 0.01, ...options }
}
