import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Network } from '../interfaces/network'

/** A dense layer's numbers, copied out of a network: y = activation(x · kernel + bias). */
export interface DenseLayer {
  /** Numbers of a row that come in. */
  readonly inputs: number
  /** Numbers of a row that go out. */
  readonly units: number
  /** [inputs, units], row-major. */
  readonly kernel: Float32Array
  /** [units]; zeros where the layer has none. */
  readonly bias: Float32Array
  /** What is done to each sum, by tfjs' name. */
  readonly activation: string
}

interface LayerJson {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
}

/** Layers that change nothing about a row that lies flat. */
const SHAPING = ['InputLayer', 'Flatten', 'Reshape']

/**
 * The layers of a network that has none but dense ones, copied: for compilers of such networks.
 *
 * @param subject whom errors speak of
 * @param activations those that the caller can do
 * @throws AeError `config` if it has layers other than dense ones, or another activation
 */
export async function readDenseLayers(
  subject: string,
  network: Network,
  activations: readonly string[],
): Promise<readonly DenseLayer[]> {
  const { kind, config } = network.topology()
  // A layers topology is what tfjs' own toJSON gives; each layer is checked below.
  const json = config as { readonly config?: { readonly layers?: readonly LayerJson[] } }
  const all = kind === 'layers' ? (json.config?.layers ?? []) : []
  const found: DenseLayer[] = []
  const weights = Object.entries(network.weights())
  for (const [position, { class_name: name, config: options }] of all.entries()) {
    if (SHAPING.includes(name)) continue
    const activation = String(options.activation)
    if (name !== 'Dense' || !activations.includes(activation)) {
      throw new AeError(
        'config',
        `${subject}: expected dense layers with ${activations.join(', ')}. Received: ${name} with ${show(options.activation)}.`,
      )
    }
    const own = weights.filter(([key]) => key.startsWith(`${position}-dense/`))
    const kernel = own.find(([key]) => key.endsWith('/kernel'))?.[1]
    const bias = own.find(([key]) => key.endsWith('/bias'))?.[1]
    if (kernel === undefined) continue
    const [inputs = 0, units = 0] = kernel.shape
    found.push({
      inputs,
      units,
      kernel: Float32Array.from(await kernel.data()),
      bias: bias === undefined ? new Float32Array(units) : Float32Array.from(await bias.data()),
      activation,
    })
  }
  if (found.length > 0) return found
  throw new AeError(
    'config',
    `${subject}: expected a network of dense layers. Received: one of kind ${show(kind)}.`,
  )
}
