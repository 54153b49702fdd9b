import { AeError } from '../../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '../../errors/require'
import type { Shape } from '../../interfaces/shape'
import { requireShape } from '../live'

/**
 * What the two layers are made of. Both Gaussian is left out: it is factor analysis, and its energy has no lower bound.
 *
 * - `binary` — visible and hidden in {0, 1}; data in [0, 1] count as probabilities
 * - `gaussianVisible` — visible from N(·, 1), for data with mean 0 and variance 1; hidden binary
 * - `gaussianHidden` — visible binary; hidden from N(·, 1): the linear code of a deep auto-encoder
 */
export type RbmUnits = 'binary' | 'gaussianVisible' | 'gaussianHidden'

/** Negative statistics from a few steps of Gibbs sampling that begin at the data (Hinton 2002). */
export interface ContrastiveDivergence {
  /** Tag. */
  readonly kind: 'cd'
  /** Gibbs steps: the k of CD-k. Default 1. */
  readonly steps?: number
}

/** Negative statistics from chains that go on from batch to batch (Tieleman 2008); wants a tenth of the learning rate. */
export interface PersistentContrastiveDivergence {
  /** Tag. */
  readonly kind: 'pcd'
  /** Gibbs steps a batch: the k of PCD-k. Default 1. */
  readonly steps?: number
  /** Chains that are kept, independent of the batch size. Default 100. */
  readonly chains?: number
}

/** How an {@link RBM} draws what it believes in, to compare it with the data. */
export type NegativePhase = ContrastiveDivergence | PersistentContrastiveDivergence

/** Configuration of an {@link RBM}. */
export interface RBMConfig {
  /** Shape of one row, without the batch axis: `[28, 28, 1]`. */
  readonly inputShape: Shape
  /** Hidden units. */
  readonly hiddenUnits: number
  /** What the layers are made of. Default `binary`. */
  readonly units?: RbmUnits
  /** Where negative statistics come from. Default `{ kind: 'cd', steps: 1 }`. */
  readonly negative?: NegativePhase
  /** λ: pulls the weights, not the biases, towards 0. Default 2e-4. */
  readonly weightDecay?: number
  /** Where initial weights come from. Default 0. */
  readonly seed?: number
}

/** {@link RBMConfig} with every default filled in. */
export type ResolvedRBMConfig = Required<Omit<RBMConfig, 'negative'>> & {
  /** Complete. */
  readonly negative: Required<ContrastiveDivergence> | Required<PersistentContrastiveDivergence>
}

/** As in the authors' code (Hinton & Salakhutdinov 2006). */
const WEIGHT_DECAY = 2e-4
/** As many as there are rows in the authors' batches. */
const CHAINS = 100

/**
 * Fills in and checks a configuration.
 *
 * @throws AeError `config`
 */
export function resolveRBMConfig(config: RBMConfig): ResolvedRBMConfig {
  const subject = 'RBM'
  const names = ['inputShape', 'hiddenUnits', 'units', 'negative', 'weightDecay', 'seed']
  requireKnownOptions(subject, config, names)
  const kinds = ['binary', 'gaussianVisible', 'gaussianHidden'] as const
  return Object.freeze({
    inputShape: requireShape(subject, 'inputShape', config.inputShape),
    hiddenUnits: requirePositiveInteger(subject, 'hiddenUnits', config.hiddenUnits),
    units: requireChoice(subject, 'units', config.units ?? 'binary', kinds),
    negative: resolveNegative(subject, config.negative ?? { kind: 'cd' }),
    weightDecay: requireNumber(subject, 'weightDecay', config.weightDecay ?? WEIGHT_DECAY, { min: 0 }),
    seed: requireNumber(subject, 'seed', config.seed ?? 0),
  })
}

function resolveNegative(subject: string, negative: NegativePhase): ResolvedRBMConfig['negative'] {
  if (typeof negative !== 'object' || negative === null) {
    throw new AeError('config', `${subject}: \`negative\` must be an object. Received: ${show(negative)}.`, {
      hint: "{ kind: 'cd', steps: 1 } or { kind: 'pcd', chains: 100 }.",
    })
  }
  requireChoice(subject, 'negative.kind', negative.kind, ['cd', 'pcd'])
  const steps = requirePositiveInteger(subject, 'negative.steps', negative.steps ?? 1)
  if (negative.kind === 'cd') {
    requireKnownOptions(`${subject}.negative`, negative, ['kind', 'steps'])
    return Object.freeze({ kind: 'cd', steps })
  }
  requireKnownOptions(`${subject}.negative`, negative, ['kind', 'steps', 'chains'])
  const chains = requirePositiveInteger(subject, 'negative.chains', negative.chains ?? CHAINS)
  return Object.freeze({ kind: 'pcd', steps, chains })
}
