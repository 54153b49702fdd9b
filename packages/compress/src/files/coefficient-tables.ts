import { AeError, type Dataset } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { type CodeTable, codeTable } from '../coder/code-table'
import type { CompressiveAutoencoder } from '../model'

/** Values up to so far from 0 get shares of their own; the rest is written out. */
const REACH = 255

/**
 * What a coder has to know about a trained model's coefficients: a table for each, counted over images.
 *
 * Refitted like this, the bytes are those of what the encoder really gives, not of the mixture it was trained with. Between the
 * least and the largest value that occurs, every value gets a count of one more, so that a new image finds a share; any other is
 * written out.
 *
 * @param images batches `[B, …inputShape]` of the kind that will be coded, freed as they are used
 * @returns as many as the model has coefficients
 * @throws AeError `data` if there are no images; `shape` and `state` as `model.encode`
 */
export async function coefficientTables(
  model: CompressiveAutoencoder,
  images: Dataset<tf.Tensor>,
): Promise<readonly CodeTable[]> {
  const { coefficients } = model.config
  const counts = Array.from({ length: coefficients }, () => new Float64Array(2 * REACH + 1))
  const escaped = new Float64Array(coefficients).fill(1)
  let batches = 0
  for await (const batch of images) {
    batches++
    const values = await valuesOf(model, batch)
    for (const [i, value] of Array.from(values).entries()) {
      const c = i % coefficients
      const count = counts[c]
      if (count === undefined || Math.abs(value) > REACH) escaped[c] = (escaped[c] ?? 0) + 1
      else count[value + REACH] = (count[value + REACH] ?? 0) + 1
    }
  }
  if (batches === 0)
    throw new AeError('data', 'coefficientTables: expected images to count over. Received: none.')
  return counts.map((count, c) => {
    const first = Math.max(
      0,
      count.findIndex((n) => n > 0),
    )
    let last = count.length - 1
    while (last > first && count[last] === 0) last--
    const smoothed = count.slice(first, last + 1).map((n) => n + 1)
    return codeTable(smoothed, { lowest: first - REACH, escaped: escaped[c] ?? 1 })
  })
}

/** The coefficients of a batch, which is freed whatever happens. */
async function valuesOf(model: CompressiveAutoencoder, batch: tf.Tensor): Promise<ArrayLike<number>> {
  const owned = [batch]
  try {
    const code = model.encode(batch)
    owned.push(code)
    return await code.data()
  } finally {
    for (const tensor of owned) tensor.dispose()
  }
}
