import { type LabelledCodes, type ProbeKind, type ProbeReport, trainProbe } from '@ae/core'

/** What {@link attackCodes} is given; the three sets must not share rows. */
export interface AttackOptions {
  /** Number of classes. */
  readonly classes: number
  /** Rows to learn from. */
  readonly train: LabelledCodes
  /** Rows to stop and to choose by. */
  readonly validation: LabelledCodes
  /** Rows to report on. */
  readonly test: LabelledCodes
  /** Most passes of each probe over the training rows. Default 100. */
  readonly epochs?: number
  /** Where all randomness comes from. Default 0. */
  readonly seed?: number
}

/** What fresh probes read from codes. */
export interface Attack {
  /** Every probe: logistic regression, an MLP, and convolutions where codes have an axis of time. */
  readonly probes: readonly ProbeReport[]
  /** Logistic regression: what lies open. */
  readonly linear: ProbeReport
  /** The probe that did best on the validation rows: what can be found. */
  readonly best: ProbeReport
}

/**
 * Trains fresh probes of every kind on frozen codes. Of speakers on content codes, this is leakage; of what is said, retention.
 * An adversary that took part in the training says nothing of either.
 *
 * @throws AeError as `trainProbe` does
 * @example
 * const rows = (begin: number) => ({ codes: z.slice(begin, 100), labels: labels.subarray(begin, begin + 100) })
 * const { linear, best } = await attackCodes({ classes: 6, train: rows(0), validation: rows(100), test: rows(200) })
 * report(`${best.kind}: ${best.accuracy.estimate} (${best.accuracy.low} – ${best.accuracy.high})`)
 */
export async function attackCodes(options: AttackOptions): Promise<Attack> {
  const linear = await trainProbe({ ...options, kind: 'linear' })
  const probes = [linear]
  const further: readonly ProbeKind[] = options.train.codes.rank === 3 ? ['mlp', 'conv'] : ['mlp']
  for (const kind of further) probes.push(await trainProbe({ ...options, kind }))
  const best = probes.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a))
  return { probes, linear, best }
}
