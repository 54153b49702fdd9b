import type { SgdSpec } from '../interfaces/optimizer'

/** {@link SgdSpec} without its tag. */
export type SgdOptions = Omit<SgdSpec, 'kind'>

/**
 * Stochastic gradient descent, `u ← μu + g`, `θ ← (1−ηλ)θ − ηu`, as an optimizer to hand to `train` or `fit`.
 *
 * At a constant rate this is also `Δθ ← μΔθ − ηg`, whatever `μ` does.
 *
 * @see Sutskever et al. 2013, On the importance of initialization and momentum, eq. 1–2 (with the rate outside the velocity)
 */
export function sgd(options: SgdOptions = {}): SgdSpec {
  return { kind: 'sgd', ...options }
}
