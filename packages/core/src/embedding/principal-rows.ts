import type * as tf from '@tensorflow/tfjs'
import { rowShape } from '../data/row-shape'
import { PCA } from '../decomposition/pca'
import { AeError } from '../errors/ae-error'
import type { Dataset } from '../interfaces/dataset'
import type { Rows } from '../neighbours/rows'
import { Breath } from '../train/breathe'

/** Rows that are projected at a time. */
const BATCH = 1024
/** Features by component from which on the leading components are searched for rather than computed. */
const MANY_FEATURES = 4

/** What {@link principalRows} keeps. */
export interface PrincipalOptions {
  /** Components at most. */
  readonly inputComponents: number
  /** Where the search for them begins. */
  readonly seed: number
}

/**
 * Rows in their leading principal components, the first with variance 1: distances between rows are what they were, but for
 * what the other components add, and a common scale.
 *
 * @throws AeError `data` if all rows are equal or a number is not finite
 */
export async function principalRows(
  data: Dataset<tf.Tensor>,
  { inputComponents, seed }: PrincipalOptions,
): Promise<Rows> {
  const features = (await rowShape('tsne', data)).reduce((product, side) => product * side, 1)
  const width = Math.min(inputComponents, features, data.size)
  const solver = features > MANY_FEATURES * width ? 'randomized' : 'exact'
  const pca = await PCA.fit(data, { components: width, solver, seed }).catch(asNotFinite)
  const values = new Float32Array(data.size * width)
  const breath = new Breath()
  let at = 0
  for await (const batch of data.batch(BATCH)) {
    const projected = pca.transform(batch)
    batch.dispose()
    try {
      values.set(await projected.data(), at)
      at += projected.size
    } finally {
      projected.dispose()
    }
    await breath.take()
  }
  const deviation = deviationOf(values, width)
  if (!(deviation > 0)) {
    throw new AeError('data', `tsne: expected rows that differ. Received: ${data.size} equal rows.`)
  }
  return { values: values.map((value) => value / deviation), count: data.size, width }
}

function asNotFinite(cause: unknown): never {
  if (!(cause instanceof AeError) || cause.code !== 'data') throw cause
  throw new AeError('data', 'tsne: expected finite numbers. Received: NaN or infinity.', { cause })
}

/** Standard deviation of the first column; 0 if all of its numbers are the same, whatever rounding makes of their mean. */
function deviationOf(values: Float32Array, width: number): number {
  const count = values.length / width
  const first = values[0] ?? 0
  let [sum, squares] = [0, 0]
  for (let k = 0; k < values.length; k += width) {
    const value = (values[k] ?? 0) - first
    sum += value
    squares += value * value
  }
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
}
