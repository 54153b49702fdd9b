import { nearestCode } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import { type RandomVectorsRequest, randomVectors } from './random-vectors'
import { vectorsOfCodes } from './vectors-of-codes'

/** Vectors looked at, at least; for large codebooks, so many a code. */
const LEAST_VECTORS = 4096
const VECTORS_A_CODE = 8

/** Seeds are found one after the other; beyond so many, the rest are vectors at random. */
const MOST_SEEDS = 1024

/** Rounds of Lloyd's algorithm: most of the gain is in the first few. */
const ROUNDS = 10

/** So that vectors that are all alike can still be told apart by chance. */
const LEAST_DISTANCE = 1e-30

/**
 * A codebook for vectors: seeds far apart, each the likelier the farther (squared) it is from those before, then ten rounds
 * in which every code moves to the mean of its vectors.
 *
 * @returns [count, D], owned by the caller
 * @see Arthur & Vassilvitskii 2007, k-means++: The Advantages of Careful Seeding
 */
export function kMeansCodes(request: RandomVectorsRequest): tf.Tensor {
  const { vectors, count, rng } = request
  const looked = Math.min(vectors.shape[0] ?? 0, Math.max(LEAST_VECTORS, VECTORS_A_CODE * count))
  return tf.tidy(() => {
    const sample = randomVectors({ ...request, count: looked, rng: rng.fork('sample') })
    const seeds = farApart(sample, Math.min(count, MOST_SEEDS), request)
    const rest = count - MOST_SEEDS
    const others = rest > 0 ? [randomVectors({ ...request, count: rest, rng: rng.fork('rest') })] : []
    let codes = tf.concat([seeds, ...others])
    for (let round = 0; round < ROUNDS; round++) codes = meansOfNearest(sample, codes)
    return codes
  })
}

function farApart(sample: tf.Tensor, count: number, { rng }: RandomVectorsRequest): tf.Tensor {
  const [rows = 0] = sample.shape
  // The sample is in random order: its first vector is any.
  const seeds = [sample.slice(0, 1)]
  let distances = squaredDistances(sample, seeds[0] ?? sample)
  while (seeds.length < count) {
    const next = tf.tidy(() => {
      // Of waiting times with these rates the shortest is each one's with a probability in proportion to its rate.
      const waiting = rng.fork(`seed ${seeds.length}`).uniform([rows]).neg().log1p().neg()
      const chosen = waiting.div(distances.maximum(LEAST_DISTANCE)).argMin(0)
      return sample.gather(chosen.reshape<tf.Tensor1D>([1]))
    })
    seeds.push(next)
    const nearer = tf.tidy(() => distances.minimum(squaredDistances(sample, next)))
    distances.dispose()
    distances = nearer
  }
  return tf.concat(seeds)
}

function squaredDistances(sample: tf.Tensor, seed: tf.Tensor): tf.Tensor {
  return tf.tidy(() => sample.sub(seed).square().sum(1))
}

function meansOfNearest(sample: tf.Tensor, codes: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const { counts, sums } = vectorsOfCodes(sample, nearestCode(sample, codes), codes.shape[0] ?? 1)
    const some = counts.greater(0).expandDims(1)
    return tf.where(some, sums.div(counts.maximum(1).expandDims(1)), codes)
  })
}
