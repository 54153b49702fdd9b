import { WORKER_CODE, type WorkerStart } from './worker-code'

/** A worker that can be ended. */
export interface StartedWorker {
  terminate(): void
}

interface NodeWorker extends StartedWorker {
  unref(): void
}

interface WorkerThreads {
  readonly Worker: new (code: string, options: { eval: true; workerData: WorkerStart }) => NodeWorker
}

/** Starts a worker in Node or in a browser; undefined where there are none. */
export function startWorker(start: WorkerStart): StartedWorker | undefined {
  const threads = nodeThreads()
  if (threads !== undefined) {
    const worker = new threads.Worker(WORKER_CODE, { eval: true, workerData: start })
    // The process ends when its own work is done.
    worker.unref()
    return worker
  }
  if (typeof Worker === 'undefined') return undefined
  const url = URL.createObjectURL(new Blob([WORKER_CODE], { type: 'text/javascript' }))
  const worker = new Worker(url)
  worker.postMessage(start)
  return worker
}

/** More threads wait for each other longer than they work, at the sizes that are trained here. */
const MOST_THREADS = 8

/** As many threads as there are processors, as far as one can know, within reason. */
export function defaultThreads(): number {
  const processors = typeof navigator === 'undefined' ? nodeProcessors() : navigator.hardwareConcurrency
  return Math.min(MOST_THREADS, processors ?? 1)
}

function nodeThreads(): WorkerThreads | undefined {
  return builtin('node:worker_threads') as WorkerThreads | undefined
}

function nodeProcessors(): number | undefined {
  const os = builtin('node:os') as { availableParallelism(): number } | undefined
  return os?.availableParallelism()
}

/** Node's own modules without an import that a bundler would follow; undefined elsewhere. */
function builtin(id: string): unknown {
  const host = (globalThis as { readonly process?: { getBuiltinModule?(id: string): unknown } }).process
  return host?.getBuiltinModule?.(id)
}
