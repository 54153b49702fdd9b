import { requireNumber } from '@ae/core'
import {
  type CodebookConfig,
  type ResolvedCodebookConfig,
  resolveCodebookConfig,
} from '../../codebook/codebook-config'
import { type DeadCodeRestart, type ResolvedRestart, resolveRestart } from './restart-config'

/** Configuration of an {@link EmaQuantizer}. */
export interface EmaQuantizerConfig extends CodebookConfig {
  /** γ: what running counts and sums keep at each step, in [0, 1). Less for little data. Default .99. */
  readonly decay?: number
  /** ε: added to the count of a code as if spread evenly, so that none is divided by 0. > 0. Default 1e-5. */
  readonly epsilon?: number
  /** What happens to codes that next to nothing is near to. Default: they are brought back, `{}`. */
  readonly restart?: DeadCodeRestart | 'never'
}

/** {@link EmaQuantizerConfig} with every default filled in. */
export interface ResolvedEmaQuantizerConfig extends ResolvedCodebookConfig {
  /** γ */
  readonly decay: number
  /** ε */
  readonly epsilon: number
  /** What happens to codes that next to nothing is near to. */
  readonly restart: ResolvedRestart | 'never'
}

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveEmaQuantizerConfig(config: EmaQuantizerConfig): ResolvedEmaQuantizerConfig {
  const subject = 'EmaQuantizer'
  return Object.freeze({
    ...resolveCodebookConfig(subject, config, ['decay', 'epsilon', 'restart']),
    decay: requireNumber(subject, 'decay', config.decay ?? 0.99, { min: 0, below: 1 }),
    epsilon: requireNumber(subject, 'epsilon', config.epsilon ?? 1e-5, { above: 0 }),
    restart: resolveRestart(subject, config.restart ?? {}),
  })
}
