import type { Network } from '../interfaces/network'
import { denseLayers } from './dense-layers'

/** A dense layer's numbers, copied out of a network: y = activation(x · kernel + bias). */
export interface CopiedDenseLayer {
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
): Promise<readonly CopiedDenseLayer[]> {
  const layers = denseLayers(subject, network, activations).map(async ({ kernel, bias, activation }) => {
    const [inputs, units] = kernel.shape
    return {
      inputs,
      units,
      kernel: Float32Array.from(await kernel.data()),
      bias: bias === undefined ? new Float32Array(units) : Float32Array.from(await bias.data()),
      activation,
    }
  })
  return Promise.all(layers)
}
