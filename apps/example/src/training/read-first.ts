import type { Dataset } from '@ae/core'

/** The first batch of a data set, the caller's. */
export async function readFirst<B>(data: Dataset<B>): Promise<B> {
  for await (const batch of data) return batch
  throw new Error('The data set is empty.')
}
