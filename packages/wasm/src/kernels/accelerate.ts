import { AeError } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { BACKEND_NAME } from '../backend-name'

/** Inputs of a kernel by name. */
export type Inputs = Readonly<Record<string, tf.TensorInfo>>

/** What a kernel is called with. */
export interface KernelCall {
  readonly inputs: Inputs
  readonly attrs: tf.NamedAttrMap
  readonly backend: WasmBackend
}

/** A kernel in WebAssembly; undefined where it cannot do what is asked, and tfjs' CPU kernel does it. */
export type FastKernel = (call: KernelCall) => tf.TensorInfo | readonly tf.TensorInfo[] | undefined

/** Registers a kernel in front of tfjs' CPU kernel of the same name. */
export function accelerate(kernelName: string, fast: FastKernel): void {
  const plain = tf.getKernel(kernelName, 'cpu')?.kernelFunc ?? missing(kernelName)
  if (tf.getKernel(kernelName, BACKEND_NAME) !== undefined) tf.unregisterKernel(kernelName, BACKEND_NAME)
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc(call) {
      const { inputs, attrs = {}, backend } = call
      // The engine calls a backend's kernels with that backend, and with inputs that are there.
      const result = fast({ inputs: inputs as Inputs, attrs, backend: backend as WasmBackend })
      return result === undefined ? plain(call) : (result as tf.TensorInfo | tf.TensorInfo[])
    },
  })
}

function missing(kernelName: string): tf.KernelFunc {
  return () => {
    throw new AeError('state', `ae-wasm: expected float32 tensors for '${kernelName}'. Received others.`)
  }
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** Where float32 values are on the heap; undefined for any other type. */
export function floatPointer(backend: WasmBackend, info: tf.TensorInfo | undefined): number | undefined {
  return info?.dtype === 'float32' ? backend.pointer(info) : undefined
}
