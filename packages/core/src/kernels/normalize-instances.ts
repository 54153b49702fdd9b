import * as tf from '@tensorflow/tfjs'
import { runKernel } from './kernel'

/** Sizes and ε of one normalisation. */
export interface InstanceNormAttributes {
  /** Samples. */
  readonly samples: number
  /** Steps of time, or pixels. */
  readonly positions: number
  /** Channels. */
  readonly channels: number
  /** Added to the variance. */
  readonly epsilon: number
}

/** Inputs of {@link normalizeInstances}. */
export interface InstanceNormInputs {
  /** [B, …positions, C] */
  readonly x: tf.Tensor
  /** [B, C] */
  readonly scale: tf.Tensor
  /** [B, C] */
  readonly shift: tf.Tensor
}

type Arrays = Readonly<Record<string, Float32Array>>

/** `scale · (x − μ) / √(σ² + ε) + shift`, μ and σ² over the positions of each sample and channel. */
export function normalizeInstances(
  inputs: InstanceNormInputs,
  attributes: InstanceNormAttributes,
): tf.Tensor {
  const { x, scale, shift } = inputs
  const [y] = runKernel({
    name: 'AeInstanceNorm',
    inputs: { x, scale, shift },
    attributes,
    plain: plainForward,
    composed: () => [
      tf.tidy(() => {
        const { normalized } = standardize(x, attributes.epsilon)
        return normalized.mul(overPositions(scale, x)).add(overPositions(shift, x))
      }),
    ],
  })
  return y ?? x
}

/** Inputs of {@link normalizeInstancesGradient}. */
export interface InstanceNormGradientInputs {
  /** Gradient of the result, [B, …positions, C]. */
  readonly dy: tf.Tensor
  /** [B, …positions, C] */
  readonly x: tf.Tensor
  /** [B, C] */
  readonly scale: tf.Tensor
}

/** Gradients of {@link normalizeInstances}: of `x`, of `scale`, of `shift`. */
export function normalizeInstancesGradient(
  { dy, x, scale }: InstanceNormGradientInputs,
  attributes: InstanceNormAttributes,
): readonly tf.Tensor[] {
  registerSecondGradient()
  return runKernel({
    name: GRADIENT,
    inputs: { dy, x, scale },
    attributes,
    plain: plainGradient,
    composed: () => composedGradient({ dy, x, scale }, attributes.epsilon),
  })
}

const GRADIENT = 'AeInstanceNormGrad'

/** Gradient penalties differentiate a gradient; tfjs cannot differentiate operations within a backward pass, so this is by hand. */
function registerSecondGradient(): void {
  if (tf.getGradient(GRADIENT) !== undefined) return
  tf.registerGradient({
    kernelName: GRADIENT,
    inputsToSave: ['dy', 'x', 'scale'],
    gradFunc(given, saved, attributes) {
      // Three outputs, hence three gradients; three inputs were saved.
      const [u, p, q] = given as [tf.Tensor, tf.Tensor, tf.Tensor]
      const [dy, x, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor]
      const { epsilon } = attributes as unknown as InstanceNormAttributes
      const axes = positionAxes(x)
      const mean = (v: tf.Tensor): tf.Tensor => v.mean(axes, true)
      const { normalized: n, deviation } = standardize(x, epsilon)
      const [a, b] = [mean(u.mul(n)), mean(dy.mul(n))]
      /** `v` without its mean and its part along the normalised values: σ times the gradient of what is normalised. */
      const project = (v: tf.Tensor, along: tf.Tensor): tf.Tensor => v.sub(mean(v)).sub(n.mul(along))
      const covariance = mean(u.mul(dy))
        .sub(mean(u).mul(mean(dy)))
        .sub(a.mul(b))
      const [gamma, outer] = [overPositions(scale, x).div(deviation), overPositions(p, x)]
      return {
        dy: () => gamma.mul(project(u, a)).add(outer.mul(n)).add(overPositions(q, x)),
        x: () =>
          outer
            .mul(project(dy, b))
            .sub(
              gamma.mul(
                covariance
                  .mul(n)
                  .add(b.mul(project(u, a)))
                  .add(a.mul(project(dy, b))),
              ),
            )
            .div(deviation),
        scale: () =>
          covariance
            .div(deviation)
            .mul(x.size / scale.size)
            .reshape(scale.shape),
      }
    },
  })
}

