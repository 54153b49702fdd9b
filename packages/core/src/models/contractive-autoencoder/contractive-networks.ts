import type { NetworkLike } from '../../interfaces/network'
import { asNetwork } from '../../networks/as-network'
import { denseLayers } from '../../networks/dense-layers'
import { mlp } from '../../networks/mlp'
import { createRng } from '../../rng/rng'
import { type CodeNetworks, type CodeNetworksRequest, codeNetworks } from '../code-networks'
import { SMOOTH_ACTIVATIONS, type SmoothLayer } from './jacobian'
import { tiedDecoder } from './tied-decoder'

/** As in the paper: one layer, whose derivatives have a closed form. */
const DEFAULT_ENCODER = /* @__PURE__ */ mlp({ hiddenUnits: [], outputActivation: 'sigmoid' })

/** What they are made from. */
export interface ContractiveNetworksRequest extends Omit<CodeNetworksRequest, 'decoder'> {
  /** Default: the encoder backwards. */
  readonly decoder?: NetworkLike | 'tied' | undefined
}

/** Both halves, and the layers of the first. */
export interface ContractiveNetworks {
  /** Encoder and decoder. */
  readonly networks: CodeNetworks
  /** Of the encoder; its variables. */
  readonly layers: readonly SmoothLayer[]
  /** Whether the decoder is the encoder backwards. */
  readonly tied: boolean
}

/**
 * Builds or adopts an encoder of dense layers and its decoder. If something does not fit, what was built here is freed.
 *
 * @throws AeError `shape` or `config`
 */
export function contractiveNetworks(request: ContractiveNetworksRequest): ContractiveNetworks {
  const { subject, inputShape, encoderOutput, seed } = request
  const { encoder = DEFAULT_ENCODER, decoder = 'tied' } = request
  if (decoder !== 'tied') {
    const networks = codeNetworks({ ...request, encoder, decoder })
    try {
      return { networks, layers: layersOf(subject, networks.encoder), tied: false }
    } catch (error) {
      if (typeof encoder === 'function') networks.encoder.dispose()
      if (typeof decoder === 'function') networks.decoder.dispose()
      throw error
    }
  }
  const network = asNetwork(encoder, {
    subject: `${subject}.encoder`,
    inputShape,
    outputShape: [encoderOutput],
    rng: createRng(seed).fork('encoder'),
  })
  try {
    const layers = layersOf(subject, network)
    const networks = { encoder: network, decoder: tiedDecoder(layers, inputShape) }
    return { networks, layers, tied: true }
  } catch (error) {
    if (typeof encoder === 'function') network.dispose()
    throw error
  }
}

function layersOf(subject: string, encoder: CodeNetworks['encoder']): readonly SmoothLayer[] {
  return denseLayers(`${subject}.encoder`, encoder, SMOOTH_ACTIVATIONS)
}
