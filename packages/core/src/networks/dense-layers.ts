import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Network } from '../interfaces/network'

/** One dense layer of a network: `activation(x · kernel + bias)`. The tensors belong to the network. */
export interface DenseLayer<A extends string = string> {
  /** [inputs, units] */
  readonly kernel: tf.Tensor2D
  /** [units]; undefined for a layer without one */
  readonly bias: tf.Tensor1D | undefined
  /** What it does to its sums; a name of tfjs'. */
  readonly activation: A
}

/** Layers that change nothing about a row that lies flat. */
const SHAPING = ['InputLayer', 'Flatten', 'Reshape']

interface LayerJson {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
}

/**
 * The layers of a network that is a row of dense ones, for what needs to see inside.
 *
 * @param activations those that the caller knows
 * @throws AeError `config` if it has layers other than dense ones, or an activation that is not among these
 */
export function denseLayers<A extends string>(
  subject: string,
  network: Network,
  activations: readonly A[],
): readonly DenseLayer<A>[] {
  const { kind, config } = network.topology()
  // A layers topology is what tfjs' own toJSON gives; each layer is checked below.
  const json = config as { readonly config?: { readonly layers?: readonly LayerJson[] } }
  const all = kind === 'layers' ? (json.config?.layers ?? []) : []
  const found: DenseLayer<A>[] = []
  const weights = Object.entries(network.weights())
  for (const [position, { class_name: name, config: options }] of all.entries()) {
    if (SHAPING.includes(name)) continue
    const activation = activations.find((known) => known === options.activation)
    if (name !== 'Dense' || activation === undefined) {
      throw new AeError(
        'config',
        `${subject}: expected dense layers with ${activations.join(', ')}. Received: ${name} with ${show(options.activation)}.`,
      )
    }
    const own = weights.filter(([key]) => key.startsWith(`${position}-dense/`))
    const kernel = own.find(([key]) => key.endsWith('/kernel'))?.[1]
    const bias = own.find(([key]) => key.endsWith('/bias'))?.[1]
    if (kernel === undefined) continue
    // A dense layer's weights have two axes and one.
    found.push({ kernel: kernel as tf.Tensor2D, bias: bias as tf.Tensor1D | undefined, activation })
  }
  if (found.length > 0) return found
  throw new AeError(
    'config',
    `${subject}: expected a network of dense layers. Received: one of kind ${show(kind)}.`,
  )
}
