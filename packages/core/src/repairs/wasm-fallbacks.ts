import * as tf from '@tensorflow/tfjs'
import { type KernelCallArguments, replaceKernel } from './replace-kernel'

/** Kernels that tfjs' wasm backend lacks, though gradients of common layers need them. */
const MISSING = [
  'UnsortedSegmentSum',
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'Einsum',
] as const

/**
 * Kernels of tfjs' wasm backend that are wrong: pooling compares with the smallest positive number instead of
 * the lowest, so windows of negative values lose their gradient (3-D: their value); `Conv3DBackpropInputV2` always.
 */
const WRONG = ['MaxPoolGrad', 'MaxPool3D', 'MaxPool3DGrad', 'Conv3DBackpropInputV2'] as const

/** What of a backend a fallback needs. */
interface PlainBackend {
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType, values: tf.TypedArray): tf.TensorInfo
  readSync(id: object): tf.TypedArray
  disposeData(id: object): boolean
}

/** Runs what wasm lacks or gets wrong on the CPU backend, on copies of the data. */
export function repairWasmFallbacks(): void {
  for (const name of MISSING) {
    if (tf.getKernel(name, 'wasm') === undefined) replaceKernel(name, 'wasm', (args) => onCpu(name, args))
  }
  for (const name of WRONG) replaceKernel(name, 'wasm', (args) => onCpu(name, args))
}

function onCpu(name: string, { inputs, attrs }: KernelCallArguments): tf.Tensor {
  // The engine's types hide the members that every synchronous backend has.
  const cpu = tf.findBackend('cpu') as unknown as PlainBackend
  const wasm = tf.findBackend('wasm') as unknown as PlainBackend
  const copies = Object.entries(inputs).map(([input, tensor]) => {
    const values = wasm.readSync(tensor.dataId).slice()
    return [input, cpu.makeTensorInfo(tensor.shape, tensor.dtype, values)] as const
  })
  const kernel = tf.getKernel(name, 'cpu')
  const output = kernel.kernelFunc({
    inputs: Object.fromEntries(copies),
    attrs: attrs as tf.NamedAttrMap,
    backend: cpu,
  }) as tf.TensorInfo
  const result = tf.tensor(cpu.readSync(output.dataId).slice(), output.shape, output.dtype)
  for (const [, copy] of copies) cpu.disposeData(copy.dataId)
  cpu.disposeData(output.dataId)
  return result
}
