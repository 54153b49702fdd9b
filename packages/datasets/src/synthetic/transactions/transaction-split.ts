import { type Dataset, fromArray, fromArrays } from '@ae/core'
import type * as tf from '@tensorflow/tfjs'
import { TRANSACTION_COLUMNS } from './transaction-columns'

/** One batch of payments with what they are. */
export interface LabelledTransactions {
  /** float32 [B, 8], in the order of {@link TRANSACTION_COLUMNS}. Owned by the caller. */
  readonly row: tf.Tensor
  /** int32 [B], places in {@link TRANSACTION_KINDS}. Owned by the caller. */
  readonly label: tf.Tensor
}

/** One part of {@link syntheticTransactions}. */
export interface TransactionSplit {
  /** The payments alone: float32 [B, 8]. */
  readonly rows: Dataset<tf.Tensor>
  /** The payments with their labels. */
  readonly labelled: Dataset<LabelledTransactions>
  /** All payments, row by row. */
  readonly values: Float32Array
  /** What each row is: a place in {@link TRANSACTION_KINDS}; 0 is normal. */
  readonly labels: Int32Array
  /** Which of the four kinds of customers paid; −1 for collective anomalies, which belong to none. */
  readonly profiles: Int32Array
}

/** The columns as data sets. */
export function transactionSplit(
  parts: Pick<TransactionSplit, 'values' | 'labels' | 'profiles'>,
): TransactionSplit {
  const row = { data: parts.values, shape: [TRANSACTION_COLUMNS.length] }
  const label = { data: parts.labels, shape: [], dtype: 'int32' as const }
  return { ...parts, rows: fromArray(row), labelled: fromArrays({ row, label }) }
}
