import type { DiagnosticOf } from './diagnostic'
import { formatNumber, formatPercent } from './format-number'

/** Largest gap, as a share of the training rows' free energy, that is nothing to worry about. */
const LARGEST_GAP = 0.05

/** Mean free energies of rows that a Boltzmann machine was trained on, and of others. */
export interface FreeEnergies {
  /** Of training rows. */
  readonly train: number
  /** Of held-out rows of the same kind. */
  readonly validation: number
}

/**
 * A Boltzmann machine that over-fits: held-out rows have another free energy than training rows.
 *
 * The partition function, which nobody knows, is the same for both and cancels.
 *
 * @see Hinton 2012, A Practical Guide to Training Restricted Boltzmann Machines, §6
 */
export function detectFreeEnergyGap(energies: FreeEnergies): DiagnosticOf<'freeEnergyGap'> | undefined {
  const { train, validation } = energies
  const gap = freeEnergyGap(energies)
  if (!(gap > LARGEST_GAP)) return undefined
  return {
    kind: 'freeEnergyGap',
    message: `held-out rows have a free energy of ${formatNumber(validation)}, training rows of ${formatNumber(train)}: ${formatPercent(gap)} apart.`,
    advice: 'stop earlier, raise `weightDecay`, take fewer hidden units, or more data.',
    values: { train, validation, gap },
  }
}

/** `|F(validation) − F(train)| / |F(train)|` */
export function freeEnergyGap({ train, validation }: FreeEnergies): number {
  return Math.abs(validation - train) / Math.abs(train)
}
