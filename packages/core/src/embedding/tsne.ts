import * as tf from '@tensorflow/tfjs'
import { fromTensor } from '../data/from-tensor'
import { AeError } from '../errors/ae-error'
import type { Dataset } from '../interfaces/dataset'
import { hostArray } from '../kernels/host-kernel'
import type { MapForces } from '../kernels/tsne-forces'
import { log } from '../math/log'
import type { Rows } from '../neighbours/rows'
import { createRng } from '../rng/rng'
import { Breath } from '../train/breathe'
import type { Attraction } from './attraction'
import { denseAttraction } from './dense-attraction'
import { Descent, totalCost, totalMass } from './descent'
import { principalRows } from './principal-rows'
import { sparseAttraction } from './sparse-attraction'
import { type ResolvedTsneOptions, resolveTsneOptions, type TsneOptions } from './tsne-options'

/** What {@link tsne} finds. */
export interface TsneResult {
  /** Where each row lies on the map, [n, 2], around 0; owned by the caller. */
  readonly embedding: tf.Tensor2D
  /** `KL(P ‖ Q)`: what the map does not show. Unit: nats. */
  readonly klDivergence: number
  /** How forces were summed. */
  readonly method: 'exact' | 'barnes-hut'
}

/** Momentum while clusters form, and afterwards (van der Maaten & Hinton 2008, §3.4). */
const EARLY_MOMENTUM = 0.5
const LATE_MOMENTUM = 0.8
/** Standard deviation of the points where they begin: close enough to pass each other. */
const START_DEVIATION = 1e-4
/** A second component of less than this share of the first would leave the points on a line for ever. */
const FLAT = 1e-6
/** Iterations between two reports. */
const REPORT_EVERY = 50

/**
 * A map of rows in the plane on which neighbours are neighbours: t-SNE.
 *
 * Not a model: it has no encoder for new rows and no decoder, and distances between clusters, or the sizes of clusters, mean
 * little. Take an `Autoencoder` with two latent numbers where new rows come, `PCA` where the axes have to mean something.
 *
 * With `@ae/wasm` 5,000 rows take seconds, 70,000 minutes. Time grows with rows · log rows; the search for neighbours, a
 * small part of it up to there, with rows². The same seed gives the same map, whatever the number of threads.
 *
 * @param x [n, …] or a data set of such rows; borrowed
 * @throws AeError `shape` if there are too few rows for the perplexity, `data` if a number is not finite or all rows are
 * equal, `config` on a bad option or if points fly apart, `state` if it was aborted
 * @see van der Maaten & Hinton 2008, Visualizing Data using t-SNE, JMLR 9; van der Maaten 2014, Accelerating t-SNE using
 * Tree-Based Algorithms, JMLR 15
 * @example
 * const { embedding, klDivergence } = await tsne(images, { perplexity: 30, seed: 1 })
 */
export async function tsne(
  x: tf.Tensor | Dataset<tf.Tensor>,
  options: TsneOptions = {},
): Promise<TsneResult> {
  const data = x instanceof tf.Tensor ? fromTensor(x) : x
  const resolved = resolveTsneOptions(options, data.size)
  const check = (): void => throwIfAborted(resolved.signal)
  check()
  const { perplexity, theta, method } = resolved
  const rows = await principalRows(data, resolved)
  const attraction =
    method === 'exact'
      ? await denseAttraction(rows, perplexity, check)
      : await sparseAttraction(rows, { perplexity, theta }, check)
  try {
    const descent = new Descent(startOf(rows, resolved))
    const klDivergence = await descend(descent, attraction, resolved)
    return { embedding: toTensor(descent.points), klDivergence, method }
  } finally {
    attraction.dispose()
  }
}

/** Moves the points until iterations are over; returns the divergence. */
async function descend(
  descent: Descent,
  attraction: Attraction,
  options: ResolvedTsneOptions,
): Promise<number> {
  const { iterations, exaggerationIterations, learningRate, signal, onProgress } = options
  const breath = new Breath()
  for (let iteration = 0; iteration < iterations; iteration++) {
    throwIfAborted(signal)
    const report = onProgress !== undefined && iteration > 0 && iteration % REPORT_EVERY === 0
    const forces = await forcesOn(descent, attraction, report)
    if (report) onProgress({ iteration, iterations, klDivergence: divergence(attraction, forces) })
    const early = iteration < exaggerationIterations
    if (iteration === exaggerationIterations) descent.restart()
    descent.step(forces, {
      learningRate,
      momentum: early ? EARLY_MOMENTUM : LATE_MOMENTUM,
      exaggeration: early ? options.exaggeration : 1,
    })
    await breath.take()
  }
  const klDivergence = divergence(attraction, await forcesOn(descent, attraction, true))
  onProgress?.({ iteration: iterations, iterations, klDivergence })
  return klDivergence
}

/** Forces on the points where they are now. */
async function forcesOn({ points }: Descent, attraction: Attraction, cost: boolean): Promise<MapForces> {
  const map = hostArray(Float32Array.from(points), [2, points.length / 2])
  try {
    const forces = await attraction.forces(map, cost)
    const total = totalMass(forces)
    if (total > 0 && Number.isFinite(total)) return forces
  } finally {
    map.tensor.dispose()
  }
  throw new AeError('config', 'tsne: expected points that stay together. Received: points that flew apart.', {
    hint: 'take a smaller `learningRate`, or leave it out.',
  })
}

/** `Σ p·log(p / q)` with `q = w / Z`. */
function divergence({ negativeEntropy }: Attraction, forces: MapForces): number {
  return negativeEntropy + totalCost(forces) + log(totalMass(forces))
}

/** The first two components with a tiny spread, or noise where there are none; all x, then all y. */
function startOf({ values, count, width }: Rows, { init, seed }: ResolvedTsneOptions): Float64Array {
  const start = Float64Array.from(
    createRng(seed)
      .fork('tsne')
      .normalArray(2 * count),
  )
  for (let axis = 0; init === 'pca' && axis < Math.min(2, width); axis++) {
    const component = Float64Array.from({ length: count }, (_, i) => values[i * width + axis] ?? 0)
    // The first component's deviation is 1.
    if (component.some((value) => Math.abs(value) > FLAT)) start.set(component, axis * count)
  }
  return start.map((value) => START_DEVIATION * value)
}

/** [n, 2] */
function toTensor(points: Float64Array): tf.Tensor2D {
  const n = points.length / 2
  const rows = Float32Array.from(points, (_, k) => points[(k % 2) * n + Math.floor(k / 2)] ?? 0)
  return tf.tensor2d(rows, [n, 2])
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new AeError('state', 'tsne: the run was aborted.', { cause: signal.reason })
}
