import { AeError, requireKnownOptions, requireNumber, requirePositiveInteger, show } from '@ae/core'
import { requireClassCount } from '../require-class-count'

/** Configuration of a {@link GRUPrior}. */
export interface GRUPriorConfig {
  /** Values that a code takes, 0 … codebookSize − 1. */
  readonly codebookSize: number
  /** Classes of sequences, which it is then told; 0 for none. Default 0. */
  readonly classes?: number
  /** Numbers that stand for a code. Default 64. */
  readonly embeddingDim?: number
  /** Units of each recurrent layer. Default [128]. */
  readonly units?: readonly number[]
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link GRUPriorConfig} with every default filled in. */
export type ResolvedGRUPriorConfig = Required<GRUPriorConfig>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveGRUPriorConfig(config: GRUPriorConfig): ResolvedGRUPriorConfig {
  const subject = 'GRUPrior'
  requireKnownOptions(subject, config, ['codebookSize', 'classes', 'embeddingDim', 'units', 'seed'])
  const { units = [128] } = config
  if (!Array.isArray(units) || units.length === 0) {
    throw new AeError(
      'config',
      `${subject}: \`units\` must name at least one layer. Received: ${show(units)}.`,
    )
  }
  return Object.freeze({
    codebookSize: requirePositiveInteger(subject, 'codebookSize', config.codebookSize),
    classes: requireClassCount(subject, config.classes),
    embeddingDim: requirePositiveInteger(subject, 'embeddingDim', config.embeddingDim ?? 64),
    units: Object.freeze(units.map((width) => requirePositiveInteger(subject, 'units', width))),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
