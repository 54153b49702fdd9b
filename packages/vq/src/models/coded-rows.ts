import {
  AeError,
  mse,
  type OutputRange,
  requireChoice,
  requireNumber,
  requireShape,
  type Shape,
  show,
} from '@ae/core'
import type * as tf from '@tensorflow/tfjs'

/** The part of a configuration that says what rows are and how copies of them are compared. */
export interface CodedRowsConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /**
   * Where data lie: `unit` puts a sigmoid behind the decoder. Default `unbounded`, as in the reference: dark images
   * hold a sigmoid near 0, where a squared error hardly moves it.
   */
  readonly output?: OutputRange
  /**
   * The mean of all numbers, that the encoder is given data without and the decoder's unbounded output gets back. In units of the
   * data. Photographs in [0, 1] are far from 0 beside their deviation, and are learnt faster with it. Default 0.
   */
  readonly dataMean?: number
  /** What the mean squared error is divided by, so that losses of the quantizer weigh alike for all data. > 0. Default 1. */
  readonly dataVariance?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** The options of {@link CodedRowsConfig}. */
export const CODED_ROWS_OPTIONS = ['inputShape', 'output', 'dataMean', 'dataVariance', 'seed'] as const

/**
 * Fills in and checks a {@link CodedRowsConfig}.
 *
 * @throws AeError `config`
 */
export function resolveCodedRows(subject: string, config: CodedRowsConfig): Required<CodedRowsConfig> {
  return {
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    output: requireChoice(subject, 'output', config.output ?? 'unbounded', ['unit', 'unbounded']),
    dataMean: requireNumber(subject, 'dataMean', config.dataMean ?? 0),
    dataVariance: requireNumber(subject, 'dataVariance', config.dataVariance ?? 1, { above: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  }
}

/** Which map of codes an option gives the shape of. */
export interface MapOption<K extends string> {
  /** Its name: `codeShape`. */
  readonly option: K
  /** How much smaller than an image the map is by default, in height and width. */
  readonly reduction: number
}

/**
 * The shape of a map of codes: as given, or an image's, reduced.
 *
 * @throws AeError `config` unless it is given or the image can be reduced so
 */
export function resolveMapShape<K extends string>(
  subject: string,
  config: CodedRowsConfig & { readonly [name in K]?: Shape },
  { option, reduction }: MapOption<K>,
): Shape {
  const { inputShape, [option]: given } = config
  if (given !== undefined) return requireShape(subject, option, given)
  const [height = 0, width = 0] = inputShape
  if (inputShape.length === 3 && height % reduction === 0 && width % reduction === 0) {
    return Object.freeze([height / reduction, width / reduction])
  }
  throw new AeError(
    'config',
    `${subject}: \`${option}\` must be given unless rows are images whose sides are multiples of ${reduction}. Received rows: ${show(inputShape)}.`,
  )
}

/** Data as an encoder is given them. */
export function toNetworkSpace(
  x: tf.Tensor,
  { dataMean }: Pick<Required<CodedRowsConfig>, 'dataMean'>,
): tf.Tensor {
  return dataMean === 0 ? x : x.sub(dataMean)
}

/** A decoder's raw output in data space. */
export function toDataSpace(
  raw: tf.Tensor,
  { output, dataMean = 0 }: Pick<CodedRowsConfig, 'dataMean'> & Pick<Required<CodedRowsConfig>, 'output'>,
): tf.Tensor {
  if (output === 'unit') return raw.sigmoid()
  return dataMean === 0 ? raw : raw.add(dataMean)
}

/** How far copies are from rows, in units of the data's variance. */
export function relativeError(
  x: tf.Tensor,
  copies: tf.Tensor,
  { dataVariance }: Required<CodedRowsConfig>,
): tf.Scalar {
  return mse(x, copies).div(dataVariance).asScalar()
}
