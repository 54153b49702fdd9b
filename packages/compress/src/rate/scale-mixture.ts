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
  readonly #speed: number
  /** `[C, S]`, logits of the weights. */
  readonly logits: tf.Variable
  /** `[C, S]`, logarithms of 1 / σ². */
  readonly logPrecisions: tf.Variable

  /**
   * @param channels C
   * @param scales   S: deviations begin at .5, 1, 2, …
   * @param speed    how much faster it learns than an optimizer moves its variables, which are as many times smaller
   */
  constructor(channels: number, scales: number, speed = 1) {
    this.#speed = speed
    this.logits = tf.tidy(() => tf.variable(tf.zeros([channels, scales])))
    this.logPrecisions = tf.tidy(() => {
      const row = Array.from({ length: scales }, (_, s) => (-2 * Math.log(SMALLEST * 2 ** s)) / speed)
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
      const precisions = this.logPrecisions.mul(this.#speed)
      const logs = this.logits
        .mul(this.#speed)
        .logSoftmax()
        .add(precisions.mul(0.5))
        .sub(0.5 * Math.log(2 * Math.PI))
      const halves = precisions.exp().mul(-0.5)
      return x.square().expandDims(-1).mul(halves).add(logs).logSumExp(-1).div(-Math.LN2)
    })
  }

  /** Frees the variables. */
  dispose(): void {
    tf.dispose([this.logits, this.logPrecisions])
  }
}
