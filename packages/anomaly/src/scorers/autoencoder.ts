import { DenoisingAutoencoder, reconstruct, requireKnownOptions, requireNumber } from '@ae/core'
import {
  type CodeNetworks,
  NETWORK_OPTIONS,
  type ResolvedNetworkOptions,
  resolveNetworkOptions,
  resolveShape,
  SHAPE_OPTIONS,
  type ShapedNetworkOptions,
  storedNetworks,
} from './code-networks'
import { ReconstructionScorer, storedMeasures } from './reconstruction'
import { reconstructorOf } from './reconstructor-of'
import type { ScorerRecipe, StoredScorer } from './row-scorer'
import { storedCount } from './stored-parts'
import { MOST_NETWORKS, trainMembers, type UntrainedMember } from './train-members'

/** Options of `AutoencoderDetector`. */
export interface AutoencoderDetectorOptions extends ShapedNetworkOptions {
  /** Standard deviation of the noise that training undoes, in units of scaled numbers; positive. Default .1. */
  readonly noise?: number
}

/** Networks where nothing else is said. */
const NETWORKS = 2

function around(
  networks: CodeNetworks,
  noise: number,
): UntrainedMember & { readonly model: DenoisingAutoencoder } {
  const model = new DenoisingAutoencoder({
    inputShape: networks.encoder.inputShape,
    latentDim: networks.decoder.inputShape[0] ?? 0,
    ...networks,
    output: 'unbounded',
    corruption: { kind: 'gaussian', standardDeviation: noise },
  })
  const network = reconstructorOf(model, networks, (x) => reconstruct(model, x).sub(x).square())
  return { model, network }
}

/**
 * How an auto-encoder's scorer is made.
 *
 * @throws AeError `config`
 */
export function autoencoderRecipe(options: AutoencoderDetectorOptions): ScorerRecipe {
  const subject = 'AutoencoderDetector'
  requireKnownOptions(subject, options, [...NETWORK_OPTIONS, ...SHAPE_OPTIONS, 'noise'])
  const resolved: ResolvedNetworkOptions = resolveNetworkOptions(subject, options, NETWORKS)
  const shape = resolveShape(subject, options)
  const noise = requireNumber(subject, 'noise', options.noise ?? 0.1, { above: 0 })
  return {
    kind: 'autoencoder',
    async fit(data) {
      const members = await trainMembers(subject, data, {
        ...resolved,
        ...shape,
        perCode: 1,
        around: (networks) => around(networks, noise),
      })
      return new ReconstructionScorer({ kind: 'autoencoder', width: data.train.width, members, config: {} })
    },
  }
}

/**
 * From a file.
 *
 * @throws AeError `data`
 */
export function restoreAutoencoder(stored: StoredScorer, width: number): ReconstructionScorer {
  const members = Array.from({ length: storedCount(stored, 'networks', MOST_NETWORKS) }, (_, i) => {
    const measures = storedMeasures(stored, i, width)
    return {
      ...measures,
      network: around(storedNetworks(stored, i, { width, perCode: 1 }), 1).network,
    }
  })
  return new ReconstructionScorer({ kind: 'autoencoder', width, members, config: {} })
}
