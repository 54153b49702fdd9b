import { AeError, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** What the inside algorithm finds of a batch of sentences. */
export interface InsideResult {
  /** log Σ over trees of exp(sum of their spans' scores), [B]. */
  readonly logPartition: tf.Tensor1D
  /** H of the distribution over trees, nats, [B]. */
  readonly entropy: tf.Tensor1D
  /**
   * Log sums over the trees of each span: the one at index w − 1, [B, T − w + 1], is that of the spans of w words, by the
   * place of their first.
   */
  readonly charts: readonly tf.Tensor2D[]
}

/** What is known of all spans up to a width, by where they start and by where they end. */
interface Halves {
  /** [B, starts, width]: spans from a place on, one word long first. */
  readonly from: tf.Tensor3D
  /** [B, ends, width]: spans up to a place, the longest first. */
  readonly to: tf.Tensor3D
}

/**
 * All binary trees of sentences at once, where a tree is as likely as exp of the sum of its spans' scores:
 * `α(i,j) = s(i,j) + log Σₖ exp(α(i,k) + α(k+1,j))`, in O(T³), width after width for the whole batch. Gradients flow
 * through both results; that of the log partition with respect to the scores is the probability of each span.
 *
 * @param scores [B, T, T], of the span from the first index to the second; below the diagonal nothing is read. Finite. Borrowed
 * @returns the caller's
 * @throws AeError `shape`
 * @see Baker 1979, Trainable Grammars for Speech Recognition; Kim et al. 2019, Unsupervised Recurrent Neural Network
 * Grammars, §2.2 and appendix A.2, arXiv:1904.03746; Li & Eisner 2009, First- and Second-Order Expectation Semirings (entropy)
 */
export function inside(scores: tf.Tensor): InsideResult {
  requireSpanScores('inside', scores)
  const [, words = 1] = scores.shape
  return tf.tidy(() => {
    const charts: tf.Tensor2D[] = [diagonal(scores, 1)]
    let entropy = tf.zerosLike(charts[0] as tf.Tensor2D)
    let alphas = wider(undefined, charts[0] as tf.Tensor2D)
    let entropies = wider(undefined, entropy)
    for (let width = 2; width <= words; width++) {
      const count = words - width + 1
      const sums = meet(alphas, count) // [B, count, width − 1]
      const total = sums.logSumExp(-1)
      const logShares = sums.sub(total.expandDims(-1))
      entropy = logShares.exp().mul(meet(entropies, count).sub(logShares)).sum<tf.Tensor2D>(-1)
      const alpha = diagonal(scores, width).add<tf.Tensor2D>(total)
      charts.push(alpha)
      alphas = wider(alphas, alpha)
      entropies = wider(entropies, entropy)
    }
    const whole = charts[words - 1] as tf.Tensor2D
    return { logPartition: whole.reshape([-1]), entropy: entropy.reshape([-1]), charts }
  }) as InsideResult
}

/**
 * Throws unless `scores` has a number for each span.
 *
 * @throws AeError `shape`
 */
export function requireSpanScores(subject: string, scores: tf.Tensor): void {
  const [, rows = 0, columns] = scores.shape
  if (scores.rank === 3 && rows > 0 && rows === columns) return
  throw new AeError(
    'shape',
    `${subject}: expected scores of spans, [B, T, T]. Received: ${show(scores.shape)}.`,
  )
}

/** Scores of the spans of a width: [B, T − width + 1]. */
function diagonal(scores: tf.Tensor, width: number): tf.Tensor2D {
  const [batch = 0, words = 1] = scores.shape
  const count = words - width + 1
  const places = Int32Array.from({ length: count }, (_, start) => start * words + start + width - 1)
  // Gradients of gather along the first axis are sums over few rows; along another axis tfjs transposes.
  return scores
    .reshape([batch, words * words])
    .transpose()
    .gather(tf.tensor1d(places, 'int32'))
    .transpose() as tf.Tensor2D
}

/** Known spans, and those one word wider. */
function wider(halves: Halves | undefined, column: tf.Tensor2D): Halves {
  const own = column.expandDims<tf.Tensor3D>(-1)
  if (halves === undefined) return { from: own, to: own }
  const [, count] = column.shape
  const [batch, , width] = halves.from.shape
  return {
    from: tf.concat([halves.from.slice([0, 0, 0], [batch, count, width]), own], -1),
    to: tf.concat([own, halves.to.slice([0, 1, 0], [batch, count, width])], -1),
  }
}

/** Of the spans one word wider than all that are known: both parts of every cut together, [B, count, width − 1]. */
function meet({ from, to }: Halves, count: number): tf.Tensor3D {
  const [batch, , width] = from.shape
  return from.slice([0, 0, 0], [batch, count, width]).add(to.slice([0, 1, 0], [batch, count, width]))
}
