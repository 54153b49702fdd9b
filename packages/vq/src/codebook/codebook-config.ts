import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { CODE_GRADIENTS, type CodeGradient } from '../gradients/code-gradient'
import { resolveSinkhorn, type SinkhornOptions } from './sinkhorn-codes'

/**
 * Where codes are before they learn.
 *
 * - `kMeans` — among the vectors of the first step of training, found after that step
 * - `normal` — drawn from N(0, 1), whatever the vectors are like: most are then near no vector, and stay so
 */
export type CodebookStart = 'kMeans' | 'normal'

/**
 * What near means.
 *
 * - `euclidean` — a small distance
 * - `cosine` — a small angle: vectors and codes are brought to length 1, and codes have it
 */
export type CodeSimilarity = 'euclidean' | 'cosine'

/** What every quantizer with a codebook is told. */
export interface CodebookConfig {
  /** K, the number of codes. */
  readonly codebookSize: number
  /** D, the numbers in a code. */
  readonly codeDim: number
  /** Where codes begin. Default `kMeans`. */
  readonly start?: CodebookStart
  /** What near means. Default `euclidean`. */
  readonly similarity?: CodeSimilarity
  /** Whether training shares vectors out so that codes are used alike, instead of taking the nearest. Default `never`. */
  readonly sinkhorn?: SinkhornOptions | 'never'
  /** How gradients pass to the vectors. Default `straightThrough`. */
  readonly gradient?: CodeGradient
  /** β, what it costs a vector to be far from its code. ≥ 0. Default .25. */
  readonly commitmentWeight?: number
  /** Where initial codes come from. Default 0. */
  readonly seed?: number
}

/** {@link CodebookConfig} with every default filled in. */
export interface ResolvedCodebookConfig extends Required<Omit<CodebookConfig, 'sinkhorn'>> {
  /** Whether training shares vectors out. */
  readonly sinkhorn: Required<SinkhornOptions> | 'never'
}

/** Every option of {@link CodebookConfig}. */
const OPTIONS = [
  'codebookSize',
  'codeDim',
  'start',
  'similarity',
  'sinkhorn',
  'gradient',
  'commitmentWeight',
  'seed',
]

/**
 * Fills in and checks the part of a configuration that is a codebook's.
 *
 * @param more options that the quantizer has beside it
 * @throws AeError `config`
 */
export function resolveCodebookConfig(
  subject: string,
  config: CodebookConfig,
  more: readonly string[] = [],
): ResolvedCodebookConfig {
  requireKnownOptions(subject, config, [...OPTIONS, ...more])
  const { sinkhorn = 'never' } = config
  return {
    codebookSize: requirePositiveInteger(subject, 'codebookSize', config.codebookSize),
    codeDim: requirePositiveInteger(subject, 'codeDim', config.codeDim),
    start: requireChoice(subject, 'start', config.start ?? 'kMeans', ['kMeans', 'normal']),
    similarity: requireChoice(subject, 'similarity', config.similarity ?? 'euclidean', [
      'euclidean',
      'cosine',
    ]),
    sinkhorn: sinkhorn === 'never' ? sinkhorn : resolveSinkhorn(`${subject}.sinkhorn`, sinkhorn),
    gradient: requireChoice(subject, 'gradient', config.gradient ?? 'straightThrough', CODE_GRADIENTS),
    commitmentWeight: requireNumber(subject, 'commitmentWeight', config.commitmentWeight ?? 0.25, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}
