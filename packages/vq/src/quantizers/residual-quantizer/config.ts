import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '@ae/core'
import type { QuantizerParts, ResolvedParts } from '../../composite/parts'
import { CODE_GRADIENTS, type CodeGradient } from '../../gradients/code-gradient'

/** How many levels a step of training has: a number drawn anew each time, from some to all, each as likely. */
export interface LevelDropout {
  /** The fewest. At least 1. */
  readonly least: number
}

/** Configuration of a {@link ResidualQuantizer}. */
export interface ResidualQuantizerConfig {
  /** What each level goes to, the coarsest first; or one codebook for all of them. */
  readonly levels: QuantizerParts
  /** Whether steps of training leave out last levels, so that fewer will do later. Default `never`. */
  readonly dropout?: LevelDropout | 'never'
  /**
   * By how much what is left over is enlarged before each further level, for quantizers of a fixed range: finite scalars of
   * L levels leave about 1 / (L − 1). Default 1.
   */
  readonly enlargement?: number
  /** How gradients pass to the vectors. Default `straightThrough`. */
  readonly gradient?: CodeGradient
}

/** {@link ResidualQuantizerConfig} with every default filled in, its parts described. */
export interface ResolvedResidualQuantizerConfig extends Required<Omit<ResidualQuantizerConfig, 'levels'>> {
  /** What each level goes to. */
  readonly levels: ResolvedParts
}

/**
 * Fills in and checks a configuration, all but the levels.
 *
 * @throws AeError `config`
 */
export function resolveResidualQuantizerConfig(
  config: ResidualQuantizerConfig,
): Omit<ResolvedResidualQuantizerConfig, 'levels'> {
  const subject = 'ResidualQuantizer'
  requireKnownOptions(subject, config, ['levels', 'dropout', 'enlargement', 'gradient'])
  const { dropout = 'never', enlargement = 1, gradient = 'straightThrough' } = config
  return {
    dropout: dropout === 'never' ? dropout : resolveDropout(subject, dropout),
    enlargement: requireNumber(subject, 'enlargement', enlargement, { min: 1 }),
    gradient: requireChoice(subject, 'gradient', gradient, CODE_GRADIENTS),
  }
}

function resolveDropout(subject: string, dropout: LevelDropout): LevelDropout {
  requireKnownOptions(`${subject}.dropout`, dropout, ['least'])
  return Object.freeze({ least: requirePositiveInteger(subject, 'dropout.least', dropout.least) })
}
