import { AeError } from '../errors/ae-error'
import type { Network } from '../interfaces/network'
import { denseLayers } from './dense-layers'

/** A dense network as one plain function: rows in, rows out, both flat and row-major. */
export type CompiledDense = (rows: ArrayLike<number>) => Float32Array

/** What a layer does to each of its sums. */
const ACTIVATIONS: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => (x > 0 ? x : 0),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
}

interface CompiledLayer {
  readonly inputs: number
  readonly units: number
  /** [units, inputs], so that each sum runs along memory. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
  readonly activation: (x: number) => number
}

/**
 * A network of dense layers without tensors, backend and waiting: a row of thirty numbers takes microseconds, where
 * op by op the calls alone take longer. The weights are copied: train first, then compile.
 *
 * Batches of many rows are faster through the network itself on a backend with vectors and threads.
 *
 * @throws AeError `config` if it has layers other than dense ones, or an activation that is not known here
 * @example
 * const encoder = await compileDense(await loadNetwork(bytes, 'encoder'))
 * const code = encoder([0.1, 0.7, 0.2])
 */
export async function compileDense(network: Network): Promise<CompiledDense> {
  const layers = await readLayers(network)
  const widest = layers.reduce((width, { inputs, units }) => Math.max(width, inputs, units), 1)
  const [even, odd] = [new Float32Array(widest), new Float32Array(widest)]
  const width = layers[0]?.inputs ?? 1
  const outputs = layers.at(-1)?.units ?? 1
  return (rows) => {
    if (rows.length % width !== 0) {
      throw new AeError(
        'shape',
        `compileDense: expected rows of ${width} numbers. Received: ${rows.length} numbers.`,
      )
    }
    const result = new Float32Array((rows.length / width) * outputs)
    for (let row = 0; row * width < rows.length; row++) {
      for (let i = 0; i < width; i++) even[i] = rows[row * width + i] ?? 0
      let [from, to] = [even, odd]
      for (const layer of layers) {
        apply(layer, from, to)
        ;[from, to] = [to, from]
      }
      result.set(from.subarray(0, outputs), row * outputs)
    }
    return result
  }
}

function apply(
  { inputs, units, kernel, bias, activation }: CompiledLayer,
  x: Float32Array,
  y: Float32Array,
): void {
  for (let unit = 0; unit < units; unit++) {
    let sum = bias[unit] ?? 0
    const start = unit * inputs
    for (let i = 0; i < inputs; i++) sum += (kernel[start + i] ?? 0) * (x[i] ?? 0)
    y[unit] = activation(sum)
  }
}

async function readLayers(network: Network): Promise<readonly CompiledLayer[]> {
  const known = Object.keys(ACTIVATIONS)
  const found = denseLayers('compileDense', network, known).map(async ({ kernel, bias, activation }) => {
    const [inputs, units] = kernel.shape
    return {
      inputs,
      units,
      kernel: transposed(await kernel.data(), inputs, units),
      bias: bias === undefined ? new Float32Array(units) : Float32Array.from(await bias.data()),
      activation: ACTIVATIONS[activation] ?? ((x) => x),
    }
  })
  return Promise.all(found)
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
  )
}
