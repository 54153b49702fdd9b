import * as tf from '@tensorflow/tfjs'
import { type PlainKernel, runKernel } from './kernel'

/** Numbers on the host, and the tensor through which a backend's own kernel reaches them. */
export interface HostArray {
  /** Row-major; borrowed. */
  readonly values: Float32Array
  /** The same numbers as a tensor. */
  readonly tensor: tf.Tensor
}

/** Makes numbers reachable for kernels; `tensor` is the caller's, to be disposed. */
export function hostArray(values: Float32Array, shape: readonly number[]): HostArray {
  return { values, tensor: tf.tensor(values, [...shape], 'float32') }
}

/** An operation on numbers whose loop leaves them on the host: one that branches, searches, or walks a tree. */
export interface HostKernelCall<Attributes extends object> {
  /** The name under which backends register their form: `AeTsneForces`. */
  readonly name: string
  /** Inputs by name; borrowed. */
  readonly inputs: Readonly<Record<string, HostArray>>
  /** Numbers and flags. */
  readonly attributes: Attributes
  /** The form for every backend that has none of its own. */
  readonly plain: PlainKernel<Attributes>
}

/**
 * Runs an operation in the active backend's own form, or else in plain TypeScript on the host's numbers, and reads what
 * comes out. Leaves no tensor behind.
 */
export async function runHostKernel<Attributes extends object>(
  call: HostKernelCall<Attributes>,
): Promise<readonly Float32Array[]> {
  const { name, inputs, attributes, plain } = call
  const entries = Object.entries(inputs)
  const outputs = runKernel({
    name,
    inputs: Object.fromEntries(entries.map(([input, { tensor }]) => [input, tensor])),
    attributes,
    plain,
    composed: () => {
      const values = Object.fromEntries(entries.map(([input, { values }]) => [input, values]))
      return plain(values, attributes).map((output) =>
        output instanceof Float32Array ? tf.tensor(output) : tf.tensor(output.values, [...output.shape]),
      )
    },
  })
  try {
    // All outputs are float32: indices, too, are written as such.
    return (await Promise.all(outputs.map((output) => output.data()))) as Float32Array[]
  } finally {
    tf.dispose([...outputs])
  }
}
