import { requireKnownOptions } from '@ae/core'
import type { QuantizerParts, ResolvedParts } from '../../composite/parts'

/** Configuration of a {@link GroupedQuantizer}. */
export interface GroupedQuantizerConfig {
  /** What each stretch of a vector goes to, in order; or one for all of them: several heads. */
  readonly groups: QuantizerParts
}

/** {@link GroupedQuantizerConfig}, its parts described. */
export interface ResolvedGroupedQuantizerConfig {
  /** What each stretch of a vector goes to. */
  readonly groups: ResolvedParts
}

/**
 * Checks that nothing else is said.
 *
 * @throws AeError `config`
 */
export function requireGroupedQuantizerConfig(config: GroupedQuantizerConfig): GroupedQuantizerConfig {
  return requireKnownOptions('GroupedQuantizer', config, ['groups'])
}
