import { type SmallTrainings, smallTrainings } from './small-trainings'
import type { WorkerAnswer } from './training-worker'

// Small trainings where the address says: training.html?where=worker&threads=2

declare global {
  /** What came of them. */
  var trainings: SmallTrainings | undefined
  /** What went wrong. */
  var trainingsError: string | undefined
}

const parameters = new URLSearchParams(location.search)
const threads = Number(parameters.get('threads') ?? 1)

try {
  globalThis.trainings = await (parameters.get('where') === 'worker' ? inWorker() : smallTrainings(threads))
} catch (error) {
  globalThis.trainingsError = String(error)
}

function inWorker(): Promise<SmallTrainings> {
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      if ('error' in data) reject(new Error(data.error))
      else resolve(data.trainings)
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(threads)
  })
}