/** All of `x`'s axes but the first and the last. */
function positionAxes(x: tf.Tensor): number[] {
  return Array.from({ length: x.rank - 2 }, (_, i) => i + 1)
}

/** [B, C] as [B, 1 … 1, C] */
function overPositions(parameter: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return parameter.reshape([x.shape[0] ?? 0, ...positionAxes(x).map(() => 1), x.shape.at(-1) ?? 0])
}

function standardize(x: tf.Tensor, epsilon: number): Record<'normalized' | 'deviation', tf.Tensor> {
  const axes = positionAxes(x)
  const centred = x.sub(x.mean(axes, true))
  const deviation = centred.square().mean(axes, true).add(epsilon).sqrt()
  return { normalized: centred.div(deviation), deviation }
}

function composedGradient({ dy, x, scale }: InstanceNormGradientInputs, epsilon: number): tf.Tensor[] {
  return tf.tidy(() => {
    const axes = positionAxes(x)
    const { normalized, deviation } = standardize(x, epsilon)
    const along = dy.mul(normalized)
    const dx = dy
      .sub(dy.mean(axes, true))
      .sub(normalized.mul(along.mean(axes, true)))
      .mul(overPositions(scale, x))
      .div(deviation)
    return [dx, along.sum(axes), dy.sum(axes)]
  })
}

function plainForward({ x, scale, shift }: Arrays, attributes: InstanceNormAttributes): Float32Array[] {
  if (x === undefined || scale === undefined || shift === undefined) return []
  const y = new Float32Array(x.length)
  eachChannel(x, attributes, ({ indices, at, mean, inverse }) => {
    const [factor, offset] = [inverse * (scale[at] ?? 0), shift[at] ?? 0]
    for (const i of indices) y[i] = ((x[i] ?? 0) - mean) * factor + offset
  })
  return [y]
}

function plainGradient(
  { dy, x, scale }: Arrays,
  attributes: InstanceNormAttributes,
): (Float32Array | { readonly shape: readonly number[]; readonly values: Float32Array })[] {
  if (dy === undefined || x === undefined || scale === undefined) return []
  const { samples, positions, channels } = attributes
  const dx = new Float32Array(x.length)
  const [dScale, dShift] = [new Float32Array(scale.length), new Float32Array(scale.length)]
  eachChannel(x, attributes, ({ indices, at, mean, inverse }) => {
    let [total, along] = [0, 0]
    for (const i of indices) {
      total += dy[i] ?? 0
      along += (dy[i] ?? 0) * ((x[i] ?? 0) - mean)
    }
    dShift[at] = total
    dScale[at] = along * inverse
    const [factor, constant] = [inverse * (scale[at] ?? 0), total / positions]
    const slope = (along / positions) * inverse * inverse
    for (const i of indices) dx[i] = ((dy[i] ?? 0) - constant - ((x[i] ?? 0) - mean) * slope) * factor
  })
  const shape = [samples, channels]
  return [dx, { shape, values: dScale }, { shape, values: dShift }]
}

/** One channel of one sample. */
interface Channel {
  /** Where its values are. */
  readonly indices: readonly number[]
  /** Where its scale and shift are. */
  readonly at: number
  /** Its mean. */
  readonly mean: number
  /** `1 / √(σ² + ε)` */
  readonly inverse: number
}

function eachChannel(
  x: Float32Array,
  { samples, positions, channels, epsilon }: InstanceNormAttributes,
  f: (channel: Channel) => void,
): void {
  for (let at = 0; at < samples * channels; at++) {
    const first = Math.floor(at / channels) * positions * channels + (at % channels)
    const indices = Array.from({ length: positions }, (_, t) => first + t * channels)
    const mean = indices.reduce((sum, i) => sum + (x[i] ?? 0), 0) / positions
    const variance = indices.reduce((sum, i) => sum + ((x[i] ?? 0) - mean) ** 2, 0) / positions
    f({ indices, at, mean, inverse: 1 / Math.sqrt(variance + epsilon) })
  }
}
