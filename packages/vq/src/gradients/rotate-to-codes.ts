import * as tf from '@tensorflow/tfjs'

/** Shorter vectors count as this long: their direction is noise. */
const LEAST_NORM = 1e-6

/**
 * The codes, with the gradient of the rotation and stretch that take each vector to its code, both taken as constants:
 * `λ Rᵀ dy` with `R = I − 2 r rᵀ + 2 q̂ ẑᵀ`, `r = (ẑ + q̂) / ‖ẑ + q̂‖`, `λ = ‖q‖ / ‖z‖`. The angle between gradient and
 * code becomes the angle between gradient and vector: vectors of one code are moved apart or together as it asks,
 * where {@link straightThroughCodes} moves all of them alike. The codes get no gradient.
 *
 * A vector opposite to its code has no rotation of its own; there, as for a vector or code of length 0, the result is
 * finite and means little.
 *
 * @param z     [B, …, D], borrowed
 * @param codes [B, …, D], borrowed
 * @returns `codes`, owned by the caller
 * @see Fifty et al. 2025, Restructuring Vector Quantization with the Rotation Trick, eq. 4 and §4.3, arXiv:2410.06424
 */
export function rotateToCodes(z: tf.Tensor, codes: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((...given) => {
    // tfjs hands over the inputs, and then the function that saves; its type does not say so.
    const [from, to, save] = given as [tf.Tensor, tf.Tensor, tf.GradSaveFunc]
    save([from, to])
    return {
      value: to.clone(),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [vectors = from, nearest = to] = saved
        return [turnedBack(dy, vectors, nearest), tf.zerosLike(nearest)]
      },
    }
  })
  return op(z, codes)
}

/** `λ Rᵀ dy`, without ever making a matrix. */
function turnedBack(dy: tf.Tensor, z: tf.Tensor, codes: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [length, codeLength] = [norm(z), norm(codes)] // [B, …, 1]
    const [from, to] = [z.div(length), codes.div(codeLength)]
    const between = from.add(to)
    const r = between.div(norm(between))
    const reflected = dy.sub(r.mul(dot(r, dy)).mul(2))
    return reflected.add(from.mul(dot(to, dy)).mul(2)).mul(codeLength.div(length))
  })
}

function norm(x: tf.Tensor): tf.Tensor {
  return x.square().sum(-1, true).sqrt().maximum(LEAST_NORM)
}

function dot(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return a.mul(b).sum(-1, true)
}
