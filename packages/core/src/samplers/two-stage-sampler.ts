import * as tf from '@tensorflow/tfjs'
import { fromTensors } from '../data/from-tensor'
import { disposeBatch } from '../data/row-dataset'
import { AeError } from '../errors/ae-error'
import { requireKnownOptions, requirePositiveInteger, show } from '../errors/require'
import type { Dataset } from '../interfaces/dataset'
import type { Disposable } from '../interfaces/model'
import type { OptimizerSpec } from '../interfaces/optimizer'
import type { Rng } from '../interfaces/rng'
import type { Sampler } from '../interfaces/sampler'
import { drawCode, type Posterior } from '../models/gaussian-code'
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
 * Give it the posterior, not its means: codes are then drawn anew in each pass, as those were that the first decoder learnt
 * from. Takes minutes where a `GaussianMixture` takes seconds; better where codes follow no few Gaussians.
 *
 * @see Dai & Wipf 2019, Diagnosing and Enhancing VAE Models, §4, arXiv:1903.05789
 * @example
 * const second = await TwoStageSampler.fit(vae.posterior(images))
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
   * @param codes [N, D], or Gaussians of that shape to draw them from; borrowed
   * @throws AeError `config` on a bad option, `shape` unless codes are [N, D], `data` if one is not finite
   */
  static async fit(codes: tf.Tensor | Posterior, options: TwoStageOptions = {}): Promise<TwoStageSampler> {
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
    const [mean, deviation] = await columnScales(subject, codes)
    const latentDim = mean.size
    const vae = new VAE({
      inputShape: [latentDim],
      latentDim,
      likelihood: { kind: 'gaussian', standardDeviation: 'learned' },
      // Codes are scaled to a deviation of 1, which is what σ begins with: without a warm-up nothing would be learnt.
      beta: { kind: 'warmUp', fraction: WARM_UP },
      encoder: mlp({ hiddenUnits }),
      decoder: mlp({ hiddenUnits: [...hiddenUnits].reverse() }),
      seed,
    })
    const rng = createRng(seed).fork('codes')
    const scaled = rowsOf(codes).map((batch) => {
      const drawn = tf.tidy(() => {
        const z = batch.logVar === undefined ? batch.mean : drawCode({ ...batch, logVar: batch.logVar }, rng)
        return z.sub(mean).div(deviation)
      })
      disposeBatch(batch)
      return drawn
    })
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
    }
  }

  /** @throws AeError `state` after `dispose` */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    return tf.tidy(() => {
      const decoded = this.#vae.sample(count, rng)
      const logScale = this.#vae.weights()['likelihood/log-scale'] ?? tf.scalar(0)
      const noise = rng.normal(decoded.shape).mul(logScale.exp())
      return decoded.add(noise).mul(this.#deviation).add(this.#mean)
    })
  }

  dispose(): void {
    this.#vae.dispose()
    tf.dispose([this.#mean, this.#deviation])
  }
}

/** Codes as they are, or Gaussians that they are drawn from. A type, as records of tensors are. */
type Codes = {
  /** [B, D] */
  readonly mean: tf.Tensor
  /** [B, D] */
  readonly logVar?: tf.Tensor
}

function rowsOf(codes: tf.Tensor | Posterior): Dataset<Codes> {
  if (codes instanceof tf.Tensor) return fromTensors<Codes>({ mean: codes })
  return fromTensors<Codes>({ mean: codes.mean, logVar: codes.logVar })
}

/** Mean and deviation of each column of the codes, of all that may be drawn, [1, D] each; the caller's. */
async function columnScales(
  subject: string,
  codes: tf.Tensor | Posterior,
): Promise<readonly [tf.Tensor, tf.Tensor]> {
  const { mean, logVar } = codes instanceof tf.Tensor ? { mean: codes, logVar: undefined } : codes
  const same = logVar === undefined || show(logVar.shape) === show(mean.shape)
  if (mean.rank !== 2 || mean.size === 0 || !same) {
    throw new AeError(
      'shape',
      `${subject}: expected codes [N, D]. Received: ${show(mean.shape)}${logVar === undefined ? '' : ` and ${show(logVar.shape)}`}.`,
    )
  }
  const [centre, deviation] = tf.tidy(() => {
    const moments = tf.moments(mean, 0, true)
    const within = logVar === undefined ? 0 : logVar.exp().mean(0, true)
    return [moments.mean, moments.variance.add(within).sqrt().add(LEAST_DEVIATION)]
  }) as [tf.Tensor, tf.Tensor]
  const finite = (await deviation.data()).every((value) => Number.isFinite(value))
  if (finite) return [centre, deviation]
  tf.dispose([centre, deviation])
  throw new AeError('data', `${subject}: expected finite codes. Received: some that are not.`)
}
