import * as tf from '@tensorflow/tfjs'
import type { StepEvent } from './train-event'

/** A step whose numbers are still on the device. */
export interface PendingStep {
  /** All of the event but the numbers. */
  readonly event: Omit<StepEvent, 'differentiated' | 'total' | 'terms' | 'samplesPerSecond'>
  /** Kept scalars; the log frees them. */
  readonly total: tf.Tensor | undefined
  /** Kept scalars; the log frees them. */
  readonly terms: Readonly<Record<string, tf.Tensor>>
}

/** Collects the losses of several steps and reads them back in one transfer. */
export class StepLog {
  #pending: PendingStep[] = []
  #lastRead = performance.now()

  /** Steps waiting to be read. */
  get size(): number {
    return this.#pending.length
  }

  /** Takes a step's scalars over. */
  add(step: PendingStep): void {
    this.#pending.push(step)
  }

  /** Reads everything that waits. */
  async read(): Promise<StepEvent[]> {
    const pending = this.#pending
    this.#pending = []
    const scalars = pending.flatMap(({ total, terms }) => [
      ...(total === undefined ? [] : [total]),
      ...Object.values(terms),
    ])
    const numbers = await readScalars(scalars)
    tf.dispose(scalars)
    const now = performance.now()
    const rows = pending.reduce((sum, { event }) => sum + event.rows, 0)
    const samplesPerSecond = (1000 * rows) / Math.max(1e-3, now - this.#lastRead)
    this.#lastRead = now
    let next = 0
    const take = (): number => numbers[next++] ?? Number.NaN
    return pending.map(({ event, total, terms }) => ({
      ...event,
      differentiated: total !== undefined,
      total: total === undefined ? Number.NaN : take(),
      terms: Object.fromEntries(Object.keys(terms).map((name) => [name, take()])),
      samplesPerSecond,
    }))
  }

  /** Frees what waits unread. */
  dispose(): void {
    for (const { total, terms } of this.#pending) tf.dispose([total ?? [], terms])
    this.#pending = []
  }
}

/** Numbers of many scalars in one asynchronous read. */
async function readScalars(scalars: readonly tf.Tensor[]): Promise<ArrayLike<number>> {
  if (scalars.length === 0) return []
  const packed = tf.tidy(() => tf.stack(scalars.map((scalar) => scalar.toFloat().asScalar())))
  try {
    return await packed.data()
  } finally {
    packed.dispose()
  }
}
