import { PCA, type Shape } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { EncodedRows } from '../table/rows'
import type { StoredArray, StoredScorer } from './row-scorer'
import { storedArray } from './stored-parts'

/** Mean and directions of normal rows, in float32, as a file holds them. */
export interface Directions {
  /** [width] */
  readonly mean: Float32Array
  /** Orthonormal, row-major [count, width]. */
  readonly rows: Float32Array
  /** How many. */
  readonly count: number
}

/** Rows as a tensor [count, width], the caller's. */
export function toTensor({ values, count, width }: EncodedRows): tf.Tensor2D {
  return tf.tensor2d(values, [count, width])
}

/** Rows as a tensor [count, …shape], the caller's. */
export function asRows({ values, count }: EncodedRows, shape: Shape): tf.Tensor {
  return tf.tensor(values, [count, ...shape], 'float32')
}

/** All directions in which rows vary, with the variance along each. */
export async function allDirections(rows: EncodedRows): Promise<PCA> {
  const x = toTensor(rows)
  try {
    return await PCA.fit(x, { components: Math.min(rows.count, rows.width), solver: 'exact' })
  } finally {
    x.dispose()
  }
}

/** The first directions, rounded to float32: what is saved is what is used. */
export function directionsOf(pca: PCA, count: number): Directions {
  const width = pca.mean.length
  const rows = new Float32Array(count * width)
  pca.components.slice(0, count).forEach((component, k) => {
    rows.set(component, k * width)
  })
  return { mean: Float32Array.from(pca.mean), rows, count }
}

/** What is left of rows beside the directions, and where they lie along them. Both the caller's. */
export function project(x: tf.Tensor2D, { mean, rows, count }: Directions): Projected {
  const width = mean.length
  const [codes, rest] = tf.tidy(() => {
    const centred = x.sub(tf.tensor1d(mean))
    const basis = tf.tensor2d(rows, [count, width])
    const along = tf.matMul(centred, basis, false, true)
    return [along, centred.sub(along.matMul(basis))]
  }) as [tf.Tensor2D, tf.Tensor2D]
  return { codes, rest }
}

/** Rows in two parts. */
export interface Projected {
  /** Coordinates along the directions, [n, count]. */
  readonly codes: tf.Tensor2D
  /** What they do not hold, [n, width]. */
  readonly rest: tf.Tensor2D
}

/** For a file. */
export function storeDirections({ mean, rows, count }: Directions): Readonly<Record<string, StoredArray>> {
  return {
    mean: { shape: [mean.length], data: mean },
    directions: { shape: [count, mean.length], data: rows },
  }
}

/**
 * From a file.
 *
 * @throws AeError `data`
 */
export function restoreDirections(stored: StoredScorer, width: number): Directions {
  const { data, shape } = storedArray(stored, 'directions', [-1, width])
  return { mean: storedArray(stored, 'mean', [width]).data, rows: data, count: shape[0] ?? 0 }
}
