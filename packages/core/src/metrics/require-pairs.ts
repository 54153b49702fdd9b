import { AeError } from '../errors/ae-error'

/**
 * Throws unless there are equally many of both, and some.
 *
 * @throws AeError `shape`
 */
export function requirePairs(
  subject: string,
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
): void {
  if (labels.length === predictions.length && labels.length > 0) return
  throw new AeError(
    'shape',
    `${subject}: expected as many predictions as labels, and at least one. Received: ${labels.length} labels, ${predictions.length} predictions.`,
  )
}
