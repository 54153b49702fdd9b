import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import { CODE_GRADIENTS, type CodeGradient } from '../../gradients/code-gradient'

/** Configuration of a {@link SimVQ}. */
export interface SimVQConfig {
  /** K, the number of codes. */
  readonly codebookSize: number
  /** D, the numbers in a code. */
  readonly codeDim: number
  /**
   * How gradients pass to the vectors. Default `straightThrough`: `rotation` makes them smaller by as much as codes are
   * shorter than vectors, which here they are for long, and few codes stay in use.
   */
  readonly gradient?: CodeGradient
  /** β, what it costs a vector to be far from its code. ≥ 0. Default .25. */
  readonly commitmentWeight?: number
  /** What it costs a code to be far from its vectors. ≥ 0. Default 1. */
  readonly codebookWeight?: number
  /** Where the fixed codes come from. Default 0. */
  readonly seed?: number
}

/** {@link SimVQConfig} with every default filled in. */
export type ResolvedSimVQConfig = Required<SimVQConfig>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveSimVQConfig(config: SimVQConfig): ResolvedSimVQConfig {
  const subject = 'SimVQ'
  requireKnownOptions(subject, config, [
    'codebookSize',
    'codeDim',
    'gradient',
    'commitmentWeight',
    'codebookWeight',
    'seed',
  ])
  return Object.freeze({
    codebookSize: requirePositiveInteger(subject, 'codebookSize', config.codebookSize),
    codeDim: requirePositiveInteger(subject, 'codeDim', config.codeDim),
    gradient: requireChoice(subject, 'gradient', config.gradient ?? 'straightThrough', CODE_GRADIENTS),
    commitmentWeight: requireNumber(subject, 'commitmentWeight', config.commitmentWeight ?? 0.25, { min: 0 }),
    codebookWeight: requireNumber(subject, 'codebookWeight', config.codebookWeight ?? 1, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
