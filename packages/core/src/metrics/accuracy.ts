import { requirePairs } from './require-pairs'

/**
 * Share of predictions that are right.
 *
 * @param labels      true classes
 * @param predictions predicted classes
 * @returns in [0, 1]
 * @throws AeError `shape` if there are none or not equally many
 * @example
 * accuracy([0, 1, 2, 2], [0, 1, 1, 2]) // .75
 */
export function accuracy(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  requirePairs('accuracy', labels, predictions)
  let right = 0
  for (let i = 0; i < labels.length; i++) if (labels[i] === predictions[i]) right++
  return right / labels.length
}
