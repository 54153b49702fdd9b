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

/** How many processors there are, as far as one can know. */
export function processorCount(): number {
  return typeof navigator === 'undefined' ? (nodeProcessors() ?? 1) : navigator.hardwareConcurrency
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
