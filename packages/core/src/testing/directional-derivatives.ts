import * as tf from '@tensorflow/tfjs'
import { createRng } from '../rng/rng'

/** How steep a function is along one random direction, as its gradient says and as differences say. */
export interface DirectionalDerivatives {
  /** Gradient · direction. */
  readonly analytic: number
  /** (f(x + εv) − f(x − εv)) / 2ε. */
  readonly numeric: number
  /** |analytic − numeric| relative to the larger, and to 1 where both are small. */
  readonly error: number
}

/** Large enough that float32 rounding does not drown the difference, small enough for smooth functions. */
const EPSILON = 1e-2

/**
 * Compares a gradient with central differences along a random direction of all inputs together.
 *
 * The result of `f` is reduced to a number with random weights, so every output element counts. Runs on
 * the active backend; borrows `inputs`.
 */
export async function directionalDerivatives(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  seed = 1,
  epsilon: number = EPSILON,
): Promise<DirectionalDerivatives> {
  const rng = createRng(seed)
  const directions = inputs.map((input) => rng.normal(input.shape))
  const number = (...points: tf.Tensor[]): tf.Scalar => {
    const y = f(...points)
    return y.mul(createRng(seed).fork('weights').normal(y.shape)).sum().asScalar()
  }
  const at = (step: number): tf.Scalar =>
    number(...inputs.map((x, i) => x.add(directions[i]?.mul(step) ?? 0)))
  const [analytic, plus, minus] = tf.tidy(() => {
    const gradients = tf.grads(number)([...inputs])
    const dot = tf.addN(gradients.map((gradient, i) => gradient.mul(directions[i] ?? 0).sum()))
    return [dot, at(epsilon), at(-epsilon)]
  })
  const read = async (tensor: tf.Tensor | undefined): Promise<number> =>
    (await tensor?.data())?.[0] ?? Number.NaN
  const slope = await read(analytic)
  const numeric = ((await read(plus)) - (await read(minus))) / (2 * epsilon)
  tf.dispose([analytic, plus, minus, directions].flatMap((t) => t ?? []))
  const scale = Math.max(1, Math.abs(slope), Math.abs(numeric))
  return { analytic: slope, numeric, error: Math.abs(slope - numeric) / scale }
}
