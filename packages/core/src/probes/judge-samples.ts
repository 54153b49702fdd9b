import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import type { Classifier } from './classifier'

/** What a judge says of generated rows. */
export interface SampleVerdict {
  /** How sure the judge is of each row's class, on average, in [1/classes, 1]: low for rows that look like nothing. */
  readonly confidence: number
  /** Entropy in bits of the classes over all rows: low when all rows look the same. */
  readonly classEntropy: number
}

/** Most rows that are judged at a time. */
const BATCH = 256

/**
 * Judges generated rows by a classifier that was trained on real ones.
 *
 * @param samples [N, …inputShape]; borrowed
 * @throws AeError `shape` without rows, or if they do not fit the judge
 * @see Salimans et al. 2016, Improved Techniques for Training GANs, §4, for the two sides of it, arXiv:1606.03498
 */
export async function judgeSamples(judge: Classifier, samples: tf.Tensor): Promise<SampleVerdict> {
  const rows = samples.shape[0] ?? 0
  if (rows === 0) throw new AeError('shape', 'judgeSamples: expected at least one row. Received: 0.')
  const { classes } = judge.config
  const shares = new Float64Array(classes)
  let confidence = 0
  for (let start = 0; start < rows; start += BATCH) {
    const batch = tf.tidy(() => judge.probabilities(samples.slice(start, Math.min(BATCH, rows - start))))
    const values = await batch.data()
    batch.dispose()
    for (let row = 0; row * classes < values.length; row++) {
      const probabilities = values.slice(row * classes, (row + 1) * classes)
      const best = Math.max(...probabilities)
      confidence += best / rows
      const label = probabilities.indexOf(best)
      shares[label] = (shares[label] ?? 0) + 1 / rows
    }
  }
  const classEntropy = shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log2(share) : 0), 0)
  return { confidence, classEntropy }
}
