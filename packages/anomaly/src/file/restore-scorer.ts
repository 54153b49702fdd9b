import { AeError, show } from '@ae/core'
import { restoreAutoencoder } from '../scorers/autoencoder'
import { DeepSVDDScorer } from '../scorers/deep-svdd'
import { restoreEnsemble } from '../scorers/ensemble'
import { InputNormScorer } from '../scorers/input-norm'
import { IsolationForestScorer } from '../scorers/isolation-forest'
import { MahalanobisScorer } from '../scorers/mahalanobis'
import { NearestNeighbourScorer } from '../scorers/nearest-neighbour'
import { PCAResidualScorer } from '../scorers/pca-residual'
import { RaPPScorer } from '../scorers/rapp'
import type { RowScorer, StoredScorer } from '../scorers/row-scorer'
import { restoreVae } from '../scorers/vae'

/** What makes a scorer from a file. */
export type ScorerReader = (stored: StoredScorer, width: number) => RowScorer

const READERS: Readonly<Record<string, ScorerReader>> = {
  autoencoder: restoreAutoencoder,
  'deep-svdd': (stored, width) => DeepSVDDScorer.restore(stored, width),
  'input-norm': (_, width) => new InputNormScorer(width),
  'isolation-forest': (stored, width) => IsolationForestScorer.restore(stored, width),
  knn: (stored, width) => NearestNeighbourScorer.restore(stored, width),
  mahalanobis: (stored, width) => MahalanobisScorer.restore(stored, width),
  pca: (stored, width) => PCAResidualScorer.restore(stored, width),
  rapp: (stored, width) => RaPPScorer.restore(stored, width),
  vae: restoreVae,
}

/** What is needed beside what is stored. */
export interface RestoreRequest {
  /** Numbers in a row. */
  readonly width: number
  /** What reads kinds that are not known here; comes first. */
  readonly readers: Readonly<Record<string, ScorerReader>>
}

/**
 * A scorer out of a file.
 *
 * @throws AeError `data` for a kind that nobody reads, or for parts that do not belong together
 */
export function restoreScorer(stored: StoredScorer, request: RestoreRequest): RowScorer {
  const { kind } = stored
  const { width, readers } = request
  if (kind === 'ensemble') return restoreEnsemble(stored, width, (member) => restoreScorer(member, request))
  const known = { ...READERS, ...readers }
  const reader = Object.hasOwn(known, kind) ? known[kind] : undefined
  if (reader !== undefined) return reader(stored, width)
  throw new AeError('data', `loadDetector: expected a scorer of a known kind. Received: ${show(kind)}.`, {
    hint: 'pass `readers` for scorers of your own.',
  })
}
