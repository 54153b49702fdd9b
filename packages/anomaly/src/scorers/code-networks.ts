import {
  AeError,
  type Network,
  type NetworkBuilder,
  requireChoice,
  requireNumber,
  requirePositiveInteger,
  type Shape,
  show,
} from '@ae/core'
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

/** How the networks of a detector of images, or of windows of a series, are built. */
export interface ShapedNetworkOptions extends NetworkDetectorOptions {
  /**
   * What a row is: windows `[T, C]` or images `[H, W, C]`, row-major, go through convolutions in place of dense layers. Its sizes
   * multiply to the numbers of a row. Default: a row.
   */
  readonly inputShape?: Shape
  /** `inputShape` → the code, in place of the default: `lstmEncoder()`. `hiddenUnits` has no part in it. */
  readonly encoder?: NetworkBuilder
  /** The code → `inputShape`, in place of the default: `lstmDecoder()`. */
  readonly decoder?: NetworkBuilder
  /**
   * What an error counts in: the usual error of that number (`each`), or of all numbers together (`common`), as befits pixels, of
   * which many are nearly always alike, and the steps of a window. Default `each`; with an `inputShape` `common`.
   */
  readonly errorUnit?: 'each' | 'common'
}

/** The options of {@link ShapedNetworkOptions} alone. */
export const SHAPE_OPTIONS: readonly string[] = ['inputShape', 'encoder', 'decoder', 'errorUnit']

/** The options of {@link ShapedNetworkOptions} that {@link NetworkDetectorOptions} has not, with every default filled in. */
export interface ResolvedShape extends Pick<ShapedNetworkOptions, 'inputShape' | 'encoder' | 'decoder'> {
  /** As of {@link ShapedNetworkOptions}. */
  readonly errorUnit: 'each' | 'common'
}

const UNITS = ['each', 'common'] as const

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
  return {
    hiddenUnits: requireList(subject, 'hiddenUnits', options.hiddenUnits ?? [64, 32]),
    latentDim: options.latentDim === undefined ? undefined : integer('latentDim', options.latentDim),
    networks: integer('networks', options.networks ?? networks),
    steps: integer('steps', options.steps ?? 2000),
    batchSize: integer('batchSize', options.batchSize ?? 128),
    learningRate: requireNumber(subject, 'learningRate', options.learningRate ?? 0.001, { above: 0 }),
  }
}

/**
 * Fills in {@link ResolvedShape}.
 *
 * @throws AeError `config`
 */
export function resolveShape(
  subject: string,
  { inputShape, encoder, decoder, errorUnit }: ShapedNetworkOptions,
): ResolvedShape {
  for (const [option, builder] of Object.entries({ encoder, decoder })) {
    if (builder === undefined || typeof builder === 'function') continue
    // One network each: several, or another fit, would train the same weights.
    throw new AeError('config', `${subject}: \`${option}\` must be a builder. Received: ${show(builder)}.`, {
      hint: '`lstmEncoder()` is one, and any function from shapes to a network.',
    })
  }
  const shape = inputShape === undefined ? {} : { inputShape: requireList(subject, 'inputShape', inputShape) }
  const unit = inputShape === undefined ? 'each' : 'common'
  return {
    ...shape,
    ...(encoder ? { encoder } : {}),
    ...(decoder ? { decoder } : {}),
    errorUnit: requireChoice(subject, 'errorUnit', errorUnit ?? unit, UNITS),
  }
}

function requireList(subject: string, option: string, list: unknown): readonly number[] {
  if (!Array.isArray(list)) {
    throw new AeError('config', `${subject}: \`${option}\` must be a list. Received: ${show(list)}.`)
  }
  return list.map((value) => requirePositiveInteger(subject, option, value))
}

/** Numbers in a code for rows of so many. */
export function latentDimFor(width: number, { latentDim }: ResolvedNetworkOptions): number {
  return latentDim ?? Math.max(1, Math.min(8, Math.floor(width / 2)))
}

/** Encoder and decoder. A row is what the encoder takes: `[width]`, a window or an image. */
export interface CodeNetworks {
  /** [B, …row] → a code, or its mean and variance. */
  readonly encoder: Network
  /** A code → [B, …row]. */
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
  const row = sizeOf(encoder?.inputShape ?? []) === width ? encoder?.inputShape : [width]
  const expected = show([row, [codes * perCode], [codes], row])
  if (encoder !== undefined && decoder !== undefined && codes > 0 && shapes === expected) {
    return { encoder, decoder }
  }
  throw new AeError(
    'data',
    `loadDetector: expected networks of shapes ${expected} in '${stored.kind}'. Received: ${shapes}.`,
  )
}

/** How many numbers there are in a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1)
}
