import { AeError, requireChoice, requireKnownOptions, requirePositiveInteger } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { BACKEND_NAME } from './backend-name'
import { hasRelaxedSimd, type Simd } from './instantiate'
import { registerBackend, setStartOptions, startOptions, startReport } from './register-backend'
import { defaultThreads } from './threads/start-worker'

/** How {@link useWasm} starts the backend. */
export interface WasmOptions {
  /** Threads that share the work. Default: as many as there are processors, at most 8. */
  readonly threads?: number
  /**
   * How products are rounded. Default `strict`: the same bits on every machine. `relaxed` is faster where the machine
   * multiplies and adds in one; it is `strict` where it cannot.
   */
  readonly simd?: Simd
}

/** What {@link useWasm} started. */
export interface WasmReport {
  /** The name of the active backend. */
  readonly backend: 'ae-wasm'
  /** Threads that share the work. */
  readonly threads: number
  /** How products are rounded. */
  readonly simd: Simd
  /** Why it is so. */
  readonly reason: string
}

/**
 * Makes a backend for training the active one: SIMD kernels in WebAssembly on several threads, nothing native, nothing
 * to copy or to serve.
 *
 * Works in Node and in browsers, on the main thread and in workers. Results do not depend on the number of threads.
 * Called again with other options, it starts anew; tensors move over when they are next used.
 *
 * @throws AeError `config` on a bad option, `state` where WebAssembly has no SIMD
 * @example
 * const { threads } = await useWasm()
 */
export function useWasm(options: WasmOptions = {}): Promise<WasmReport> {
  // One after the other: two that start at once would leave one backend's workers behind.
  const started = pending.catch(() => undefined).then(() => startWasm(options))
  pending = started
  return started
}

/** The call before. */
let pending: Promise<WasmReport | undefined> = Promise.resolve(undefined)

async function startWasm(options: WasmOptions): Promise<WasmReport> {
  requireKnownOptions('useWasm', options, ['threads', 'simd'])
  const { threads = defaultThreads() } = options
  requirePositiveInteger('useWasm', 'threads', threads)
  const wanted = requireChoice('useWasm', 'simd', options.simd ?? 'strict', ['strict', 'relaxed'])
  const simd = wanted === 'relaxed' && hasRelaxedSimd() ? 'relaxed' : 'strict'
  registerBackend()
  const asked = startOptions()
  const same = asked.simd === simd && (options.threads === undefined || asked.threads === threads)
  if (startReport() !== undefined && !same) {
    tf.removeBackend(BACKEND_NAME)
    registerBackend()
  }
  if (!same || startReport() === undefined) setStartOptions({ threads, simd })
  await tf.setBackend(BACKEND_NAME)
  const report = startReport()
  if (report === undefined || tf.getBackend() !== BACKEND_NAME) {
    throw new AeError('state', 'useWasm: expected WebAssembly with SIMD. Received: none.', {
      hint: 'use Node ≥ 20.19, or a browser of 2023 or later.',
    })
  }
  const unrelaxed = wanted === simd ? '' : '; relaxed SIMD is missing here'
  return { backend: BACKEND_NAME, ...report, reason: `${report.reason}${unrelaxed}` }
}
