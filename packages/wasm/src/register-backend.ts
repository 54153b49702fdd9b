import { repairTfjs } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { createBackend } from './backend'
import { BACKEND_NAME } from './backend-name'
import { instantiateKernels } from './instantiate'
import { registerAdam } from './kernels/adam'
import { registerConvolution } from './kernels/convolution'
import { registerElementwise } from './kernels/elementwise'
import { registerLayout } from './kernels/layout'
import { registerProduct } from './kernels/product'
import { registerReduction } from './kernels/reduction'

/** Above tfjs' own wasm (2) and cpu (1) backends, below its GPU backends (3 and 2 to 4 by device). */
const PRIORITY = 2

/** Makes the backend known to tfjs; does nothing the second time. It starts when it is first set. */
export function registerBackend(): void {
  if (tf.findBackendFactory(BACKEND_NAME) !== null) return
  // What is copied must be right already.
  repairTfjs()
  tf.copyRegisteredKernels('cpu', BACKEND_NAME)
  for (const register of [
    registerElementwise,
    registerProduct,
    registerConvolution,
    registerReduction,
    registerLayout,
    registerAdam,
  ]) {
    register()
  }
  tf.registerBackend(BACKEND_NAME, async () => createBackend(await instantiateKernels()), PRIORITY)
}
