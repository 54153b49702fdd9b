import { AeError } from '../errors/ae-error'
import { requireChoice, requireKnownOptions, requireNumber, requirePositiveInteger } from '../errors/require'

/** How far a {@link tsne} run is. */
export interface TsneProgress {
  /** Iterations done. */
  readonly iteration: number
  /** Iterations in all. */
  readonly iterations: number
  /** `KL(P ‖ Q)` of the map as it is, without exaggeration. Unit: nats. */
  readonly klDivergence: number
}

/** Options of {@link tsne}; everything has a default. */
export interface TsneOptions {
  /** How many neighbours each row has, softly. Greater than 1, at most a third of the other rows. Default 30. */
  readonly perplexity?: number
  /** Steps of gradient descent. Default 1000. */
  readonly iterations?: number
  /** What attraction is multiplied by at first, so that clusters form while they can still pass each other. ≥ 1. Default 12. */
  readonly exaggeration?: number
  /** Iterations with exaggeration. Default 250. */
  readonly exaggerationIterations?: number
  /** Step size. > 0. Default: rows / (4 · exaggeration), at least 200. */
  readonly learningRate?: number
  /** Leading principal components that distances are measured in. Default 50. */
  readonly inputComponents?: number
  /**
   * How forces are summed. `exact`: all pairs. `barnes-hut`: three times `perplexity` neighbours attract, far cells repel as
   * wholes. Default `auto`: exact up to 5,000 rows.
   */
  readonly method?: 'auto' | 'exact' | 'barnes-hut'
  /** Width of a cell by its distance up to which it repels as a whole. In (0, .7]. Default .5. */
  readonly theta?: number
  /** Where points begin: at the first two principal components, or at random; both tiny. Default `pca`. */
  readonly init?: 'pca' | 'random'
  /** Where randomness comes from: a random start, and the search for components. Default 0. */
  readonly seed?: number
  /** Stops the run; {@link tsne} then rejects. */
  readonly signal?: AbortSignal
  /** Told how far it is, every 50 iterations and at the end. */
  readonly onProgress?: (progress: TsneProgress) => void
}

/** Options that are all there. */
export interface ResolvedTsneOptions extends Required<Omit<TsneOptions, 'signal' | 'onProgress' | 'method'>> {
  readonly method: 'exact' | 'barnes-hut'
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: TsneProgress) => void) | undefined
}

/** Rows up to which all pairs are affordable. */
const FEW_ROWS = 5000
/** Beyond this a cell could stand for the very point that it pushes: its diagonal is √2 of its width. */
const MOST_THETA = 0.7
/** Rows beyond which float32 cannot number them. */
const MOST_ROWS = 2 ** 24

const OPTIONS = [
  'perplexity',
  'iterations',
  'exaggeration',
  'exaggerationIterations',
  'learningRate',
  'inputComponents',
  'method',
  'theta',
  'init',
  'seed',
  'signal',
  'onProgress',
]

/** Checks options, and fills in what depends on the number of rows. */
export function resolveTsneOptions(options: TsneOptions, rows: number): ResolvedTsneOptions {
  requireKnownOptions('tsne', options, OPTIONS)
  const perplexity = requireNumber('tsne', 'perplexity', options.perplexity ?? 30, { above: 1 })
  if (3 * perplexity > rows - 1 || rows > MOST_ROWS) {
    throw new AeError(
      'shape',
      `tsne: expected from ${Math.ceil(3 * perplexity) + 1} to ${MOST_ROWS} rows for a perplexity of ${perplexity}. Received: ${rows}.`,
      rows < 5 ? {} : { hint: `set \`perplexity\` to at most ${Math.floor((rows - 1) / 3)}.` },
    )
  }
  const exaggeration = requireNumber('tsne', 'exaggeration', options.exaggeration ?? 12, { min: 1 })
  const learningRate = options.learningRate ?? Math.max(200, rows / (4 * exaggeration))
  const method = requireChoice('tsne', 'method', options.method ?? 'auto', ['auto', 'exact', 'barnes-hut'])
  return {
    perplexity,
    iterations: requirePositiveInteger('tsne', 'iterations', options.iterations ?? 1000),
    exaggeration,
    exaggerationIterations: requireWhole('exaggerationIterations', options.exaggerationIterations ?? 250),
    learningRate: requireNumber('tsne', 'learningRate', learningRate, { above: 0 }),
    inputComponents: requirePositiveInteger('tsne', 'inputComponents', options.inputComponents ?? 50),
    method: method === 'auto' ? (rows > FEW_ROWS ? 'barnes-hut' : 'exact') : method,
    theta: requireNumber('tsne', 'theta', options.theta ?? 0.5, { above: 0, max: MOST_THETA }),
    init: requireChoice('tsne', 'init', options.init ?? 'pca', ['pca', 'random']),
    seed: requireNumber('tsne', 'seed', options.seed ?? 0),
    signal: options.signal,
    onProgress: options.onProgress,
  }
}

function requireWhole(option: string, value: number): number {
  const whole = requireNumber('tsne', option, value, { min: 0 })
  if (Number.isInteger(whole)) return whole
  throw new AeError('config', `tsne: \`${option}\` must be a whole number ≥ 0. Received: ${whole}.`)
}
