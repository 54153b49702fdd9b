import {
  AeError,
  createRng,
  DenoisingAutoencoder,
  inferenceContext,
  requireKnownOptions,
  requireNumber,
} from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { EncodedRows } from '../table/rows'
import { buildNetworks } from './build-networks'
import {
  type CodeNetworks,
  latentDimFor,
  NETWORK_OPTIONS,
  type NetworkDetectorOptions,
  resolveNetworkOptions,
  storedNetworks,
} from './code-networks'
import { type HiddenActivations, hiddenActivations } from './hidden-activations'
import { MahalanobisScorer, mahalanobisScorer } from './mahalanobis'
import { meanRow } from './mean-row'
import { occluded } from './occluded'
import { toTensor } from './principal-parts'
import type { RowScorer, ScorerRecipe, StoredScorer } from './row-scorer'
import { overBlocks } from './row-sums'
import { storedArray } from './stored-parts'
import { trainNetwork } from './train-network'

/** Options of `RaPPDetector`. */
export interface RaPPDetectorOptions extends Omit<NetworkDetectorOptions, 'networks'> {
  /** As with `AutoencoderDetector`. Default .1. */
  readonly noise?: number
  /** How far the covariance of the differences is moved towards a sphere, as with `MahalanobisDetector`. Default .001. */
  readonly shrinkage?: number
}

const OPTIONS = [...NETWORK_OPTIONS.filter((option) => option !== 'networks'), 'noise', 'shrinkage']

/** What a {@link RaPPScorer} consists of. */
export interface RaPPParts {
  /** The auto-encoder's networks; the scorer's. */
  readonly networks: CodeNetworks
  /** How unusual differences in all of them are. */
  readonly differences: MahalanobisScorer
  /** The mean of normal rows. */
  readonly typical: Float32Array
}

/**
 * How far a row is from its reconstruction on the way into the code: the differences in the row itself and behind every layer of the
 * encoder, each direction in units of what normal rows have there.
 *
 * A number contributes what the score loses with the mean of normal rows in its place, or nothing.
 *
 * @see Kim, Shim, Lim, Jeon, Choi, Kim & Yoon 2020, RaPP: Novelty Detection with Reconstruction along Projection Pathway, ICLR, §4.2
 */
export class RaPPScorer implements RowScorer {
  readonly kind: string = 'rapp'
  readonly width: number
  readonly #parts: RaPPParts
  #hidden: Promise<HiddenActivations> | undefined

  constructor(parts: RaPPParts) {
    this.#parts = parts
    this.width = parts.typical.length
  }

  /** @throws AeError `data` */
  static restore(stored: StoredScorer, width: number): RaPPScorer {
    const networks = storedNetworks(stored, 0, { width, perCode: 1 })
    const { shape } = storedArray(stored, 'directions', [-1, -1])
    return new RaPPScorer({
      networks,
      differences: MahalanobisScorer.restore(stored, shape[1] ?? 0),
      typical: storedArray(stored, 'typical', [width]).data,
    })
  }

  async score(rows: EncodedRows): Promise<Float64Array> {
    const { networks, differences } = this.#parts
    this.#hidden ??= hiddenActivations(networks.encoder)
    const hidden = await this.#hidden
    if (hidden.width !== differences.width) {
      throw new AeError(
        'data',
        `RaPPDetector: expected differences of ${hidden.width} numbers. Received: ${differences.width}.`,
      )
    }
    return differences.score(await differencesOf(rows, networks, hidden))
  }

  contributions(rows: EncodedRows): Promise<Float64Array> {
    return occluded((changed) => this.score(changed), rows, this.#parts.typical)
  }

  store(): StoredScorer {
    const { networks, differences, typical } = this.#parts
    const { encoder, decoder } = networks
    const { config, arrays } = differences.store()
    return {
      kind: this.kind,
      config,
      arrays: { ...arrays, typical: { shape: [this.width], data: typical } },
      networks: { 'encoder-0': encoder, 'decoder-0': decoder },
    }
  }

  dispose(): void {
    const { encoder, decoder } = this.#parts.networks
    encoder.dispose()
    decoder.dispose()
  }
}

/** `h(x) − h(x̂)` in the row itself and behind each layer, [count, all of them]. */
async function differencesOf(
  rows: EncodedRows,
  { encoder, decoder }: CodeNetworks,
  hidden: HiddenActivations,
): Promise<EncodedRows> {
  const values = await overBlocks(rows, hidden.width, async (block) => {
    const difference = tf.tidy(() => {
      const x = toTensor(block)
      const own = hidden.apply(x)
      // The last layer's numbers are the code.
      const code = own.slice([0, hidden.width - (encoder.outputShape[0] ?? 0)])
      return own.sub(hidden.apply(decoder.apply(code, inferenceContext())))
    })
    try {
      return await difference.data()
    } finally {
      difference.dispose()
    }
  })
  return { values: Float32Array.from(values), count: rows.count, width: hidden.width }
}

/**
 * How a {@link RaPPScorer} is made.
 *
 * @throws AeError `config`
 */
export function rappRecipe(options: RaPPDetectorOptions): ScorerRecipe {
  const subject = 'RaPPDetector'
  requireKnownOptions(subject, options, OPTIONS)
  const { noise: standardDeviation = 0.1, shrinkage = 0.001, ...network } = options
  const resolved = resolveNetworkOptions(subject, network, 1)
  requireNumber(subject, 'noise', standardDeviation, { above: 0 })
  requireNumber(subject, 'shrinkage', shrinkage, { min: 0, max: 1 })
  return {
    kind: 'rapp',
    async fit({ train, seed }) {
      const own = createRng(seed)
        .fork('rapp')
        .integer(2 ** 31)
      const latentDim = latentDimFor(train.width, resolved)
      const networks = buildNetworks(train.width, { ...resolved, latentDim, perCode: 1, seed: own })
      const model = new DenoisingAutoencoder({
        inputShape: [train.width],
        latentDim,
        ...networks,
        output: 'unbounded',
        corruption: { kind: 'gaussian', standardDeviation },
      })
      try {
        await trainNetwork(model, train, { ...resolved, seed: own })
        const learnt = await differencesOf(train, networks, await hiddenActivations(networks.encoder))
        const stranger = learnt.values.find((value) => !Number.isFinite(value))
        if (stranger !== undefined) {
          throw new AeError('data', `${subject}: expected finite differences. Received: ${stranger}.`, {
            hint: 'the training has diverged: a smaller `learningRate`.',
          })
        }
        const differences = await mahalanobisScorer(learnt, shrinkage)
        return new RaPPScorer({ networks, differences, typical: meanRow(train) })
      } catch (error) {
        model.dispose()
        throw error
      }
    },
  }
}
