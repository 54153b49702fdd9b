import { requireKnownOptions, requireNumber } from '../errors/require'
import type { SgdSpec } from '../interfaces/optimizer'
import { sgd } from './sgd'

/** Options of {@link contrastiveSgd}. */
export interface ContrastiveSgdOptions {
  /** ε. Default .1; Gaussian units want .001, persistent chains .01. */
  readonly learningRate?: number
  /** When momentum rises from .5 to .9, as a fraction of the training. Default .5: after 5 of 10 epochs. */
  readonly riseAt?: number
}

/** Momentum at first, when gradients are large, and later (Hinton 2012, A Practical Guide to Training RBMs, §9). */
const MOMENTUM = { before: 0.5, after: 0.9 } as const

/**
 * The optimizer that restricted Boltzmann machines were first trained with: a constant rate, and momentum .5, then .9.
 *
 * With an `RBM`'s weight decay it is `ΔW ← mΔW + ε[⟨v h⟩⁺ − ⟨v h⟩⁻ − λW]`.
 *
 * @throws AeError `config` on a bad option
 * @see Hinton & Salakhutdinov 2006, the authors' code
 * @example
 * const rbm = new RBM({ inputShape: [784], hiddenUnits: 500 })
 * await fit(rbm, images, { epochs: 10, batchSize: 100, optimizer: contrastiveSgd() })
 */
export function contrastiveSgd(options: ContrastiveSgdOptions = {}): SgdSpec {
  const subject = 'contrastiveSgd'
  requireKnownOptions(subject, options, ['learningRate', 'riseAt'])
  const learningRate = requireNumber(subject, 'learningRate', options.learningRate ?? 0.1, { min: 0 })
  const riseAt = requireNumber(subject, 'riseAt', options.riseAt ?? 0.5, { min: 0, max: 1 })
  return sgd({
    learningRate,
    momentum: ({ step, totalSteps }) => (step < riseAt * totalSteps ? MOMENTUM.before : MOMENTUM.after),
  })
}
