import { AeError } from '../errors/ae-error'
import { requirePositiveInteger, show } from '../errors/require'
import { requirePairs } from './require-pairs'

/** What {@link confusionMatrix} counts. */
export interface ConfusionMatrixInput {
  /** True classes, integers from 0 to `classes` − 1. */
  readonly labels: ArrayLike<number>
  /** Predicted classes, as many. */
  readonly predictions: ArrayLike<number>
  /** Number of classes. */
  readonly classes: number
}

/**
 * How often each class was taken for each: entry `[i][j]` counts rows of class i predicted as j.
 *
 * @throws AeError `shape` unless there are as many predictions as labels, `data` if one is no class
 */
export function confusionMatrix(input: ConfusionMatrixInput): readonly (readonly number[])[] {
  const { labels, predictions } = input
  const classes = requirePositiveInteger('confusionMatrix', 'classes', input.classes)
  requirePairs('confusionMatrix', labels, predictions)
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  for (let i = 0; i < labels.length; i++) {
    const row = counts[labels[i] ?? -1]
    const column = predictions[i] ?? -1
    const count = row?.[column]
    if (row === undefined || count === undefined) {
      throw new AeError(
        'data',
        `confusionMatrix: expected classes from 0 to ${classes - 1}. Received: ${show(labels[i])} and ${show(predictions[i])} in row ${i}.`,
      )
    }
    row[column] = count + 1
  }
  return counts
}
