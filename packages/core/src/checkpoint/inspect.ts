import { decodeCheckpoint, type ReadOptions } from './checkpoint-file'

/** What a checkpoint says about itself. Plain JSON. */
export interface CheckpointSummary {
  /** The model's tag. */
  readonly kind: string
  /** The model's configuration. */
  readonly config: Readonly<Record<string, unknown>>
  /** Names of the networks that `loadNetwork` can take out. */
  readonly networks: readonly string[]
  /** Shape of each weight. */
  readonly weights: Readonly<Record<string, readonly number[]>>
  /** Numbers in all weights together. */
  readonly parameters: number
  /** Whether a training can be resumed from it. */
  readonly resumable: boolean
}

/**
 * What is in a checkpoint, without building anything.
 *
 * @throws AeError `data` if the file is damaged, or no checkpoint
 */
export function inspect(bytes: Uint8Array, options: ReadOptions = {}): CheckpointSummary {
  const { kind, config, topologies, weights, training } = decodeCheckpoint(bytes, options)
  const shapes = [...weights].map(([name, { shape }]) => [name, shape] as const)
  return {
    kind,
    config,
    networks: Object.keys(topologies),
    weights: Object.fromEntries(shapes),
    parameters: shapes.reduce(
      (sum, [, shape]) => sum + shape.reduce((product, side) => product * side, 1),
      0,
    ),
    resumable: training !== undefined,
  }
}
