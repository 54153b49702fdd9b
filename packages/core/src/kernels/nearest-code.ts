import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import { withoutGradient } from '../ops/without-gradient'
import { runKernel } from './kernel'

/** Sizes of one search. */
interface NearestCodeAttributes {
  /** Vectors that look for a code. */
  readonly rows: number
  /** Codes there are. */
  readonly codes: number
  /** Numbers in each. */
  readonly depth: number
}

/** Distances that the form made of tfjs operations keeps at a time: 16 MB. */
const CHUNK = 1 << 22

/**
 * For each row the number of its nearest code, by squared Euclidean distance; of equally near ones the first.
 *
 * `argmin_k ‖x_n − e_k‖²`, found as `argmin_k ½‖e_k‖² − x_n·e_k`. Memory stays flat: the `N × K` distances are never all
 * there at once. Numbers have no gradient: the result is a constant for the tape, and so is what is looked up with it
 * unless the codebook itself is trained. The distance is `x.sub(codebook.gather(indices)).square().sum(1)`.
 *
 * Float32 forms cannot tell codes apart whose distances differ by less than about `1e-7 · ‖x‖‖e‖`: centre data that
 * lie far from 0.
 *
 * @param x        [N, D], borrowed
 * @param codebook [K, D], K ≥ 1, borrowed
 * @returns int32 [N], owned by the caller
 * @throws AeError `shape` if the two do not fit, or there is no code
 * @see van den Oord, Vinyals & Kavukcuoglu 2017, Neural Discrete Representation Learning, eq. 1, arXiv:1711.00937
 * @example
 * nearestCode(tf.tensor2d([[0.9, 0], [0, 0.2]]), tf.tensor2d([[0, 0], [1, 0]])) // [1, 0]
 */
export function nearestCode(x: tf.Tensor, codebook: tf.Tensor): tf.Tensor1D {
  const [rows = 0, depth = 0] = x.shape
  const [codes = 0, codeDepth = 0] = codebook.shape
  if (x.rank !== 2 || codebook.rank !== 2 || depth !== codeDepth || depth === 0 || codes === 0) {
    throw new AeError(
      'shape',
      `nearestCode: expected x [N, D] and a codebook [K, D]. Received: ${show(x.shape)}, ${show(codebook.shape)}.`,
    )
  }
  return withoutGradient(() => {
    const [indices] = runKernel({
      name: 'AeNearestCode',
      inputs: { x, codebook },
      attributes: { rows, codes, depth },
      plain: plainNearestCode,
      composed: () => [composedNearestCode(x, codebook)],
    })
    // Every form returns one tensor of this rank.
    return indices as tf.Tensor1D
  })
}

function composedNearestCode(x: tf.Tensor, codebook: tf.Tensor): tf.Tensor1D {
  const [rows = 0] = x.shape
  const [codes = 1] = codebook.shape
  const step = Math.max(1, Math.floor(CHUNK / codes))
  if (rows === 0) return tf.tensor1d([], 'int32')
  return tf.tidy(() => {
    const halfNorms = codebook.square().sum(1).mul(0.5) // [K]
    const parts: tf.Tensor1D[] = []
    for (let start = 0; start < rows; start += step) {
      parts.push(
        tf.tidy(() => {
          const chunk = x.slice([start], [Math.min(step, rows - start)]) // [n, D]
          return halfNorms.sub(tf.matMul(chunk, codebook, false, true)).argMin(1)
        }),
      )
    }
    return tf.concat(parts)
  })
}

/** The definition itself, summed in float64: what the other forms are held to. */
function plainNearestCode(
  { x, codebook }: Readonly<Record<string, Float32Array>>,
  { rows, codes, depth }: NearestCodeAttributes,
): readonly { readonly shape: readonly number[]; readonly values: Int32Array }[] {
  const values = new Int32Array(rows)
  if (x === undefined || codebook === undefined) return []
  for (let n = 0; n < rows; n++) {
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < codes; k++) {
      let distance = 0
      // What is already farther than the nearest need not be summed to its end.
      for (let d = 0; d < depth && distance < least; d++) {
        const difference = (x[n * depth + d] ?? 0) - (codebook[k * depth + d] ?? 0)
        distance += difference * difference
      }
      if (distance < least) {
        least = distance
        values[n] = k
      }
    }
  }
  return [{ shape: [rows], values }]
}
