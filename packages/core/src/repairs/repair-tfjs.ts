import * as tf from '@tensorflow/tfjs'
import { repairCpuResize } from './cpu-resize'
import { repairDilatedConvolution } from './dilated-convolution'
import { repairGradients } from './gradients'
import { leanGradients } from './lean-gradients'
import { repairWasmConvolution } from './wasm-convolution'
import { repairWasmFallbacks } from './wasm-fallbacks'
import { repairWasmProduct } from './wasm-product'

const done = new Set<string>()

/**
 * Puts right what tfjs 4.22 gets wrong or lacks for training, on every backend that is loaded.
 *
 * Several operations have silently wrong gradients on all backends, and tfjs' wasm backend lacks the kernels
 * that convolutions and embeddings need. After this, any `tf.LayersModel` trains on cpu, wasm, webgl and webgpu.
 * `train`, `fit` and the networks call it; call it yourself when you use tfjs gradients without them.
 *
 * It changes the one tfjs that is loaded, once for each backend, and does nothing at the next call.
 */
export function repairTfjs(): void {
  once('gradients', true, () => {
    repairGradients()
    leanGradients()
    repairDilatedConvolution()
  })
  once('cpu', tf.getKernel('Add', 'cpu') !== undefined, repairCpuResize)
  once('wasm', tf.getKernel('Add', 'wasm') !== undefined, () => {
    repairWasmProduct()
    repairWasmConvolution()
    repairWasmFallbacks()
  })
}

function once(name: string, loaded: boolean, repair: () => void): void {
  if (!loaded || done.has(name)) return
  done.add(name)
  repair()
}
