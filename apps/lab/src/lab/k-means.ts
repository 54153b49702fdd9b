import { createRng } from '@ae/core'
import { EmaQuantizer } from '@ae/vq'
import * as tf from '@tensorflow/tfjs'
import type { Lab } from './experiment'

/** What {@link kMeans} clusters. */
export interface KMeansRequest {
  /** [N, D], borrowed. */
  readonly vectors: tf.Tensor
  /** K. */
  readonly clusters: number
  /** Default: the lab's. */
  readonly seed?: number
}

/** Rounds of Lloyd's algorithm. */
const ROUNDS = 25

/** K means of vectors, as a quantizer that gives each vector the nearest; the caller's. */
export function kMeans(lab: Lab, { vectors, clusters, seed = lab.seed }: KMeansRequest): EmaQuantizer {
  // Without memory, a step of running means is a round of Lloyd's algorithm.
  const quantizer = new EmaQuantizer({
    codebookSize: clusters,
    codeDim: vectors.shape.at(-1) ?? 1,
    decay: 0,
    epsilon: 1e-9,
    restart: { every: 5 },
    seed,
  })
  for (let step = 0; step < ROUNDS; step++) {
    lab.progress(`k-means, K ${clusters}  ${step + 1} of ${ROUNDS}`)
    const ctx = { training: true, rng: createRng(seed).fork(`round ${step}`), step, totalSteps: ROUNDS }
    tf.tidy(() => quantizer.afterStep(quantizer.quantize(vectors, ctx).aux, ctx))
  }
  return quantizer
}
