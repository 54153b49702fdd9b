/**
 * What kind of mistake an {@link AeError} reports.
 *
 * - `config` — an option has a value it cannot have
 * - `shape`  — a tensor or a network has another shape than was expected
 * - `data`   — bytes, a file or a data set are not what they claim to be
 * - `state`  — the call comes at the wrong time: after `dispose`, without a backend, while aborted
 */
export type AeErrorCode = 'config' | 'shape' | 'data' | 'state'

/** What an {@link AeError} may carry beside its sentence. */
export interface AeErrorDetails {
  /** How to put it right; printed on a line of its own. */
  readonly hint?: string
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * The one error class of every `@ae/*` package.
 *
 * Messages keep one grammar: subject, what was expected, what was received, then the hint.
 * It is thrown before anything is changed, so nothing the caller had is lost.
 *
 * @example
 * throw new AeError('config', 'VAE: `latentDim` must be a positive integer. Received: 0.')
 */
export class AeError extends Error {
  /** Always `AeError`, also where a minifier renamed the class. */
  override readonly name = 'AeError'
  /** What kind of mistake it is. */
  readonly code: AeErrorCode
  /** How to put it right, if it is known. */
  readonly hint: string | undefined

  constructor(code: AeErrorCode, message: string, details: AeErrorDetails = {}) {
    super(
      details.hint === undefined ? message : `${message}\n  Hint: ${details.hint}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    this.code = code
    this.hint = details.hint
  }
}
