import * as tf from '@tensorflow/tfjs'
import { normalValues, type Stretch, uniformValues } from '../rng/random-values'
import { runKernel } from './kernel'

/** Kernels by distribution: `AeUniform` in [0, 1), `AeNormal` from N(0, 1). */
const KERNELS = {
  uniform: { name: 'AeUniform', values: uniformValues },
  normal: { name: 'AeNormal', values: normalValues },
} as const

/** Where in a stream a random tensor is taken from, and its shape. */
export interface RandomAttributes extends Pick<Stretch, 'key' | 'position'> {
  /** Shape of the tensor; each element takes one word. */
  readonly shape: readonly number[]
}

/** A float32 tensor of random numbers, owned by the caller: the same bits on every backend. */
export function randomTensor(distribution: 'uniform' | 'normal', attributes: RandomAttributes): tf.Tensor {
  const { name, values } = KERNELS[distribution]
  const drawn = ({ key, position, shape }: RandomAttributes): Float32Array =>
    values({ key, position, count: tf.util.sizeFromShape([...shape]) })
  const [tensor] = runKernel({
    name,
    inputs: {},
    attributes,
    plain: (_, given) => [{ shape: given.shape, values: drawn(given) }],
    composed: () => [tf.tensor(drawn(attributes), [...attributes.shape], 'float32')],
  })
  return tensor ?? tf.zeros([...attributes.shape])
}
