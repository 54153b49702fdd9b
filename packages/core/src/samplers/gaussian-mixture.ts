import * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import {
  requireChoice,
  requireKnownOptions,
  requireNumber,
  requirePositiveInteger,
  show,
} from '../errors/require'
import type { Rng } from '../interfaces/rng'
import type { Sampler } from '../interfaces/sampler'
import { createRng } from '../rng/rng'
import { Breath } from '../train/breathe'
import { farApart } from './far-apart'
import { logDensities, logSumExp, type MixtureParts, maximize } from './mixture-steps'

/** Whether a component may lie askew. */
export type MixtureCovariance = 'full' | 'diagonal'

/** Options of {@link GaussianMixture.fit}. */
export interface GaussianMixtureOptions {
  /** Gaussians. Integer from 1 to the number of rows. Default 10. */
  readonly components?: number
  /** Whether they may lie askew. Default `full`. */
  readonly covariance?: MixtureCovariance
  /** Most rounds of expectation and maximisation. Default 100. */
  readonly iterations?: number
  /** It ends when a round adds less than this to the mean log-density, in nats a row. Default 1e-3. */
  readonly tolerance?: number
  /** Where the choice of the first centres comes from. Default 0. */
  readonly seed?: number
}

/** Share of the mean variance that every variance has at least, so that no component shrinks to a point. */
const LEAST_VARIANCE = 1e-6

/**
 * A mixture of Gaussians, fitted by expectation and maximisation: what to draw codes from that are not normal as a whole.
 *
 * Fitted to the codes of an `RAE` or a plain `Autoencoder` it makes a generative model of them; under a `VAE` it mends
 * the gap between prior and codes. In float64 on plain arrays: nothing to dispose. A round takes rows · components · D² steps.
 *
 * @see Dempster, Laird & Rubin 1977; Ghosh et al. 2020, From Variational to Deterministic Autoencoders, §4, arXiv:1903.12436
 * @example
 * const mixture = await GaussianMixture.fit(model.encode(images), { components: 10 })
 * const digits = model.decode(mixture.sample(100))
 */
export class GaussianMixture implements MixtureParts, Sampler {
  readonly weights: Float64Array
  readonly means: readonly Float64Array[]
  readonly lowers: readonly Float64Array[]
  /** Mean log-density of the rows before each round and after the last, in nats; never falls. */
  readonly history: readonly number[]

  /** From its parts, as an earlier {@link GaussianMixture.fit} gave them. */
  constructor(parts: MixtureParts & { readonly history?: readonly number[] }) {
    this.weights = parts.weights
    this.means = parts.means
    this.lowers = parts.lowers
    this.history = parts.history ?? []
  }

  /**
   * Fits a mixture to codes.
   *
   * @param codes [N, D]; borrowed
   * @throws AeError `config` on a bad option or more components than rows, `shape` unless codes are [N, D], `data` if one is not
   * finite
   */
  static async fit(codes: tf.Tensor, options: GaussianMixtureOptions = {}): Promise<GaussianMixture> {
    const subject = 'GaussianMixture'
    requireKnownOptions(subject, options, ['components', 'covariance', 'iterations', 'tolerance', 'seed'])
    const components = requirePositiveInteger(subject, 'components', options.components ?? 10)
    const covariance = requireChoice(subject, 'covariance', options.covariance ?? 'full', [
      'full',
      'diagonal',
    ])
    const iterations = requirePositiveInteger(subject, 'iterations', options.iterations ?? 100)
    const tolerance = requireNumber(subject, 'tolerance', options.tolerance ?? 1e-3, { min: 0 })
    const rng = createRng(requireNumber(subject, 'seed', options.seed ?? 0)).fork('mixture')
    const rows = await readCodes(codes)
    if (components > rows.length) {
      throw new AeError(
        'config',
        `${subject}: \`components\` must be at most the number of rows, ${rows.length}. Received: ${components}.`,
      )
    }
    const least = Math.max(Number.MIN_VALUE, LEAST_VARIANCE * meanVariance(rows)) + Number.EPSILON ** 2
    const shape = { diagonal: covariance === 'diagonal', least }
    let next = maximize(rows, nearestShares(rows, farApart(rows, components, rng)), shape)
    let parts = next
    const history: number[] = []
    const breath = new Breath()
    for (let round = 0; ; round++) {
      const { logDensity, responsibilities } = expect(rows, next)
      const gained = logDensity - (history.at(-1) ?? Number.NEGATIVE_INFINITY)
      // What is added to every variance makes a round not quite EM's: one that loses by it is not taken.
      if (gained < 0) break
      parts = next
      history.push(logDensity)
      if (round === iterations || gained < tolerance) break
      next = maximize(rows, responsibilities, shape)
      await breath.take()
    }
    return new GaussianMixture({ ...parts, history })
  }

