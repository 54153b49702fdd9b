import { requireNumber } from '@ae/core'
import {
  type CodebookConfig,
  type ResolvedCodebookConfig,
  resolveCodebookConfig,
} from '../../codebook/codebook-config'

/** Configuration of a {@link VectorQuantizer}. */
export interface VectorQuantizerConfig extends CodebookConfig {
  /** What it costs a code to be far from its vectors. ≥ 0. Default 1. */
  readonly codebookWeight?: number
}

/** {@link VectorQuantizerConfig} with every default filled in. */
export interface ResolvedVectorQuantizerConfig extends ResolvedCodebookConfig {
  /** What it costs a code to be far from its vectors. */
  readonly codebookWeight: number
}

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveVectorQuantizerConfig(config: VectorQuantizerConfig): ResolvedVectorQuantizerConfig {
  const subject = 'VectorQuantizer'
  return Object.freeze({
    ...resolveCodebookConfig(subject, config, ['codebookWeight']),
    codebookWeight: requireNumber(subject, 'codebookWeight', config.codebookWeight ?? 1, { min: 0 }),
  })
}
