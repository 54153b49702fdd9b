import type { Network, NetworkLike, NetworkRequest } from '../interfaces/network'
import { asNetwork } from '../networks/as-network'
import type { CodeNetworks } from './code-networks'

/** A network beside encoder and decoder. */
export interface FurtherNetwork {
  /** What the model was given, or its default. */
  readonly like: NetworkLike
  /** What it has to be. */
  readonly request: NetworkRequest
  /** What was built before; freed, with what else is owned, if this one does not fit. */
  readonly beside: CodeNetworks
}

/**
 * Builds or adopts one more network, or frees those before.
 *
 * @throws AeError `shape` or `config`, see {@link asNetwork}
 */
export function furtherNetwork({ like, request, beside }: FurtherNetwork): Network {
  try {
    return asNetwork(like, request)
  } catch (error) {
    beside.encoder.dispose()
    beside.decoder.dispose()
    throw error
  }
}
