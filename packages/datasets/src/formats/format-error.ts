import { AeError } from '@ae/core'

/** Where a file breaks its format, and how. */
export interface FormatMistake {
  /** Unit: bytes from the start of the input. */
  readonly offset: number
  /** What the format asks for. */
  readonly expected: string
  /** What was there. */
  readonly received: string
  /** The error of a library that led to this one. */
  readonly cause?: unknown
}

/** The AeError `data` of a parser: `parseIdx: at byte 4, expected …. Received: ….` */
export function formatError(subject: string, mistake: FormatMistake): AeError {
  const { offset, expected, received, cause } = mistake
  return new AeError('data', `${subject}: at byte ${offset}, expected ${expected}. Received: ${received}.`, {
    cause,
  })
}

/** What an unknown thrown value says. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
