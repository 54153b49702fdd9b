import type { Rng } from './rng'

/** Which pass over a data set, and where in it to start. */
export interface IterateOptions {
  /** The order of rows depends on it when the set is shuffled. Default 0. */
  readonly epoch?: number
  /** Batches to leave out at the start without reading them. Default 0. */
  readonly skip?: number
}

/**
 * Rows in batches, lazily: nothing is read before it is asked for, so a set may be larger than memory.
 *
 * Every batch belongs to whoever iterates, who disposes it. Leaving a loop early leaks nothing.
 */
export interface Dataset<B> extends AsyncIterable<B> {
  /** Number of rows. */
  readonly size: number
  /** Rows in a batch; the last batch of a pass may be smaller. */
  readonly batchSize: number
  /** Batches in a pass. */
  readonly batches: number
  /** One pass. `for await (const batch of data)` is `iterate({ epoch: 0 })`. */
  iterate(options?: IterateOptions): AsyncIterable<B>
  /** Applies `f` to every batch. `f` owns the batch it is given and gives away what it returns. */
  map<C>(f: (batch: B) => C | Promise<C>): Dataset<C>
  /** The same rows in batches of `size`. */
  batch(size: number): Dataset<B>
  /** The same rows in another random order each epoch. */
  shuffle(rng: Rng): Dataset<B>
  /** The first `fraction` of the rows, and the rest. Split before shuffling, or shuffle first to split at random. */
  split(fraction: number): readonly [Dataset<B>, Dataset<B>]
  /** Prepares up to `count` batches ahead. */
  prefetch(count: number): Dataset<B>
}
