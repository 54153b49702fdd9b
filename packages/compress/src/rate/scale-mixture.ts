import * as tf from '@tensorflow/tfjs'

/** The smallest deviation is half a step of rounding, and each further one twice the one before. */
const SMALLEST = 0.5

/**
 * What numbers around 0 are expected to be, for each channel by itself: a mixture of Gaussians that differ in scale only. Sharp at 0
 * with long tails, as coefficients of images are.
 *
 * @see Theis et al. 2017, Lossy Image Compression with Compressive Autoencoders, §3.2, arXiv:1703.00395
 */
export class ScaleMixture {
  /** `[C, S]`, logits of the weights. */
  readonly logits: tf.Variable
  /** `[C, S]`, logarithms of 1 / σ². */
  readonly logPrecisions: tf.Variable

  /**
   * @param channels C
   * @param scales   S: deviations begin at .5, 1, 2, …
   */
  constructor(channels: number, scales: number) {
    this.logits = tf.tidy(() => tf.variable(tf.zeros([channels, scales])))
    this.logPrecisions = tf.tidy(() => {
      const row = Array.from({ length: scales }, (_, s) => -2 * Math.log(SMALLEST * 2 ** s))
      return tf.variable(tf.tile(tf.tensor2d([row]), [channels, 1]))
    })
  }

  /** Both, for optimizers. */
  get variables(): readonly tf.Variable[] {
    return [this.logits, this.logPrecisions]
  }

  /**
   * Bits that each number costs, by its density: `-log2 Σ_s w_s N(x; 0, σ_s²)`.
   *
   * @param x `[…, C]`, borrowed
   * @returns `[…, C]`, the caller's
   */
  bits(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const logs = this.logits
        .logSoftmax()
        .add(this.logPrecisions.mul(0.5))
        .sub(0.5 * Math.log(2 * Math.PI))
      const halves = this.logPrecisions.exp().mul(-0.5)
      return x.square().expandDims(-1).mul(halves).add(logs).logSumExp(-1).div(-Math.LN2)
    })
  }

  /** Frees the variables. */
  dispose(): void {
    tf.dispose([this.logits, this.logPrecisions])
  }
}
