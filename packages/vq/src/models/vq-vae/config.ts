import {
  AeError,
  type NetworkLike,
  type OutputRange,
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requireShape,
  type Shape,
  show,
} from '@ae/core'
import type { QuantizerSpec } from '../../composite/create-basic-quantizer'
import type { Quantizer } from '../../quantizer'

/** Configuration of a {@link VQVAE}. */
export interface VQVAEConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** What stands between the networks; the model owns it from here on. */
  readonly quantizer: Quantizer | QuantizerSpec
  /** Shape of the vectors of a row, without their size: `[7, 7]`. Default: a quarter of an image's height and width. */
  readonly codeShape?: Shape
  /**
   * Where data lie: `unit` puts a sigmoid behind the decoder. Default `unbounded`, as in the reference: dark images
   * hold a sigmoid near 0, where a squared error hardly moves it.
   */
  readonly output?: OutputRange
  /** What the mean squared error is divided by, so that losses of the quantizer weigh alike for all data. > 0. Default 1. */
  readonly dataVariance?: number
  /** `[…inputShape]` → `[…codeShape, codeDim]`. Default `codeMapEncoder()`. */
  readonly encoder?: NetworkLike
  /** `[…codeShape, codeDim]` → `[…inputShape]`, without output function. Default `codeMapDecoder()`. */
  readonly decoder?: NetworkLike
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link VQVAEConfig} with every default filled in; networks are in the model, and the quantizer is described. */
export interface ResolvedVQVAEConfig
  extends Required<Omit<VQVAEConfig, 'quantizer' | 'encoder' | 'decoder'>> {
  /** Kind and configuration. */
  readonly quantizer: QuantizerSpec
}

/** How much smaller than an image its map of vectors is, in height and width. */
const REDUCTION = 4

/**
 * Fills in and checks a configuration, all but the quantizer.
 *
 * @throws AeError `config`
 */
export function resolveVQVAEConfig(config: VQVAEConfig): Omit<ResolvedVQVAEConfig, 'quantizer'> {
  const subject = 'VQVAE'
  requireKnownOptions(subject, config, [
    'inputShape',
    'quantizer',
    'codeShape',
    'output',
    'dataVariance',
    'encoder',
    'decoder',
    'seed',
  ])
  const inputShape = requireShape(subject, 'inputShape', config.inputShape)
  return {
    inputShape,
    codeShape: requireShape(subject, 'codeShape', config.codeShape ?? reduced(subject, inputShape)),
    output: requireChoice(subject, 'output', config.output ?? 'unbounded', ['unit', 'unbounded']),
    dataVariance: requireNumber(subject, 'dataVariance', config.dataVariance ?? 1, { above: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}

function reduced(subject: string, inputShape: Shape): Shape {
  const [height = 0, width = 0] = inputShape
  if (inputShape.length === 3 && height % REDUCTION === 0 && width % REDUCTION === 0) {
    return [height / REDUCTION, width / REDUCTION]
  }
  throw new AeError(
    'config',
    `${subject}: \`codeShape\` must be given unless rows are images whose sides are multiples of ${REDUCTION}. Received rows: ${show(inputShape)}.`,
  )
}
