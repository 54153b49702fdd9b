/** What a {@link Diagnostic} can be about (the catalogue of failure modes of the docs). */
export type DiagnosticKind =
  | 'meanImage'
  | 'identityLeak'
  | 'posteriorCollapse'
  | 'deadCodeUnits'
  | 'nonFinite'
  | 'tensorLeak'
  | 'zeroEncoderGradient'

/** Something that usually means that a training does not work, and what usually helps. Plain JSON. */
export interface Diagnostic {
  /** What it is about. */
  readonly kind: DiagnosticKind
  /** What was seen, in a sentence. */
  readonly message: string
  /** What usually helps. */
  readonly advice: string
  /** The numbers behind it. */
  readonly values: Readonly<Record<string, number>>
}
