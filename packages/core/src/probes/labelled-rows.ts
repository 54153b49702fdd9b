import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Rng } from '../interfaces/rng'

/** Rows and the classes they belong to. */
export interface LabelledRows {
  /** [N, …]; borrowed */
  readonly x: tf.Tensor
  /** [N]; class numbers from 0 */
  readonly labels: ArrayLike<number>
}

/** Three sets that share no rows. */
export interface ProbeData {
  /** Number of classes. */
  readonly classes: number
  /** Rows to learn from. */
  readonly train: LabelledRows
  /** Rows to stop early by and to choose by. */
  readonly validation: LabelledRows
  /** Rows to report on; looked at once. */
  readonly test: LabelledRows
}

/**
 * Throws unless there is one class number for each row, and at least one row.
 *
 * @param where who asks, and which set: `['trainProbe', 'test']`
 * @throws AeError `shape`
 */
export function requireLabels(
  [subject, set]: readonly [string, string],
  rows: tf.Tensor,
  labels: ArrayLike<number>,
  classes: number,
): void {
  const [count = 0] = rows.shape
  const stranger = Array.from(labels).find(
    (label) => !Number.isInteger(label) || label < 0 || label >= classes,
  )
  if (count > 0 && count === labels.length && stranger === undefined) return
  throw new AeError(
    'shape',
    `${subject}: \`${set}\` must have one label below ${classes} for each row. Received: ${count} rows and ${stranger === undefined ? `${labels.length} labels` : `label ${show(stranger)}`}.`,
  )
}

/** {@link requireLabels} of each set, and rows of one shape. */
export function requireProbeData(subject: string, { classes, train, validation, test }: ProbeData): void {
  const shape = show(train.x.shape.slice(1))
  for (const [name, { x }] of Object.entries({ validation, test })) {
    if (show(x.shape.slice(1)) === shape) continue
    throw new AeError(
      'shape',
      `${subject}: \`${name}\` must have rows of ${shape}, as \`train\` has. Received: ${show(x.shape.slice(1))}.`,
    )
  }
  requireLabels([subject, 'train'], train.x, train.labels, classes)
  requireLabels([subject, 'validation'], validation.x, validation.labels, classes)
  requireLabels([subject, 'test'], test.x, test.labels, classes)
}

/**
 * The same number of rows of every class, drawn at random. The rows are the caller's.
 *
 * @throws AeError `data` if a class has fewer
 */
export function drawRows(
  subject: string,
  { x, labels }: LabelledRows,
  draw: { readonly classes: number; readonly perClass: number; readonly rng: Rng },
): LabelledRows {
  const { classes, perClass, rng } = draw
  const taken: number[] = []
  const counts = Array.from({ length: classes }, () => 0)
  for (const row of rng.permutation(labels.length)) {
    const label = labels[row] ?? 0
    const count = counts[label] ?? 0
    if (count === perClass) continue
    counts[label] = count + 1
    taken.push(row)
  }
  const short = counts.findIndex((count) => count < perClass)
  if (short >= 0) {
    throw new AeError(
      'data',
      `${subject}: expected ${perClass} rows of each class. Received: ${counts[short]} of class ${short}.`,
    )
  }
  const rows = tf.tidy(() => x.gather(tf.tensor1d(taken, 'int32')))
  return { x: rows, labels: taken.map((row) => labels[row] ?? 0) }
}

/** Rows encoded a batch at a time, so that no more than one batch of what lies between is in memory. The codes are the caller's. */
export function encodeRows(encode: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, batch = 500): tf.Tensor {
  return tf.tidy(() => {
    const [rows = 0] = x.shape
    const parts: tf.Tensor[] = []
    for (let start = 0; start < rows; start += batch) {
      parts.push(tf.tidy(() => encode(x.slice(start, Math.min(batch, rows - start)))))
    }
    return tf.concat(parts, 0)
  })
}
