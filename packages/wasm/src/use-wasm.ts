import { AeError } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { BACKEND_NAME } from './backend-name'
import { registerBackend } from './register-backend'

/** What {@link useWasm} started. */
export interface WasmReport {
  /** The name of the active backend. */
  readonly backend: 'ae-wasm'
  /** Threads that kernels run on. */
  readonly threads: number
  /** Whether products round as on every machine, or as fast as this one can. */
  readonly simd: 'strict'
  /** Why there is not more. */
  readonly reason: string
}

/**
 * Makes a backend for training the active one: SIMD kernels in WebAssembly, nothing native, nothing to copy.
 *
 * Works in Node and in browsers, on the main thread and in workers. Same seed, same bits, on every machine.
 *
 * @throws AeError `state` where WebAssembly with SIMD is not there
 * @example
 * const { threads } = await useWasm()
 */
export async function useWasm(): Promise<WasmReport> {
  registerBackend()
  const started = await tf.setBackend(BACKEND_NAME)
  if (!started) {
    throw new AeError('state', 'useWasm: expected WebAssembly with SIMD. Received: none.', {
      hint: 'use Node ≥ 20.19, or a browser of 2023 or later.',
    })
  }
  return { backend: BACKEND_NAME, threads: 1, simd: 'strict', reason: 'kernels run on one thread' }
}
