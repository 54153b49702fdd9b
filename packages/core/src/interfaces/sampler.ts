import type * as tf from '@tensorflow/tfjs'
import type { Rng } from './rng'

/** Where new codes come from; any model with a code decodes them: `model.decode(sampler.sample(16))`. */
export interface Sampler {
  /** `count` new codes, [count, D], the caller's. The default stream starts anew at each call: the same codes again. */
  sample(count: number, rng?: Rng): tf.Tensor
}
