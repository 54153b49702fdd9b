import * as tf from '@tensorflow/tfjs'
import { bernoulliNll } from './bernoulli-nll'

/** What a discriminator said: a logit for each row, large for what it takes for real. */
export interface Verdicts {
  /** [N, 1]; of what is real */
  readonly real: tf.Tensor
  /** [M, 1]; of what was made */
  readonly made: tf.Tensor
}

/**
 * What a discriminator minimises: `−mean log σ(real) − mean log(1 − σ(made))`, in nats; 2 log 2 for one that cannot tell.
 *
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` without rows
 * @see Goodfellow et al. 2014, Generative Adversarial Nets, eq. 1, arXiv:1406.2661
 */
export function discriminatorLoss({ real, made }: Verdicts): tf.Scalar {
  return tf.tidy(() =>
    bernoulliNll(tf.onesLike(real), real)
      .add(bernoulliNll(tf.zerosLike(made), made))
      .asScalar(),
  )
}

/**
 * What whoever makes the rows minimises: `−mean log σ(made)`. Not the mirror image of {@link discriminatorLoss}, for that
 * has no slope where the discriminator is sure.
 *
 * @param made [M, 1]
 * @returns scalar ≥ 0, owned by the caller
 * @throws AeError `shape` without rows
 * @see Goodfellow et al. 2014, §3, arXiv:1406.2661
 */
export function generatorLoss(made: tf.Tensor): tf.Scalar {
  return tf.tidy(() => bernoulliNll(tf.onesLike(made), made))
}
