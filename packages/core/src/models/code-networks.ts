import { AeError } from '../errors/ae-error'
import type { Network, NetworkLike, NetworkTopology } from '../interfaces/network'
import type { Shape } from '../interfaces/shape'
import { asNetwork } from '../networks/as-network'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'

/** Hidden units of the default encoder; the decoder has them in reverse. */
const HIDDEN_UNITS = [512, 256] as const

/** What an encoder and a decoder are made from. */
export interface CodeNetworksRequest {
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
  /** Whether the model itself puts a sigmoid behind the decoder. */
  readonly sigmoidOutput: boolean
  /** Where initial weights come from. */
  readonly seed: number
}

/** The two halves of an auto-encoder. */
export interface CodeNetworks {
  /** `[B, …inputShape]` → `[B, encoderOutput]` */
  readonly encoder: Network
  /** `[B, latentDim]` → `[B, …inputShape]`, before any output function */
  readonly decoder: Network
}

/**
 * Builds or adopts the two halves of an auto-encoder. If the second does not fit, a first that was built here is freed.
 *
 * @throws AeError `shape` or `config`, see {@link asNetwork}
 */
export function codeNetworks(request: CodeNetworksRequest): CodeNetworks {
  const {
    subject,
    inputShape,
    encoderInput = inputShape,
    encoderOutput,
    latentDim,
    sigmoidOutput,
    seed,
  } = request
  const {
    encoder = mlp({ hiddenUnits: HIDDEN_UNITS }),
    decoder = mlp({ hiddenUnits: [...HIDDEN_UNITS].reverse() }),
  } = request
  const rng = createRng(seed)
  const first = asNetwork(encoder, {
    subject: `${subject}.encoder`,
    inputShape: encoderInput,
    outputShape: [encoderOutput],
    rng: rng.fork('encoder'),
  })
  try {
    const second = asNetwork(decoder, {
      subject: `${subject}.decoder`,
      inputShape: [latentDim],
      outputShape: inputShape,
      rng: rng.fork('decoder'),
    })
    if (sigmoidOutput && endsInSigmoid(second.topology())) {
      if (typeof decoder === 'function') second.dispose()
      throw new AeError(
        'config',
        `${subject}.decoder: expected raw outputs. Received: a network that ends in a sigmoid.`,
        {
          hint: 'the model puts a sigmoid behind the decoder itself; make the last activation linear.',
        },
      )
    }
    return { encoder: first, decoder: second }
  } catch (error) {
    if (typeof encoder === 'function') first.dispose()
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
