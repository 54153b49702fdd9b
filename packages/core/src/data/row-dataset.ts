import * as tf from '@tensorflow/tfjs'
import { requireNumber, requirePositiveInteger } from '../errors/require'
import type { Dataset, IterateOptions } from '../interfaces/dataset'
import type { Rng } from '../interfaces/rng'
import type { RowSource } from './row-source'

/** What a {@link RowDataset} is made of; every method returns a set with one of these replaced. */
interface Plan<B> {
  readonly source: RowSource<B>
  /** Which rows of the source, in which order. */
  readonly rows: Int32Array
  readonly batchSize: number
  readonly shuffle: Rng | undefined
  readonly ahead: number
}

/**
 * A data set over a {@link RowSource}: the rows of any source, in batches of any size and order.
 *
 * Order is a function of the seed and the epoch alone, so a pass can be entered anywhere:
 * that is what makes a resumed training run equal to one that never stopped.
 *
 * @example
 * const data = fromRowSource({ size: 60_000, read: (rows) => readImages(file, rows) }).batch(128)
 */
export function fromRowSource<B>(source: RowSource<B>): Dataset<B> {
  const rows = Int32Array.from({ length: source.size }, (_, row) => row)
  return new RowDataset({ source, rows, batchSize: 1, shuffle: undefined, ahead: 0 })
}

class RowDataset<B> implements Dataset<B> {
  readonly #plan: Plan<B>

  constructor(plan: Plan<B>) {
    this.#plan = plan
  }

  get size(): number {
    return this.#plan.rows.length
  }

  get batchSize(): number {
    return this.#plan.batchSize
  }

  get batches(): number {
    return Math.ceil(this.size / this.batchSize)
  }

  [Symbol.asyncIterator](): AsyncIterator<B> {
    return this.iterate()[Symbol.asyncIterator]()
  }

  async *iterate(options: IterateOptions = {}): AsyncGenerator<B, void, undefined> {
    const { epoch = 0, skip = 0 } = options
    const { source, batchSize, ahead } = this.#plan
    const order = this.#order(epoch)
    let next = skip
    const read = async (): Promise<B> => {
      const start = batchSize * next++
      return source.read(order.slice(start, start + batchSize))
    }
    const waiting: Promise<B>[] = []
    try {
      while (next < this.batches || waiting.length > 0) {
        while (next < this.batches && waiting.length <= ahead) {
          const batch = read()
          // A batch read ahead may fail before it is asked for; the failure is thrown when it is.
          batch.catch(() => {})
          waiting.push(batch)
        }
        const first = waiting.shift()
        if (first !== undefined) yield await first
      }
    } finally {
      for (const batch of await Promise.allSettled(waiting)) {
        if (batch.status === 'fulfilled') disposeBatch(batch.value)
      }
    }
  }

  map<C>(f: (batch: B) => C | Promise<C>): Dataset<C> {
    const { source } = this.#plan
    const mapped: RowSource<C> = { size: source.size, read: async (rows) => f(await source.read(rows)) }
    return new RowDataset({ ...this.#plan, source: mapped })
  }

  batch(size: number): Dataset<B> {
    return new RowDataset({ ...this.#plan, batchSize: requirePositiveInteger('Dataset.batch', 'size', size) })
  }

  shuffle(rng: Rng): Dataset<B> {
    return new RowDataset({ ...this.#plan, shuffle: rng })
  }

  split(fraction: number): readonly [Dataset<B>, Dataset<B>] {
    requireNumber('Dataset.split', 'fraction', fraction, { min: 0, max: 1 })
    const rows = this.#order(0)
    const cut = Math.round(fraction * rows.length)
    const part = (name: string, part: Int32Array): Dataset<B> =>
      new RowDataset({ ...this.#plan, rows: part, shuffle: this.#plan.shuffle?.fork(name) })
    return [part('first', rows.slice(0, cut)), part('rest', rows.slice(cut))]
  }

  prefetch(count: number): Dataset<B> {
    return new RowDataset({
      ...this.#plan,
      ahead: requireNumber('Dataset.prefetch', 'count', count, { min: 0 }),
    })
  }

  #order(epoch: number): Int32Array {
    const { rows, shuffle } = this.#plan
    if (shuffle === undefined) return rows
    const permutation = shuffle.fork(`epoch ${epoch}`).permutation(rows.length)
    return permutation.map((position) => rows[position] ?? 0)
  }
}

/** Frees every tensor in a batch, whatever container it comes in. */
export function disposeBatch(batch: unknown): void {
  // tf.dispose walks arrays and objects; anything else in them is left alone.
  tf.dispose(batch as tf.TensorContainer)
}

/** Number of rows in a batch: the first axis of its first tensor; 1 for a batch without tensors. */
export function rowsIn(batch: unknown): number {
  if (batch instanceof tf.Tensor) return batch.shape[0] ?? 1
  if (typeof batch !== 'object' || batch === null) return 1
  for (const part of Object.values(batch)) {
    if (part instanceof tf.Tensor) return part.shape[0] ?? 1
  }
  return 1
}
