import { AeError, requirePositiveInteger, show } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { requireVectors } from '../../checks'
import type { ResidualQuantizer } from './quantizer'

/** Options of {@link beamSearch}. */
export interface BeamSearchOptions {
  /** Candidates kept after each level. Default 4; 1 takes the nearest at each level. */
  readonly beam?: number
}

/** What stands for each vector so far, the best candidates first. */
interface Candidates {
  /** [N, b, D]; what is left over. */
  readonly residuals: tf.Tensor
  /** int32 [N, b, levels so far] */
  readonly indices: tf.Tensor
}

/**
 * Indices of a residual quantizer whose codes lie nearer to the vectors than those found level by level: after each level the
 * best few candidates are kept, not only the first. Memory is vectors × beam × codes: give it few vectors at a time.
 *
 * @param quantizer its levels have one index each
 * @param z         [B, …, D], borrowed
 * @returns int32 [B, …, L] for `lookup`, owned by the caller
 * @throws AeError `config` if a level has several indices, or on a bad option; `shape` if `z` has another shape
 * @see Babenko & Lempitsky 2014, Additive Quantization for Extreme Vector Compression, §3.2 (beam search)
 */
export function beamSearch(
  quantizer: ResidualQuantizer,
  z: tf.Tensor,
  options: BeamSearchOptions = {},
): tf.Tensor {
  const beam = requirePositiveInteger('beamSearch', 'beam', options.beam ?? 4)
  requireVectors('beamSearch', z, quantizer.codeDim)
  if (quantizer.indexShape.length > 1) {
    throw new AeError(
      'config',
      `beamSearch: expected levels with one index each. Received: ${show(quantizer.indexShape.slice(1))}.`,
    )
  }
  return tf.tidy(() => {
    const vectors = z.reshape([-1, 1, quantizer.codeDim])
    let best: Candidates = { residuals: vectors, indices: tf.zeros([vectors.shape[0] ?? 0, 1, 0], 'int32') }
    quantizer.levels.forEach((level, place) => {
      const all = level.lookup(tf.range(0, quantizer.codebookSize, 1, 'int32'))
      best = extended(best, all.div(quantizer.scaleOf(place)), beam)
    })
    const first = best.indices.slice([0, 0, 0], [-1, 1, -1])
    return first.reshape([...z.shape.slice(0, -1), quantizer.levels.length])
  })
}

/** Every candidate with every code, and the best of them. */
function extended({ residuals, indices }: Candidates, codes: tf.Tensor, beam: number): Candidates {
  return tf.tidy(() => {
    const [rows = 0, width = 1, depth = 1] = residuals.shape
    const [size = 1] = codes.shape
    // ‖r − e‖² = ‖r‖² − 2 r·e + ‖e‖², for each row over candidates and codes.
    const products = tf.matMul(residuals.reshape([rows * width, depth]), codes, false, true)
    const distances = residuals
      .square()
      .sum(-1)
      .reshape([rows * width, 1])
      .sub(products.mul(2))
      .add(codes.square().sum(1))
    const found = tf.topk(distances.neg().reshape([rows, width * size]), Math.min(beam, width * size)).indices // [N, b]
    const kept = found.shape[1] ?? 1
    const count = tf.scalar(size, 'int32')
    const code = found.mod(count).reshape<tf.Tensor1D>([rows * kept])
    const starts = tf.range(0, rows, 1, 'int32').mul(tf.scalar(width, 'int32')).expandDims(1)
    const parent = found
      .floorDiv(count)
      .add(starts)
      .reshape<tf.Tensor1D>([rows * kept])
    const before = indices.shape[2] ?? 0
    const history = before === 0 ? [] : [indices.reshape([rows * width, before]).gather(parent)]
    return {
      residuals: residuals
        .reshape([rows * width, depth])
        .gather(parent)
        .sub(codes.gather(code))
        .reshape([rows, kept, depth]),
      indices: tf.concat([...history, code.expandDims(1)], 1).reshape([rows, kept, before + 1]),
    }
  }) as unknown as Candidates
}
