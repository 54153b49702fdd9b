import { repairTfjs } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { createBackend } from './backend'
import { BACKEND_NAME } from './backend-name'
import { instantiateKernels, type Simd } from './instantiate'
import { registerAdam } from './kernels/adam'
import { registerAlongAxis } from './kernels/along-axis'
import { registerBatchNorm } from './kernels/batch-norm'
import { registerComparison } from './kernels/comparison'
import { registerConvolution } from './kernels/convolution'
import { registerCopies } from './kernels/copies'
import { registerCrossEntropy } from './kernels/cross-entropy'
import { registerDense } from './kernels/dense'
import { registerDepthwise } from './kernels/depthwise'
import { registerElementwise } from './kernels/elementwise'
import { registerFourier } from './kernels/fourier'
import { registerGathering } from './kernels/gathering'
import { registerGru } from './kernels/gru'
import { registerInstanceNorm } from './kernels/instance-norm'
import { registerLayout } from './kernels/layout'
import { registerLstm } from './kernels/lstm'
import { registerNearestCode } from './kernels/nearest-code'
import { registerNeighbours } from './kernels/neighbours'
import { registerPooling } from './kernels/pooling'
import { registerProduct } from './kernels/product'
import { registerRandom } from './kernels/random'
import { registerReduction } from './kernels/reduction'
import { registerResizing } from './kernels/resizing'
import { registerRowLoss } from './kernels/row-loss'
import { registerSoftmax } from './kernels/softmax'
import { registerTsne } from './kernels/tsne'
import { defaultThreads } from './threads/start-worker'
import { startThreadPool } from './threads/thread-pool'

/** Above tfjs' cpu backend (1), below its wasm and webgl (2) and webgpu (3): where those are, this one is chosen by name. */
const PRIORITY = 1.5

/** Makes the backend known to tfjs; does nothing the second time. It starts when it is first set. */
export function registerBackend(): void {
  if (tf.findBackendFactory(BACKEND_NAME) !== null) return
  if (tf.getKernel('Add', BACKEND_NAME) === undefined) registerKernels()
  tf.registerBackend(BACKEND_NAME, start, PRIORITY)
}

/** Kernels outlive the backend: started anew with other options, it finds them there. */
function registerKernels(): void {
  // What is copied must be right already.
  repairTfjs()
  tf.copyRegisteredKernels('cpu', BACKEND_NAME)
  for (const register of [
    registerElementwise,
    registerComparison,
    registerGathering,
    registerProduct,
    registerConvolution,
    registerReduction,
    registerLayout,
    registerAdam,
    registerDense,
    registerGru,
    registerLstm,
    registerCrossEntropy,
    registerRowLoss,
    registerSoftmax,
    registerAlongAxis,
    registerPooling,
    registerResizing,
    registerBatchNorm,
    registerNearestCode,
    registerInstanceNorm,
    registerCopies,
    registerDepthwise,
    registerFourier,
    registerRandom,
    registerNeighbours,
    registerTsne,
  ]) {
    register()
  }
}

/** How the backend is started; read when it is. */
export interface StartOptions {
  /** Threads; fewer where there are not so many. */
  readonly threads: number
  /** How products are rounded. */
  readonly simd: Simd
}

let options: StartOptions = { threads: defaultThreads(), simd: 'strict' }
let started: StartReport | undefined

/** What was started. */
export interface StartReport extends StartOptions {
  /** Why there is not more. */
  readonly reason: string
}

/** Says how the backend is to be started the next time. */
export function setStartOptions(next: StartOptions): void {
  options = next
}

/** How the backend was, or will be, asked to start. */
export function startOptions(): StartOptions {
  return options
}

/** What runs; undefined before the backend was first set. */
export function startReport(): StartReport | undefined {
  return started
}

async function start(): Promise<tf.KernelBackend> {
  const { threads, simd } = options
  const kernels = await instantiateKernels(simd)
  const pool = await startThreadPool(kernels, threads)
  started = { threads: pool.threads, simd, reason: pool.reason }
  return createBackend(kernels, pool)
}
