import type { DiagnosticOf } from './diagnostic'

/** A step's losses, as the trainer reports them. */
export interface StepLosses {
  /** Steps done, this one included. */
  readonly step: number
  /** Whose step it was. */
  readonly phase: string
  /** Whether there is a differentiated loss. Default true. */
  readonly differentiated?: boolean
  /** The differentiated loss; looked at only where there is one. */
  readonly total: number
  /** The unweighted parts. */
  readonly terms: Readonly<Record<string, number>>
}

const ADVICE =
  'lower the learning rate, clip gradients (clipNorm), and look for a logarithm or a division of data outside its range.'

/** A loss that is NaN or infinite: nothing after it can be trusted. */
export function detectNonFinite(losses: StepLosses): DiagnosticOf<'nonFinite'> | undefined {
  const { step, phase, differentiated = true, total, terms } = losses
  const bad = findNonFinite(differentiated ? { ...terms, total } : terms)
  if (bad === undefined) return undefined
  const [name, value] = bad
  return {
    kind: 'nonFinite',
    message: `${phase}: ${name} was ${value} at step ${step}.`,
    advice: ADVICE,
    values: { step, [name]: value },
  }
}

/** A measured number of a model that is NaN or infinite. */
export function detectNonFiniteModel(
  measured: Readonly<Record<string, number>>,
): DiagnosticOf<'nonFinite'> | undefined {
  const bad = findNonFinite(measured)
  if (bad === undefined) return undefined
  const [name, value] = bad
  return {
    kind: 'nonFinite',
    message: `${name} of the model is ${value}.`,
    advice: `look at the data for NaN first; then train again: ${ADVICE}`,
    values: { [name]: value },
  }
}

function findNonFinite(values: Readonly<Record<string, number>>): readonly [string, number] | undefined {
  return Object.entries(values).find(([, value]) => !Number.isFinite(value))
}
