import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger, show } from '@ae/core'

/** When a code is dead, and is put where a vector is. */
export interface DeadCodeRestart {
  /** Share of the average use below which a code is dead, in (0, 1). Default .03. */
  readonly threshold?: number
  /** Steps between two looks. Default 50. */
  readonly every?: number
  /** Share of the training after which codes are left alone, so that they settle, in (0, 1]. Default .8. */
  readonly until?: number
}

/** {@link DeadCodeRestart} with every default filled in. */
export type ResolvedRestart = Required<DeadCodeRestart>

/**
 * Fills in and checks when codes are restarted.
 *
 * @throws AeError `config`
 */
export function resolveRestart(
  subject: string,
  restart: DeadCodeRestart | 'never',
): ResolvedRestart | 'never' {
  if (restart === 'never') return restart
  if (typeof restart !== 'object' || restart === null) {
    throw new AeError(
      'config',
      `${subject}: \`restart\` must be an options object or 'never'. Received: ${show(restart)}.`,
    )
  }
  requireKnownOptions(`${subject}.restart`, restart, ['threshold', 'every', 'until'])
  const { threshold = 0.03, every = 50, until = 0.8 } = restart
  return Object.freeze({
    threshold: requireNumber(subject, 'restart.threshold', threshold, { above: 0, below: 1 }),
    every: requirePositiveInteger(subject, 'restart.every', every),
    until: requireNumber(subject, 'restart.until', until, { above: 0, max: 1 }),
  })
}
