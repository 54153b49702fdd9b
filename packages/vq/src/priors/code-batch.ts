import { AeError, type LabelledBatch, requireLive, show } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { requireOneARow } from '../checks'

/**
 * What a prior learns from: codes, int32 [B, …] as `tokens` gives them, or for a prior with classes codes `x` and a class
 * `label` [B] of each row. −1 is padding: a masked quantizer gives it, and no prior is asked for it.
 */
export type CodeBatch = tf.Tensor | LabelledBatch

/** Whose rows they are, and what they have to be. */
export interface CodeRequest {
  /** The model, for error messages. */
  readonly subject: string
  /** Whether it was disposed. */
  readonly disposed: boolean
  /** Of a row; a name stands for any size: `[7, 7]`, `['T']`. */
  readonly shape: readonly (number | string)[]
  /** Classes of rows; 0 for none. */
  readonly classes: number
}

/** A batch taken apart. */
export interface LabelledCodes {
  /** int32 [B, …] */
  readonly codes: tf.Tensor
  /** [B]; undefined without classes. */
  readonly label: tf.Tensor | undefined
}

/**
 * Takes a batch apart, and throws unless it is what the model learns from.
 *
 * @throws AeError `state` after dispose, `shape` for anything but int32 codes with a class a row where there are classes
 */
export function readCodes(batch: CodeBatch, request: CodeRequest): LabelledCodes {
  const { subject, disposed, shape, classes } = request
  requireLive(subject, disposed)
  const { x: codes, label } = isLabelled(batch) ? batch : { x: batch, label: undefined }
  const [rows, ...row] = codes.shape
  const fits =
    row.length === shape.length &&
    shape.every((side, axis) => (typeof side === 'string' ? (row[axis] ?? 0) > 0 : side === row[axis]))
  if (!fits || codes.dtype !== 'int32') {
    throw new AeError(
      'shape',
      `${subject}: expected int32 codes [${['batch', ...shape].join(', ')}]. Received: ${codes.dtype} ${show(codes.shape)}.`,
      codes.dtype === 'int32' ? {} : { hint: "`tokens` gives them, or codes.cast('int32')." },
    )
  }
  if ((classes === 0) !== (label === undefined)) {
    const [expected, received] = classes === 0 ? ['no class', 'one'] : ['{ x, label }', 'codes alone']
    throw new AeError(
      'shape',
      `${subject}: expected ${expected}, for it has ${classes} classes. Received: ${received}.`,
    )
  }
  if (label !== undefined) requireOneARow(subject, 'class', label, rows)
  return { codes, label }
}

/** How many rows to draw, and of which classes. */
export interface RowsToDraw {
  /** Number of rows. */
  readonly count: number
  /** [count]; undefined without classes. */
  readonly label: tf.Tensor | undefined
}

/**
 * What to draw: a number of rows, or a class for each.
 *
 * @throws AeError `state` after dispose, `config` or `shape` unless it is a number without classes, and classes with
 */
export function readRows(
  rows: number | tf.Tensor,
  { subject, disposed, classes }: Omit<CodeRequest, 'shape'>,
): RowsToDraw {
  requireLive(subject, disposed)
  if (typeof rows === 'number') {
    if (classes === 0 && Number.isSafeInteger(rows) && rows >= 0) return { count: rows, label: undefined }
    const expected = classes === 0 ? 'a number of rows' : `a class for each row, for it has ${classes}`
    throw new AeError('config', `${subject}.sample: expected ${expected}. Received: ${show(rows)}.`)
  }
  const [count = 0] = rows.shape
  if (classes === 0) {
    throw new AeError(
      'config',
      `${subject}.sample: expected a number of rows, for it has no classes. Received: a tensor of shape ${show(rows.shape)}.`,
    )
  }
  requireOneARow(`${subject}.sample`, 'class', rows, count)
  return { count, label: rows }
}

function isLabelled(batch: CodeBatch): batch is LabelledBatch {
  return 'label' in batch
}
