import { AeError, type Network, requireNumber, requirePositiveInteger, show } from '@ae/core'
import type { StoredScorer } from './row-scorer'

/** How the networks of a detector are built and trained. */
export interface NetworkDetectorOptions {
  /** Units of the encoder's hidden layers; the decoder has them in reverse. Default [64, 32]. */
  readonly hiddenUnits?: readonly number[]
  /** Numbers in a code. Default: half of a row's, at most 8, at least 1. */
  readonly latentDim?: number
  /** Networks that differ in their seed, each with one vote. */
  readonly networks?: number
  /** Optimizer steps of each network. Default 2000. */
  readonly steps?: number
  /** Rows in a batch. Default 128. */
  readonly batchSize?: number
  /** Of Adam; × .3 for the last 30 % of the steps. Default .001. */
  readonly learningRate?: number
}

/** The options of {@link NetworkDetectorOptions}. */
export const NETWORK_OPTIONS: readonly string[] = [
  'hiddenUnits',
  'latentDim',
  'networks',
  'steps',
  'batchSize',
  'learningRate',
]

/** {@link NetworkDetectorOptions} with every default filled in. */
export interface ResolvedNetworkOptions extends Required<Omit<NetworkDetectorOptions, 'latentDim'>> {
  /** Absent: half of a row's numbers, at most 8. */
  readonly latentDim: number | undefined
}

/**
 * Fills in {@link NetworkDetectorOptions}.
 *
 * @throws AeError `config`
 */
export function resolveNetworkOptions(
  subject: string,
  options: NetworkDetectorOptions,
  networks: number,
): ResolvedNetworkOptions {
  const integer = (option: keyof NetworkDetectorOptions, value: unknown): number =>
    requirePositiveInteger(subject, option, value)
  const { hiddenUnits = [64, 32] } = options
  if (!Array.isArray(hiddenUnits)) {
    throw new AeError('config', `${subject}: \`hiddenUnits\` must be a list. Received: ${show(hiddenUnits)}.`)
  }
  return {
    hiddenUnits: hiddenUnits.map((units) => integer('hiddenUnits', units)),
    latentDim: options.latentDim === undefined ? undefined : integer('latentDim', options.latentDim),
    networks: integer('networks', options.networks ?? networks),
    steps: integer('steps', options.steps ?? 2000),
    batchSize: integer('batchSize', options.batchSize ?? 128),
    learningRate: requireNumber(subject, 'learningRate', options.learningRate ?? 0.001, { above: 0 }),
  }
}

/** Numbers in a code for rows of so many. */
export function latentDimFor(width: number, { latentDim }: ResolvedNetworkOptions): number {
  return latentDim ?? Math.max(1, Math.min(8, Math.floor(width / 2)))
}

/** Encoder and decoder. */
export interface CodeNetworks {
  /** [B, width] → a code, or its mean and variance. */
  readonly encoder: Network
  /** A code → [B, width]. */
  readonly decoder: Network
}

/**
 * Encoder and decoder out of a file, that fit each other.
 *
 * @param perCode numbers that the encoder gives for one of a code: 2 for mean and variance
 * @throws AeError `data`
 */
export function storedNetworks(
  stored: StoredScorer,
  member: number,
  { width, perCode }: { readonly width: number; readonly perCode: number },
): CodeNetworks {
  const named = (name: string): Network | undefined =>
    Object.hasOwn(stored.networks, name) ? stored.networks[name] : undefined
  const [encoder, decoder] = [named(`encoder-${member}`), named(`decoder-${member}`)]
  const codes = decoder?.inputShape[0] ?? 0
  const shapes = show([encoder?.inputShape, encoder?.outputShape, decoder?.inputShape, decoder?.outputShape])
  const expected = show([[width], [codes * perCode], [codes], [width]])
  if (encoder !== undefined && decoder !== undefined && codes > 0 && shapes === expected) {
    return { encoder, decoder }
  }
  throw new AeError(
    'data',
    `loadDetector: expected networks of shapes ${expected} in '${stored.kind}'. Received: ${shapes}.`,
  )
}
