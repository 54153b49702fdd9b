import {
  AeError,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  requireShape,
  type Shape,
  show,
} from '@ae/core'
import { requireClassCount } from '../require-class-count'

/** Configuration of a {@link PixelCNN}. */
export interface PixelCNNConfig {
  /** Height and width of a map of codes: `[7, 7]`. */
  readonly mapShape: Shape
  /** Values that a code takes, 0 … codebookSize − 1. */
  readonly codebookSize: number
  /** Classes of maps, which it is then told; 0 for none. Default 0. */
  readonly classes?: number
  /** Numbers at each place, in every layer. Default 64. */
  readonly channels?: number
  /** Gated layers; each lets a place see one row further up, and one code further to the left and right there. Default 8. */
  readonly layers?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link PixelCNNConfig} with every default filled in. */
export type ResolvedPixelCNNConfig = Required<PixelCNNConfig>

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolvePixelCNNConfig(config: PixelCNNConfig): ResolvedPixelCNNConfig {
  const subject = 'PixelCNN'
  requireKnownOptions(subject, config, ['mapShape', 'codebookSize', 'classes', 'channels', 'layers', 'seed'])
  const mapShape = requireShape(subject, 'mapShape', config.mapShape)
  if (mapShape.length !== 2) {
    throw new AeError(
      'config',
      `${subject}: \`mapShape\` must be a height and a width. Received: ${show(mapShape)}.`,
      { hint: 'for sequences take a `GRUPrior`; several indices a vector can follow each other in one.' },
    )
  }
  return Object.freeze({
    mapShape,
    codebookSize: requirePositiveInteger(subject, 'codebookSize', config.codebookSize),
    classes: requireClassCount(subject, config.classes),
    channels: requirePositiveInteger(subject, 'channels', config.channels ?? 64),
    layers: requirePositiveInteger(subject, 'layers', config.layers ?? 8),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}
