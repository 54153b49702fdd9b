import type { Kernels } from '../instantiate'
import type { KernelExports } from '../kernel-exports'
import { type StartedWorker, startWorker } from './start-worker'
import { ARGUMENTS, SLOT_BYTES, STATES, TASKS, type Task } from './worker-code'

/** How long a worker may take to start. A machine may be busy, but not for ever. */
const START_MS = 10_000
/** How often a starting worker is looked after. */
const POLL_MS = 2
/** Looks at a worker's state before the main thread sleeps. */
const SPINS = 20_000

/** Threads that run shares of one kernel at the same time, the calling one among them. */
export interface ThreadPool {
  /** How many, the calling thread included. */
  readonly threads: number
  /** Why there are not more. */
  readonly reason: string
  /** Runs a kernel once for each list of arguments, at most `threads` lists, and returns when all are done. */
  run(task: Task, shares: readonly (readonly number[])[]): void
  /** Ends the workers. */
  dispose(): void
}

interface Slot {
  readonly words: Int32Array
  readonly values: Float64Array
}

/** Starts a pool of at most `wanted` threads. */
export async function startThreadPool(kernels: Kernels, wanted: number): Promise<ThreadPool> {
  const { exports, heap, module, shared } = kernels
  if (wanted === 1) return alone(exports, 'one thread was asked for')
  if (!shared) return alone(exports, 'SharedArrayBuffer is missing: the page is not cross-origin isolated')
  const { memory } = heap
  const slots: Slot[] = []
  const workers: StartedWorker[] = []
  for (let i = 1; i < wanted; i++) {
    const slot = heap.allocate(SLOT_BYTES)
    const words = new Int32Array(memory.buffer, slot, 4)
    words.fill(0)
    const worker = attempt(() => startWorker({ module, memory, slot }))
    if (worker === undefined) {
      for (const started of workers) started.terminate()
      return alone(exports, 'workers cannot be started here')
    }
    workers.push(worker)
    slots.push({
      words,
      values: new Float64Array(memory.buffer, slot + ARGUMENTS, (SLOT_BYTES - ARGUMENTS) / 8),
    })
  }
  const dispose = (): void => {
    for (const worker of workers) worker.terminate()
  }
  if (!(await allIdle(slots))) {
    dispose()
    return alone(exports, `workers did not start within ${START_MS / 1000} s`)
  }
  return { threads: wanted, reason: `${wanted} threads were asked for`, run: runner(exports, slots), dispose }
}

function alone(exports: KernelExports, reason: string): ThreadPool {
  return { threads: 1, reason, run: runner(exports, []), dispose() {} }
}

function runner(exports: KernelExports, slots: readonly Slot[]): ThreadPool['run'] {
  const call = (task: Task, share: readonly number[]): void => {
    // Each task's arguments are counted where the shares are made; the exports' types cannot say so here.
    const kernel = exports[task] as (...values: readonly number[]) => void
    kernel(...share)
  }
  return (task, [own, ...others]) => {
    others.forEach((share, i) => {
      const slot = slots[i]
      if (slot === undefined) return call(task, share)
      slot.values.set(share)
      slot.words[1] = TASKS.indexOf(task)
      slot.words[2] = share.length
      Atomics.store(slot.words, 0, STATES.work)
      Atomics.notify(slot.words, 0)
    })
    if (own !== undefined) call(task, own)
    for (let i = 0; i < Math.min(others.length, slots.length); i++) waitFor(slots[i])
  }
}

/** Whether this thread may sleep; a page's main thread may not. */
const maySleep = typeof document === 'undefined'

function waitFor(slot: Slot | undefined): void {
  if (slot === undefined) return
  for (let spins = 0; Atomics.load(slot.words, 0) === STATES.work; spins++) {
    if (spins > SPINS && maySleep) Atomics.wait(slot.words, 0, STATES.work)
  }
}

async function allIdle(slots: readonly Slot[]): Promise<boolean> {
  for (let waited = 0; waited < START_MS; waited += POLL_MS) {
    if (slots.every(({ words }) => Atomics.load(words, 0) === STATES.idle)) return true
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return false
}

function attempt<T>(f: () => T | undefined): T | undefined {
  try {
    return f()
  } catch {
    // A policy of the page forbids workers, or the machine has no thread left: one thread works too.
    return undefined
  }
}
