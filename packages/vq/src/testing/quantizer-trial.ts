import { createRng, type ModelClass, type Rng, type StepContext } from '@ae/core'
import * as tf from '@tensorflow/tfjs'
import type { QuantizeContext, Quantized, Quantizer } from '../quantizer'

/** What {@link quantizerContract} needs to know about a quantizer. */
export interface QuantizerSubject<Q extends Quantizer> {
  /** The class that `load` makes it with. */
  readonly Class: ModelClass<Q>
  /** A new quantizer whose randomness comes from `seed`; small, for it is used many times. */
  create(seed: number): Q
  /** Vectors of data, about N(0, 1) in each number. Default: just that. */
  vectors?(rng: Rng, shape: readonly number[]): tf.Tensor
  /** Whether codes are mixtures in training, and those of their indices only outside of it. Default false. */
  readonly mixesInTraining?: boolean
}

/** Rows of vectors. */
export const ROWS = 6
/** Vectors in a row. */
export const PLACES = 5
/** Steps of training before something is looked at. */
export const STEPS = 4

/** Trains a quantizer on vectors of its own for some steps. */
export function trainOn<Q extends Quantizer>(
  subject: QuantizerSubject<Q>,
  quantizer: Q,
  steps: number,
): void {
  tf.tidy(() => {
    for (let step = 0; step < steps; step++) {
      const ctx = context(step, { training: true })
      const { aux } = quantizer.quantize(vectorsFor(subject, quantizer, step), ctx)
      quantizer.afterStep(aux, ctx)
    }
  })
}

/** The vectors of a step, always the same ones; the caller's. */
export function vectorsFor<Q extends Quantizer>(
  subject: QuantizerSubject<Q>,
  { codeDim }: Q,
  step: number,
): tf.Tensor {
  const rng = createRng(7).fork(`step ${step}`)
  const shape = [ROWS, PLACES, codeDim]
  return subject.vectors?.(rng, shape) ?? rng.normal(shape)
}

/** Every second row ends early. */
export function maskOf(): tf.Tensor {
  return tf.tidy(() => {
    const last = tf.range(0, ROWS).mod(2).mul(2).expandDims(1)
    return tf.range(0, PLACES).expandDims(0).less(last.mul(-1).add(PLACES)).cast('float32')
  })
}

/** A step of its own stream. */
export function context(
  step: number,
  more: Pick<QuantizeContext, 'training' | 'mask'>,
): StepContext & QuantizeContext {
  return { rng: createRng(3).fork(`step ${step}`), step, totalSteps: 100, ...more }
}

/** The largest difference between two tensors. */
export async function distance(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  const largest = tf.tidy(() => a.sub(b).abs().max())
  const [value = Number.NaN] = await largest.data()
  largest.dispose()
  return value
}

/** Frees everything a quantizer has returned. */
export function disposeQuantized({ codes, indices, total, terms, aux }: Quantized): void {
  tf.dispose([codes, indices, total, ...Object.values(terms), ...Object.values(aux)])
}
