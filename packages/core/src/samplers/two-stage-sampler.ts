import * as tf from '@tensorflow/tfjs'
import { requireKnownOptions, requirePositiveInteger } from '../errors/require'
import type { Disposable } from '../interfaces/model'
import type { OptimizerSpec } from '../interfaces/optimizer'
import type { Rng } from '../interfaces/rng'
import type { Sampler } from '../interfaces/sampler'
import { VAE } from '../models/vae'
import { mlp } from '../networks/mlp'
import { createRng } from '../rng/rng'
import { fit } from '../train/fit'

/** Options of {@link TwoStageSampler.fit}. */
export interface TwoStageOptions {
  /** Of the second model's encoder; its decoder has them in reverse. Default `[256, 256]`. */
  readonly hiddenUnits?: readonly number[]
  /** Passes over the codes. Default 50. */
  readonly epochs?: number
  /** Rows in a batch. Default 128. */
  readonly batchSize?: number
  /** How weights are moved. Default `adam()`. */
  readonly optimizer?: OptimizerSpec
  /** Where weights, noise and order come from. Default 0. */
  readonly seed?: number
  /** Ends the training early; the sampler is as good as it has become. */
  readonly signal?: AbortSignal
}

/** Share of the training over which the KL term gains weight. */
const WARM_UP = 0.5

/** A column that does not vary at all is not blown up. */
const LEAST_DEVIATION = 1e-6

/**
 * A second, small VAE that learns what codes look like: it can, for codes fill their space, where images fill a thin
 * sheet of theirs.
 *
 * ```
 * N(0, I) ──► decoder of the second VAE ──► mean + σ·ε ──► codes ──► decoder of the first model
 * ```
 *
 * Takes minutes where a `GaussianMixture` takes seconds; better where codes follow no few Gaussians.
 *
 * @see Dai & Wipf 2019, Diagnosing and Enhancing VAE Models, §4, arXiv:1903.05789
 * @example
 * const second = await TwoStageSampler.fit(vae.encode(images))
 * const digits = vae.decode(second.sample(100))
 */
export class TwoStageSampler implements Sampler, Disposable {
  readonly #vae: VAE
  readonly #mean: tf.Tensor
  readonly #deviation: tf.Tensor

  private constructor(vae: VAE, mean: tf.Tensor, deviation: tf.Tensor) {
    this.#vae = vae
    this.#mean = mean
    this.#deviation = deviation
  }

  /**
   * Trains the second model on codes, each column scaled to mean 0 and variance 1.
   *
   * @param codes [N, D]; borrowed
   * @throws AeError `config` on a bad option, `shape` unless codes are [N, D]
   */
  static async fit(codes: tf.Tensor, options: TwoStageOptions = {}): Promise<TwoStageSampler> {
    const subject = 'TwoStageSampler'
    requireKnownOptions(subject, options, [
      'hiddenUnits',
      'epochs',
      'batchSize',
      'optimizer',
      'seed',
      'signal',
    ])
    const { hiddenUnits = [256, 256], epochs = 50, batchSize = 128, optimizer, seed = 0, signal } = options
    requirePositiveInteger(subject, 'epochs', epochs)
    requirePositiveInteger(subject, 'batchSize', batchSize)
    const [, latentDim = 0] = codes.shape
    const vae = new VAE({
      inputShape: codes.shape.slice(1),
      latentDim,
      likelihood: { kind: 'gaussian', standardDeviation: 'learned' },
      // Codes are scaled to a deviation of 1, which is what σ begins with: without a warm-up nothing would be learnt.
      beta: { kind: 'warmUp', fraction: WARM_UP },
      encoder: mlp({ hiddenUnits }),
      decoder: mlp({ hiddenUnits: [...hiddenUnits].reverse() }),
      seed,
    })
    const [mean, deviation] = tf.tidy(() => {
      const { mean, variance } = tf.moments(codes, 0, true)
      return [mean, variance.sqrt().add(LEAST_DEVIATION)] as [tf.Tensor, tf.Tensor]
    })
    const scaled = tf.tidy(() => codes.sub(mean).div(deviation))
    try {
      await fit(vae, scaled, {
        epochs,
        batchSize,
        seed,
        ...(optimizer === undefined ? {} : { optimizer }),
        ...(signal === undefined ? {} : { signal }),
      })
      return new TwoStageSampler(vae, mean, deviation)
    } catch (error) {
      vae.dispose()
      tf.dispose([mean, deviation])
      throw error
    } finally {
      scaled.dispose()
    }
  }

  /** @throws AeError `state` after `dispose` */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return tf.tidy(() => {
      const decoded = this.#vae.sample(count, rng.fork('code'))
      const logScale = this.#vae.weights()['likelihood/log-scale'] ?? tf.scalar(0)
      const noise = rng.fork('noise').normal(decoded.shape).mul(logScale.exp())
      return decoded.add(noise).mul(this.#deviation).add(this.#mean)
    })
  }

  dispose(): void {
    this.#vae.dispose()
    tf.dispose([this.#mean, this.#deviation])
  }
}
