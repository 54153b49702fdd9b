import * as tf from '@tensorflow/tfjs'

/** Functions whose slope follows from their value. */
export type SlopedActivation = 'relu' | 'sigmoid' | 'tanh'

/**
 * `dy · f′`, where `y = f(x)` and f′ is written in terms of y: `y > 0`, `y(1−y)`, `1−y²`.
 *
 * One kernel where the backend has it. Inside a gradient of a gradient it is made of tfjs operations, which have
 * gradients of their own.
 *
 * @param dy [B, …]; borrowed
 * @param y  as `dy`; borrowed
 */
export function slope(dy: tf.Tensor, y: tf.Tensor, activation: SlopedActivation): tf.Tensor {
  const fast = tf.engine().state.gradientDepth === 0 && dy.dtype === 'float32' && y.dtype === 'float32'
  if (!fast || tf.getKernel('AeSlope', tf.getBackend()) === undefined) return composed(dy, y, activation)
  return tf.engine().runKernel('AeSlope', { dy, y }, { activation }) as tf.Tensor
}

function composed(dy: tf.Tensor, y: tf.Tensor, activation: SlopedActivation): tf.Tensor {
  return tf.tidy(() => {
    if (activation === 'relu') return dy.mul(y.step())
    if (activation === 'sigmoid') return dy.mul(y.mul(tf.sub(1, y)))
    return dy.mul(tf.sub(1, y.square()))
  })
}
