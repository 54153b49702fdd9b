/**
 * Rows that can be fetched by number: what every data set in memory or on disk offers.
 *
 * `read` may be slow or asynchronous; it is called for one batch at a time, with rows in the order wanted.
 */
export interface RowSource<B> {
  /** Number of rows. */
  readonly size: number
  /** The rows numbered `rows`, as one batch that the caller owns. */
  read(rows: Int32Array): B | Promise<B>
}
