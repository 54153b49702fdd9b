import * as tf from '@tensorflow/tfjs'
import type { RBM } from '../models/rbm'
import { countDeadFilters, detectDeadFilters } from './detect-dead-filters'
import { detectFreeEnergyGap, type FreeEnergies, freeEnergyGap } from './detect-free-energy-gap'
import { detectNonFiniteModel } from './detect-non-finite'
import { detectSaturatedUnits } from './detect-saturated-units'
import type { Diagnostic } from './diagnostic'

/** Rows to look at a machine with; a few hundred of each are enough. */
export interface RbmHealthRows {
  /** [B, …inputShape], trained on; borrowed */
  readonly train: tf.Tensor
  /** [B, …inputShape], held out; borrowed */
  readonly validation: tf.Tensor
}

/** What {@link rbmHealth} measures. */
export interface RbmHealth {
  /** Mean free energies. */
  readonly freeEnergy: FreeEnergies
  /** Their distance as a share of the training rows'. */
  readonly gap: number
  /** Hidden units with next to no weight. */
  readonly deadFilters: number
  /** Share of hidden probabilities within .01 of 0 or 1; 0 for Gaussian hidden units, which have none. */
  readonly saturatedShare: number
  /** Mean of all hidden means. */
  readonly meanActivation: number
  /** Largest absolute weight. */
  readonly largestWeight: number
  /** What of this is a reason to worry. */
  readonly diagnostics: readonly Diagnostic[]
}

/** How close to 0 or 1 a probability is certain. */
const CERTAIN = 0.01

/**
 * How a Boltzmann machine is, in numbers that its reconstruction error does not show: over-fitting, dead filters, certainty.
 *
 * @throws AeError `shape` if rows are not the machine's
 * @example
 * const rbm = new RBM({ inputShape: [784], hiddenUnits: 500 })
 * const { gap, diagnostics } = await rbmHealth(rbm, { train: x, validation: testImages })
 */
export async function rbmHealth(rbm: RBM, rows: RbmHealthRows): Promise<RbmHealth> {
  const { kernel } = rbm.parameters
  const gaussian = rbm.config.units === 'gaussianHidden'
  const measured = tf.tidy(() => {
    const hidden = rbm.encode(rows.validation)
    const certain = hidden
      .sub(0.5)
      .abs()
      .greater(0.5 - CERTAIN)
    return {
      numbers: tf.stack([
        rbm.freeEnergy(rows.train).mean(),
        rbm.freeEnergy(rows.validation).mean(),
        gaussian ? tf.scalar(0) : certain.cast('float32').mean(),
        hidden.mean(),
        kernel.abs().max(),
      ]),
      norms: kernel.square().sum(0).sqrt(),
    }
  })
  try {
    const [train = Number.NaN, validation = Number.NaN, ...others] = await measured.numbers.data()
    const [saturatedShare = Number.NaN, meanActivation = Number.NaN, largestWeight = Number.NaN] = others
    const norms = await measured.norms.data()
    const freeEnergy = { train, validation }
    const found = [
      detectNonFiniteModel({ freeEnergy: train, heldOutFreeEnergy: validation, largestWeight }),
      detectFreeEnergyGap(freeEnergy),
      detectDeadFilters(norms),
      detectSaturatedUnits({ saturatedShare, largestWeight }),
    ]
    return {
      freeEnergy,
      gap: freeEnergyGap(freeEnergy),
      deadFilters: countDeadFilters(norms),
      saturatedShare,
      meanActivation,
      largestWeight,
      diagnostics: found.filter((diagnostic) => diagnostic !== undefined),
    }
  } finally {
    tf.dispose([measured.numbers, measured.norms])
  }
}
