import { AeError } from '../errors/ae-error'
import type { Network, NetworkLike, NetworkTopology } from '../interfaces/network'
import type { Shape } from '../interfaces/shape'
import { asNetwork } from '../networks/as-network'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'

/** Hidden units of the default encoder; the decoder has them in reverse. */
const HIDDEN_UNITS = [512, 256] as const

/** A network beside encoder and decoder. */
export interface FurtherNetwork {
  /** What the model was given, or its default. */
  readonly like: NetworkLike
  /** What it reads. */
  readonly inputShape: Shape
  /** What it gives. */
  readonly outputShape: Shape
}

/** What an encoder and a decoder, and any networks beside them, are made from. */
export interface CodeNetworksRequest<K extends string = never> {
  /** Who asks: `VAE`. */
  readonly subject: string
  /** Shape of a row of data. */
  readonly inputShape: Shape
  /** Shape of what the encoder reads. Default: a row of data. */
  readonly encoderInput?: Shape
  /** Numbers that the encoder gives: the code, or its mean and variance. */
  readonly encoderOutput: number
  /** Numbers that the decoder reads: a code. */
  readonly latentDim: number
  /** Default: `mlp({ hiddenUnits: [512, 256] })`. */
  readonly encoder?: NetworkLike | undefined
  /** Default: the mirror of the default encoder. */
  readonly decoder?: NetworkLike | undefined
  /** Networks beside these, under the names by which the configuration knows them. Default: none. */
  readonly further?: Readonly<Record<K, FurtherNetwork>> | undefined
  /** Whether the model itself puts a sigmoid behind the decoder. */
  readonly sigmoidOutput: boolean
  /** Where initial weights come from. */
  readonly seed: number
}

/**
 * The networks of an auto-encoder under the names by which the configuration knows them: `encoder` gives
 * `[B, encoderOutput]`, `decoder` reads `[B, latentDim]` and gives `[B, …inputShape]` before any output function.
 */
export type CodeNetworks<K extends string = never> = Readonly<Record<'encoder' | 'decoder' | K, Network>>

/**
 * Builds or adopts the networks of an auto-encoder. If one does not fit, those that were built here are freed.
 *
 * @throws AeError `shape` or `config`, see {@link asNetwork}
 */
export function codeNetworks<K extends string = never>(request: CodeNetworksRequest<K>): CodeNetworks<K> {
  const { subject, inputShape, encoderInput = inputShape, encoderOutput, latentDim, seed } = request
  const {
    encoder = mlp({ hiddenUnits: HIDDEN_UNITS }),
    decoder = mlp({ hiddenUnits: [...HIDDEN_UNITS].reverse() }),
  } = request
  const wanted: Readonly<Record<string, FurtherNetwork>> = {
    encoder: { like: encoder, inputShape: encoderInput, outputShape: [encoderOutput] },
    decoder: { like: decoder, inputShape: [latentDim], outputShape: inputShape },
    ...request.further,
  }
  const rng = createRng(seed)
  const made: Record<string, Network> = {}
  try {
    for (const [name, { like, ...shapes }] of Object.entries(wanted)) {
      made[name] = asNetwork(like, { subject: `${subject}.${name}`, ...shapes, rng: rng.fork(name) })
    }
    // One of each name that was wanted.
    const networks = made as CodeNetworks<K>
    if (request.sigmoidOutput && endsInSigmoid(networks.decoder.topology())) {
      throw new AeError(
        'config',
        `${subject}.decoder: expected raw outputs. Received: a network that ends in a sigmoid.`,
        {
          hint: 'the model puts a sigmoid behind the decoder itself; make the last activation linear.',
        },
      )
    }
    return networks
  } catch (error) {
    for (const [name, network] of Object.entries(made)) {
      if (typeof wanted[name]?.like === 'function') network.dispose()
    }
    throw error
  }
}

function endsInSigmoid({ kind, config }: NetworkTopology): boolean {
  if (kind !== 'layers') return false
  const model = config as {
    readonly config?: { readonly layers?: readonly LayerJson[] } | readonly LayerJson[]
  }
  const layers = Array.isArray(model.config)
    ? model.config
    : ((model.config as { layers?: LayerJson[] })?.layers ?? [])
  const shaping = ['Reshape', 'Flatten', 'Cropping2D']
  const last = layers.filter((layer: LayerJson) => !shaping.includes(layer.class_name)).at(-1)
  return last?.config?.activation === 'sigmoid'
}

interface LayerJson {
  readonly class_name: string
  readonly config?: { readonly activation?: unknown }
}