  /** `count` draws, [count, D], the caller's. */
  sample(count: number, rng: Rng = createRng(0)): tf.Tensor {
    requirePositiveInteger('GaussianMixture.sample', 'count', count)
    const width = this.means[0]?.length ?? 0
    const picks = rng.uniformArray(count)
    const noise = rng.normalArray(count * width)
    const values = new Float32Array(count * width)
    for (let row = 0; row < count; row++) {
      const k = this.#component(picks[row] ?? 0)
      const [mean, lower] = [this.means[k], this.lowers[k]]
      for (let i = 0; i < width; i++) {
        let sum = mean?.[i] ?? Number.NaN
        for (let j = 0; j <= i; j++) sum += (lower?.[i * width + j] ?? 0) * (noise[row * width + j] ?? 0)
        values[row * width + i] = sum
      }
    }
    return tf.tensor2d(values, [count, width])
  }

  /**
   * Log-density of each code, in nats.
   *
   * @param codes [N, D]; borrowed
   * @throws AeError `shape` unless they are as wide as those it was fitted to, `data` if one is not finite
   */
  async logDensity(codes: tf.Tensor): Promise<Float64Array> {
    const rows = await readCodes(codes, this.means[0]?.length)
    return Float64Array.from(rows, (row) => logSumExp(logDensities(row, this)))
  }

  #component(pick: number): number {
    let sum = 0
    const k = this.weights.findIndex((weight) => {
      sum += weight
      return pick < sum
    })
    return k < 0 ? this.weights.length - 1 : k
  }
}

/** How much each component has to do with each row, and the mean log-density. */
function expect(
  rows: readonly Float64Array[],
  parts: MixtureParts,
): { readonly logDensity: number; readonly responsibilities: readonly Float64Array[] } {
  let total = 0
  const responsibilities = rows.map((row) => {
    const logs = logDensities(row, parts)
    const all = logSumExp(logs)
    total += all
    return logs.map((log) => Math.exp(log - all))
  })
  return { logDensity: total / rows.length, responsibilities }
}

/** Each row belongs to its nearest centre alone. */
function nearestShares(
  rows: readonly Float64Array[],
  centres: readonly Float64Array[],
): readonly Float64Array[] {
  return rows.map((row) => {
    const distances = centres.map((centre) => row.reduce((sum, v, i) => sum + (v - (centre[i] ?? 0)) ** 2, 0))
    const shares = new Float64Array(centres.length)
    shares[distances.indexOf(Math.min(...distances))] = 1
    return shares
  })
}

function meanVariance(rows: readonly Float64Array[]): number {
  const width = rows[0]?.length ?? 1
  let total = 0
  for (let i = 0; i < width; i++) {
    const mean = rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length
    total += rows.reduce((sum, row) => sum + ((row[i] ?? 0) - mean) ** 2, 0) / rows.length
  }
  return total / width
}

async function readCodes(codes: tf.Tensor, width?: number): Promise<readonly Float64Array[]> {
  const [count = 0, own = 0] = codes.shape
  if (codes.rank !== 2 || codes.size === 0 || own !== (width ?? own)) {
    throw new AeError(
      'shape',
      `GaussianMixture: expected codes [N, ${width ?? 'D'}]. Received: ${show(codes.shape)}.`,
    )
  }
  const values = await codes.data()
  const stranger = values.findIndex((value) => !Number.isFinite(value))
  if (stranger >= 0) {
    throw new AeError('data', `GaussianMixture: expected finite codes. Received: ${show(values[stranger])}.`)
  }
  return Array.from({ length: count }, (_, row) =>
    Float64Array.from(values.subarray(row * own, (row + 1) * own)),
  )
}
