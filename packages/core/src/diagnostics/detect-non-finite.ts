import type { Diagnostic } from './diagnostic'

/** A step's losses, as the trainer reports them. */
export interface StepLosses {
  /** Steps done, this one included. */
  readonly step: number
  /** Whose step it was. */
  readonly phase: string
  /** The differentiated loss; NaN is allowed where there are terms but no loss to differentiate. */
  readonly total: number
  /** The unweighted parts. */
  readonly terms: Readonly<Record<string, number>>
}

/** A loss that is NaN or infinite: nothing after it can be trusted. */
export function detectNonFinite({ step, phase, total, terms }: StepLosses): Diagnostic | undefined {
  const withoutTotal = Number.isNaN(total) && Object.keys(terms).length > 0
  const losses = withoutTotal ? terms : { ...terms, total }
  const bad = Object.entries(losses).find(([, value]) => !Number.isFinite(value))
  if (bad === undefined) return undefined
  const [name, value] = bad
  return {
    kind: 'nonFinite',
    message: `${phase}: ${name} was ${value} at step ${step}.`,
    advice:
      'lower the learning rate, clip gradients (clipNorm), and look for a logarithm or a division of data outside its range.',
    values: { step, [name]: value },
  }
}
