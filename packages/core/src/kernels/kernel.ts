import * as tf from '@tensorflow/tfjs'

/** What a plain kernel returns: flat values in the shape of the first input, or with a shape of their own. */
export type PlainOutput =
  | Float32Array
  | { readonly shape: readonly number[]; readonly values: Float32Array | Int32Array }

/** A plain TypeScript kernel on flat arrays, as {@link runKernel} registers it for tfjs' CPU backend. */
export type PlainKernel<Attributes extends object> = (
  inputs: Readonly<Record<string, Float32Array>>,
  attributes: Attributes,
) => readonly PlainOutput[]

/** What of tfjs' CPU backend a plain kernel needs; the class itself is in a package we do not depend on. */
interface CpuBackend {
  readonly data: { get(id: object): { readonly values: Float32Array } }
  makeTensorInfo(
    shape: readonly number[],
    dtype: 'float32' | 'int32',
    values: Float32Array | Int32Array,
  ): tf.TensorInfo
}

/** One operation that a backend may offer as a kernel of its own. */
export interface KernelCall<Attributes extends object> {
  /** The name under which backends register their form: `AeAdam`. */
  readonly name: string
  /** Inputs by name; borrowed. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>
  /** Numbers and flags. */
  readonly attributes: Attributes
  /** The form for tfjs' CPU backend. */
  readonly plain: PlainKernel<Attributes>
  /** The form made of tfjs operations, for every backend that has none of its own. */
  readonly composed: () => readonly tf.Tensor[]
}

/**
 * Runs an operation in the fastest form that the active backend has: its own kernel, the plain
 * TypeScript loop on the CPU backend, or tfjs operations.
 *
 * The CPU form is registered at first use, not at import: importing this package changes nothing.
 */
export function runKernel<Attributes extends object>(call: KernelCall<Attributes>): readonly tf.Tensor[] {
  const backend = tf.getBackend()
  if (backend === 'cpu' && tf.getKernel(call.name, 'cpu') === undefined) registerPlain(call.name, call.plain)
  if (tf.getKernel(call.name, backend) === undefined) return call.composed()
  // The engine's types name only tfjs' own kernels and attributes; the call itself takes any.
  const attributes = call.attributes as unknown as tf.NamedAttrMap
  const result = tf.engine().runKernel(call.name, { ...call.inputs }, attributes) as unknown
  return result as readonly tf.Tensor[]
}

function registerPlain<Attributes extends object>(name: string, plain: PlainKernel<Attributes>): void {
  tf.registerKernel({
    kernelName: name,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const cpu = backend as CpuBackend
      const infos = Object.entries(inputs) as [string, tf.TensorInfo][]
      const values = infos.map(([input, info]) => [input, cpu.data.get(info.dataId).values] as const)
      const shape = infos[0]?.[1].shape ?? []
      const outputs = plain(Object.fromEntries(values), attrs as unknown as Attributes)
      return outputs.map((output) => {
        const { shape: own, values } = output instanceof Float32Array ? { shape, values: output } : output
        return cpu.makeTensorInfo(own, values instanceof Int32Array ? 'int32' : 'float32', values)
      })
    },
  })
}
