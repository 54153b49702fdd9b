import { requirePositiveInteger } from '../errors/require'
import type { Sampler } from '../interfaces/sampler'
import { createRng } from '../rng/rng'

/**
 * Codes from N(0, I): the prior of a `VAE`. Right only where training has made codes look like that.
 *
 * @param latentDim numbers in a code
 * @throws AeError `config` unless a positive integer
 * @example
 * const digits = vae.decode(normalSampler(16).sample(100))
 */
export function normalSampler(latentDim: number): Sampler {
  requirePositiveInteger('normalSampler', 'latentDim', latentDim)
  return {
    sample(count, rng = createRng(0)) {
      requirePositiveInteger('normalSampler.sample', 'count', count)
      return rng.normal([count, latentDim])
    },
  }
}
