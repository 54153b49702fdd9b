import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { requireNumber, show } from '../errors/require'
import type { LatentModel } from '../interfaces/model'
import type { DiagonalGaussian } from '../losses/kl-between-gaussians'
import { klDivergence } from '../losses/kl-divergence'
import { sse } from '../losses/sse'
import { codeVariances } from '../metrics/code-variances'
import { sseOfMean } from '../metrics/sse-of-mean'
import { repairTfjs } from '../repairs/repair-tfjs'
import { createRng } from '../rng/rng'
import { detectDeadCodeUnits } from './detect-dead-code-units'
import { detectIdentityLeak } from './detect-identity-leak'
import { detectMeanImage } from './detect-mean-image'
import { detectNonFiniteModel } from './detect-non-finite'
import { detectPosteriorCollapse } from './detect-posterior-collapse'
import { detectTensorLeak } from './detect-tensor-leak'
import type { Diagnostic } from './diagnostic'

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /** Deviation of the noise added to look for an identity map, relative to the data's own. > 0. Default .3. */
  readonly noise?: number
  /** Where the noise comes from. Default 0. */
  readonly seed?: number
}

/** What {@link diagnose} looks at: the two maps of a {@link LatentModel}. */
export type Diagnosable = Pick<LatentModel, 'encode' | 'decode'>

/** Variance of the posterior mean above which a unit is active (Burda et al. 2016, §5.2). */
const ACTIVE_VARIANCE = 0.01

/**
 * Looks for what usually goes wrong, on a batch of data: the mean image, an identity map, a collapsed posterior,
 * dead code units, numbers that are not finite, tensors that leak.
 *
 * Works for every model that encodes and decodes; one with a method `posterior(x)` that gives `{ mean, logVar }` is
 * also asked for its divergence from the prior. Borrows `x`; use a hundred rows or more that were not trained on.
 *
 * @returns what was found; empty for a model in good health
 * @throws AeError `shape` if there are fewer than two rows or the reconstruction has another shape than `x`
 * @example
 * for (const { message, advice } of await diagnose(model, testImages)) report(`${message} Try: ${advice}`)
 */
export async function diagnose(
  model: Diagnosable,
  x: tf.Tensor,
  options: DiagnoseOptions = {},
): Promise<readonly Diagnostic[]> {
  const noise = requireNumber('diagnose', 'noise', options.noise ?? 0.3, { above: 0 })
  if (!(x instanceof tf.Tensor) || x.rank < 2 || (x.shape[0] ?? 0) < 2) {
    const received = x instanceof tf.Tensor ? `shape ${show(x.shape)}` : show(x)
    throw new AeError('shape', `diagnose: expected a batch of at least two rows. Received: ${received}.`)
  }
  repairTfjs()
  const { numbers, variances, tensors } = await read(measure(model, x, noise, options.seed ?? 0))
  const invalid = detectNonFiniteModel(numbers)
  if (invalid !== undefined) return [invalid]
  const { sse: cleanSse = 0, totalVariance = 0, noisySse = 0, noiseSse = 0, kl } = numbers
  const found = [
    detectMeanImage({ sse: cleanSse, totalVariance }),
    detectIdentityLeak({ cleanSse, noisySse, noiseSse }),
    detectCode(variances, kl),
    detectTensorLeak(tensors),
  ]
  return found.filter((diagnostic) => diagnostic !== undefined)
}

/** A variational model switches units off on purpose, so only their collapse counts; a plain code should use all of its own. */
function detectCode(variances: readonly number[], kl: number | undefined): Diagnostic | undefined {
  if (kl === undefined) return detectDeadCodeUnits(variances)
  const activeUnits = variances.filter((variance) => variance > ACTIVE_VARIANCE).length
  return detectPosteriorCollapse({ activeUnits, latentDim: variances.length, kl })
}

interface Measurement<N, V> {
  readonly numbers: Readonly<Record<string, N>>
  readonly variances: V
  readonly tensors: { readonly before: number; readonly after: number; readonly steps: number }
}

/** All of it in one go, without waiting in between, so that the tensor count is the model's own. */
function measure(
  model: Diagnosable,
  x: tf.Tensor,
  noise: number,
  seed: number,
): Measurement<tf.Scalar, tf.Tensor | undefined> {
  return tf.tidy(() => {
    const deviation = x.sub(x.mean()).square().mean().sqrt()
    const noisy = x.add(createRng(seed).fork('diagnose').normal(x.shape).mul(deviation).mul(noise))
    // Once before counting: a first use may build what is then kept.
    model.encode(x).dispose()
    const before = tf.memory().numTensors
    const code = model.encode(x)
    const xHat = model.decode(code)
    const noisyCode = model.encode(noisy)
    const noisyHat = model.decode(noisyCode)
    const after = tf.memory().numTensors - new Set([code, xHat, noisyCode, noisyHat]).size
    const posterior = posteriorOf(model, x)
    return {
      numbers: {
        sse: sse(x, xHat),
        totalVariance: sseOfMean(x),
        noisySse: sse(x, noisyHat),
        noiseSse: sse(x, noisy),
        ...(posterior === undefined ? {} : { kl: klDivergence(posterior.mean, posterior.logVar) }),
      },
      variances: isVectorCode(code) ? codeVariances(code) : undefined,
      tensors: { before, after, steps: 2 },
    }
  })
}

async function read(
  measured: Measurement<tf.Scalar, tf.Tensor | undefined>,
): Promise<Measurement<number, readonly number[]>> {
  const { numbers, variances, tensors } = measured
  const entries = Object.entries(numbers)
  try {
    const values = await Promise.all(
      entries.map(async ([name, scalar]) => [name, (await scalar.data())[0] ?? 0] as const),
    )
    const spread = Array.from((await variances?.data()) ?? [])
    return { numbers: Object.fromEntries(values), variances: spread, tensors }
  } finally {
    tf.dispose([...entries.map(([, scalar]) => scalar), variances ?? []])
  }
}

/** Indices of a codebook are no vectors: their variance says nothing. */
function isVectorCode(code: tf.Tensor): boolean {
  return code.dtype === 'float32' && code.rank >= 2
}

/** By its members, so that a user's own variational model is seen as one. */
function posteriorOf(model: Diagnosable, x: tf.Tensor): DiagonalGaussian | undefined {
  if (!('posterior' in model) || typeof model.posterior !== 'function') return undefined
  const posterior: unknown = model.posterior(x)
  if (typeof posterior !== 'object' || posterior === null) return undefined
  const { mean, logVar } = posterior as Partial<DiagonalGaussian>
  return mean instanceof tf.Tensor && logVar instanceof tf.Tensor ? { mean, logVar } : undefined
}
