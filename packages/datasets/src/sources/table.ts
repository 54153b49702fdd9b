import { type Dataset, fromRowSource } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** One column of a table. */
export type TableFeature = NumberFeature | CategoryFeature

/** A column of numbers. */
export interface NumberFeature {
  /** Which of the two kinds of column it is. */
  readonly kind: 'number'
  /** Its name. */
  readonly name: string
  /** The numbers, a row each. */
  readonly values: Float32Array
}

/** A column of words out of a small set. */
export interface CategoryFeature {
  /** Which of the two kinds of column it is. */
  readonly kind: 'category'
  /** Its name. */
  readonly name: string
  /** The words, a row each: index into `categories`. */
  readonly codes: Int32Array
  /** The words there are, sorted. */
  readonly categories: readonly string[]
}

/** A row and its label, in batches. */
export interface LabelledRow {
  /** Shape: `[B, width]`, float32. */
  readonly row: tf.Tensor
  /** Shape: `[B]`, int32; index into `classes`. */
  readonly label: tf.Tensor
}

/** Labelled rows of numbers and words. */
export interface Table {
  /**
   * The rows as numbers. Shape: `[B, width]`, float32: a number stays one number, as it is; a word becomes as
   * many as its column has categories, one of them 1. They are put together one batch at a time.
   */
  readonly rows: Dataset<tf.Tensor>
  /** Names of the `width` numbers: `src_bytes`, `flag=SF`. */
  readonly columns: readonly string[]
  /** The columns the rows are made of. */
  readonly features: readonly TableFeature[]
  /** Label of each row: index into `classes`. In sets of anomalies, 0 is normal and the rest is not. */
  readonly labels: Int32Array
  /** Names of the labels. */
  readonly classes: readonly string[]
  /** Rows together with their labels. */
  readonly labelled: Dataset<LabelledRow>
}

/** A table out of its columns. */
export function tableOf(
  features: readonly TableFeature[],
  labels: Int32Array,
  classes: readonly string[],
): Table {
  const columns = features.flatMap((feature) =>
    feature.kind === 'number'
      ? [feature.name]
      : feature.categories.map((category) => `${feature.name}=${category}`),
  )
  const read = (rows: Int32Array): tf.Tensor => {
    const values = new Float32Array(rows.length * columns.length)
    let at = 0
    for (const feature of features) {
      at += fillFeature(feature, rows, values, at, columns.length)
    }
    return tf.tensor2d(values, [rows.length, columns.length])
  }
  const size = labels.length
  return {
    rows: fromRowSource({ size, read }),
    columns,
    features,
    labels,
    classes,
    labelled: fromRowSource({
      size,
      read: (rows) => ({
        row: read(rows),
        label: tf.tensor1d(
          Int32Array.from(rows, (row) => labels[row] ?? 0),
          'int32',
        ),
      }),
    }),
  }
}

/** Writes a feature of the rows into its columns, and says how many those are. */
function fillFeature(
  feature: TableFeature,
  rows: Int32Array,
  values: Float32Array,
  at: number,
  width: number,
): number {
  if (feature.kind === 'number') {
    for (let i = 0; i < rows.length; i++) values[i * width + at] = feature.values[rows[i] ?? 0] ?? 0
    return 1
  }
  for (let i = 0; i < rows.length; i++) values[i * width + at + (feature.codes[rows[i] ?? 0] ?? 0)] = 1
  return feature.categories.length
}
