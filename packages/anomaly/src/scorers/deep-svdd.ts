import {
  AeError,
  createRng,
  type Disposable,
  inferenceContext,
  type Network,
  type Phase,
  type Rng,
  requireKnownOptions,
  requireNumber,
  type StepContext,
  seededNetwork,
  show,
  type Trainable,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { EncodedRows } from '../table/rows'
import {
  latentDimFor,
  NETWORK_OPTIONS,
  type NetworkDetectorOptions,
  resolveNetworkOptions,
} from './code-networks'
import { meanRow } from './mean-row'
import { occluded } from './occluded'
import { toTensor } from './principal-parts'
import type { RowScorer, ScorerRecipe, StoredScorer } from './row-scorer'
import { overBlocks } from './row-sums'
import { storedArray } from './stored-parts'
import { trainNetwork } from './train-network'

/** Options of `DeepSVDDDetector`. */
export interface DeepSVDDDetectorOptions extends Omit<NetworkDetectorOptions, 'networks'> {
  /** Weight of the squared weights in the loss; not negative. Default 1e-6. */
  readonly weightDecay?: number
}

const OPTIONS = [...NETWORK_OPTIONS.filter((option) => option !== 'networks'), 'weightDecay']
/** Coordinates of the centre are at least so far from 0, where weights of 0 would reach them. */
const LEAST_CENTRE = 0.1
/** Scores of held-out rows whose deviation is a smaller share of their mean say nothing any more. */
const LEAST_SPREAD = 0.01
/** Weights that were shrunk to a smaller share of what rows began with have mapped all to one place. */
const LEAST_DISTANCE = 1e-7

/** Where a network's codes have to go, and how. */
interface Sphere {
  readonly network: Network
  /** [1, codes] */
  readonly centre: Float32Array
}

/** What training a {@link DeepSVDDScorer}'s network minimises: the mean squared distance to the centre. */
class SphereModel implements Trainable<tf.Tensor>, Disposable {
  readonly phases: readonly [Phase<tf.Tensor>]

  constructor({ network, centre }: Sphere, weightDecay: number) {
    const objective = (x: tf.Tensor, ctx: StepContext): ReturnType<Phase<tf.Tensor>['objective']> => {
      const distance = squaredDistances(network.apply(x, ctx), centre).mean() as tf.Scalar
      const squares = network.variables
        .map((weight) => weight.square().sum())
        .reduce((sum, each) => sum.add(each)) as tf.Scalar
      return {
        total: distance.add(squares.mul(weightDecay)),
        terms: { distance, weights: squares },
      }
    }
    this.phases = [{ name: 'sphere', variables: network.variables, objective }]
  }

  dispose(): void {}
}

function squaredDistances(codes: tf.Tensor, centre: Float32Array): tf.Tensor1D {
  return codes
    .sub(tf.tensor2d(centre, [1, centre.length]))
    .square()
    .sum(1) as tf.Tensor1D
}

/**
 * The squared distance of a row's code from the centre of a sphere that normal rows were pulled into.
 *
 * A number contributes what the score loses with the mean of normal rows in its place, or nothing.
 *
 * @see Ruff et al. 2018, Deep One-Class Classification, ICML
 */
export class DeepSVDDScorer implements RowScorer {
  readonly kind: string = 'deep-svdd'
  readonly width: number
  readonly #sphere: Sphere
  readonly #typical: Float32Array

  constructor(sphere: Sphere, typical: Float32Array) {
    this.#sphere = sphere
    this.#typical = typical
    this.width = typical.length
  }

  /** @throws AeError `data` */
  static restore(stored: StoredScorer, width: number): DeepSVDDScorer {
    const network = Object.hasOwn(stored.networks, 'network') ? stored.networks.network : undefined
    const centre = storedArray(stored, 'centre', [-1]).data
    const shapes = show([network?.inputShape, network?.outputShape])
    const expected = show([[width], [centre.length]])
    if (network === undefined || shapes !== expected) {
      throw new AeError(
        'data',
        `loadDetector: expected a network of shapes ${expected} in '${stored.kind}'. Received: ${shapes}.`,
      )
    }
    return new DeepSVDDScorer({ network, centre }, storedArray(stored, 'typical', [width]).data)
  }

  score(rows: EncodedRows): Promise<Float64Array> {
    const { network, centre } = this.#sphere
    return overBlocks(rows, 1, async (block) => {
      const scores = tf.tidy(() =>
        squaredDistances(network.apply(toTensor(block), inferenceContext()), centre),
      )
      try {
        return await scores.data()
      } finally {
        scores.dispose()
      }
    })
  }

  contributions(rows: EncodedRows): Promise<Float64Array> {
    return occluded((changed) => this.score(changed), rows, this.#typical)
  }

  store(): StoredScorer {
    const { network, centre } = this.#sphere
    return {
      kind: this.kind,
      config: {},
      arrays: {
        centre: { shape: [centre.length], data: centre },
        typical: { shape: [this.width], data: this.#typical },
      },
      networks: { network },
    }
  }

  dispose(): void {
    this.#sphere.network.dispose()
  }
}

/**
 * How a {@link DeepSVDDScorer} is made.
 *
 * @throws AeError `config`
 */
export function deepSvddRecipe(options: DeepSVDDDetectorOptions): ScorerRecipe {
  const subject = 'DeepSVDDDetector'
  requireKnownOptions(subject, options, OPTIONS)
  const { weightDecay = 1e-6, ...network } = options
  const resolved = resolveNetworkOptions(subject, network, 1)
  requireNumber(subject, 'weightDecay', weightDecay, { min: 0 })
  return {
    kind: 'deep-svdd',
    async fit({ train, heldOut, seed }) {
      const rng = createRng(seed).fork('deep svdd')
      const units = [...resolved.hiddenUnits, latentDimFor(train.width, resolved)]
      const sphere = await startingSphere(train, units, rng)
      const scorer = new DeepSVDDScorer(sphere, meanRow(train))
      try {
        const measured = heldOut.count > 1 ? heldOut : train
        const before = mean(await scorer.score(measured))
        const model = new SphereModel(sphere, weightDecay)
        await trainNetwork(model, train, { ...resolved, seed: rng.integer(2 ** 31) })
        requireSpread(subject, await scorer.score(measured), before)
        return scorer
      } catch (error) {
        scorer.dispose()
        throw error
      }
    },
  }
}

/** A network without biases, and the mean of what it makes of normal rows before it has learnt anything. */
async function startingSphere(train: EncodedRows, units: readonly number[], rng: Rng): Promise<Sphere> {
  const network = seededNetwork(
    () =>
      tf.sequential({
        name: 'network',
        layers: units.map((count, i) =>
          tf.layers.dense({
            units: count,
            // With biases, or units that saturate, every row can be mapped to the centre.
            useBias: false,
            activation: i === units.length - 1 ? 'linear' : 'elu',
            kernelInitializer: 'zeros',
            ...(i === 0 ? { inputShape: [train.width] } : {}),
          }),
        ),
      }),
    rng.fork('network'),
  )
  const codes = units.at(-1) ?? 1
  const all = await overBlocks(train, codes, async (block) => {
    const output = tf.tidy(() => network.apply(toTensor(block), inferenceContext()))
    try {
      return await output.data()
    } finally {
      output.dispose()
    }
  })
  const centre = meanRow({ values: Float32Array.from(all), count: train.count, width: codes })
  return {
    network,
    centre: centre.map((value) => Math.max(LEAST_CENTRE, Math.abs(value)) * (value < 0 ? -1 : 1)),
  }
}

/** What has gone to the centre altogether tells nothing from anything, whatever its loss. */
function requireSpread(subject: string, scores: Float64Array, before: number): void {
  const now = mean(scores)
  const deviation = Math.sqrt(mean(scores.map((score) => (score - now) ** 2)))
  if (Number.isFinite(now) && now > LEAST_DISTANCE * before && deviation > LEAST_SPREAD * now) return
  throw new AeError(
    'data',
    `${subject}: expected scores that differ between normal rows. Received: a mean of ${now} and a deviation of ${deviation}.`,
    {
      hint: 'the network has collapsed onto the centre, or diverged: fewer `steps`, or a smaller `learningRate`.',
    },
  )
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
