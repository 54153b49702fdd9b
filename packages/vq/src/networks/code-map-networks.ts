import { asNetwork, createRng, type Network, type NetworkLike, type Shape } from '@ae/core'
import { codeMapDecoder, codeMapEncoder } from './code-map'

/** The networks a user may give; those missing are convolutions. */
export interface GivenNetworks {
  /** Default `codeMapEncoder()`. */
  readonly encoder?: NetworkLike
  /** Default `codeMapDecoder()`. */
  readonly decoder?: NetworkLike
}

/** What {@link codeMapNetworks} fits them to. */
export interface CodeMapShapes {
  /** Shape of a row of data. */
  readonly inputShape: Shape
  /** Shape of a row of vectors, their size last. */
  readonly codeShape: Shape
  /** Where initial weights come from. */
  readonly seed: number
}

/** The two halves of an auto-encoder with a map of codes between. */
export interface CodeMapNetworks {
  /** `[B, …inputShape]` → `[B, …codeShape]` */
  readonly encoder: Network
  /** `[B, …codeShape]` → `[B, …inputShape]`, before any output function */
  readonly decoder: Network
}

/**
 * Builds or adopts both networks. If the second does not fit, a first that was built here is freed.
 *
 * @throws AeError `shape` or `config`, see `asNetwork`
 */
export function codeMapNetworks(
  { encoder = codeMapEncoder(), decoder = codeMapDecoder() }: GivenNetworks,
  { inputShape, codeShape, seed }: CodeMapShapes,
): CodeMapNetworks {
  const rng = createRng(seed)
  const first = asNetwork(encoder, {
    subject: 'VQVAE.encoder',
    inputShape,
    outputShape: codeShape,
    rng: rng.fork('encoder'),
  })
  try {
    const second = asNetwork(decoder, {
      subject: 'VQVAE.decoder',
      inputShape: codeShape,
      outputShape: inputShape,
      rng: rng.fork('decoder'),
    })
    return { encoder: first, decoder: second }
  } catch (error) {
    if (typeof encoder === 'function') first.dispose()
    throw error
  }
}
