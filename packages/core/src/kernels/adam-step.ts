import * as tf from '@tensorflow/tfjs'
import { runKernel } from './kernel'
import { runListedKernel } from './run-listed-kernel'

/** Numbers of one Adam step. */
export interface AdamAttributes {
  /** Step size divided by the first moment's bias correction, `η / (1 − β₁ᵗ)`. */
  readonly stepSize: number
  /** Root of the second moment's bias correction, `√(1 − β₂ᵗ)`. */
  readonly secondCorrection: number
  /** β₁. */
  readonly beta1: number
  /** β₂. */
  readonly beta2: number
  /** ε, added to the corrected root. */
  readonly epsilon: number
  /** What the value is multiplied by before the step: `1 − η·λ` for decoupled weight decay, else 1. */
  readonly shrink: number
}

/** Tensors of one Adam step, all of the variable's shape; `largest` only for AMSGrad. */
export interface AdamSlots {
  /** The variable's value. */
  readonly value: tf.Tensor
  /** First moment. */
  readonly first: tf.Tensor
  /** Second moment. */
  readonly second: tf.Tensor
  /** Largest second moment so far. */
  readonly largest?: tf.Tensor
}

/**
 * One Adam step on one variable: new value and moments, as tensors that the caller owns.
 *
 * `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `θ ← (1−ηλ)θ − η/(1−β₁ᵗ) · m / (√v / √(1−β₂ᵗ) + ε)`.
 *
 * @see Kingma & Ba 2015, Adam, algorithm 1, arXiv:1412.6980; Loshchilov & Hutter 2019, arXiv:1711.05101
 */
export function adamStep(slots: AdamSlots, gradient: tf.Tensor, attributes: AdamAttributes): AdamSlots {
  const { value, first, second, largest } = slots
  const inputs: Record<string, tf.Tensor> = { value, gradient, first, second }
  if (largest !== undefined) inputs.largest = largest
  const [newValue, newFirst, newSecond, newLargest] = runKernel({
    name: 'AeAdam',
    inputs,
    attributes,
    plain: plainAdam,
    composed: () => composedAdam(slots, gradient, attributes),
  })
  return {
    value: newValue ?? value,
    first: newFirst ?? first,
    second: newSecond ?? second,
    ...(newLargest === undefined ? {} : { largest: newLargest }),
  }
}

/** One variable's part in {@link adamInPlace}. */
export interface AdamMove {
  /** What is changed: the variable's values and its moments. */
  readonly slots: AdamSlots
  /** Borrowed. */
  readonly gradient: tf.Tensor
}

/**
 * One Adam step on many variables where they lie, without a tensor in between, on backends that have a kernel for it.
 *
 * @returns the moves that were not made: all of them on other backends, and those whose numbers another tensor
 * shares, which must not change under it. Make them with {@link adamStep}
 */
export function adamInPlace(moves: readonly AdamMove[], attributes: AdamAttributes): readonly AdamMove[] {
  const kernel = 'AeAdamInPlace'
  if (tf.getKernel(kernel, tf.getBackend()) === undefined) return moves
  const alone = moves.filter(({ slots }) => Object.values(slots).every(isMutable))
  const inputs = alone.flatMap(({ slots: { value, first, second, largest }, gradient }) => [
    value,
    gradient,
    first,
    second,
    ...(largest === undefined ? [] : [largest]),
  ])
  runListedKernel(kernel, inputs, { ...attributes, tensors: inputs.length / Math.max(1, alone.length) })
  return moves.filter((move) => !alone.includes(move))
}

/** Whether a tensor's numbers are nobody else's: clones and reshaped tensors share them. */
function isMutable(tensor: tf.Tensor): boolean {
  return tensor.dtype === 'float32' && tf.backend().refCount(tensor.dataId) === 1
}

function composedAdam(slots: AdamSlots, gradient: tf.Tensor, attributes: AdamAttributes): tf.Tensor[] {
  const { stepSize, secondCorrection, beta1, beta2, epsilon, shrink } = attributes
  return tf.tidy(() => {
    const first = slots.first.mul(beta1).add(gradient.mul(1 - beta1))
    const second = slots.second.mul(beta2).add(gradient.square().mul(1 - beta2))
    const largest = slots.largest === undefined ? undefined : tf.maximum(slots.largest, second)
    const root = (largest ?? second).sqrt().div(secondCorrection).add(epsilon)
    const start = shrink === 1 ? slots.value : slots.value.mul(shrink)
    const value = start.sub(first.mul(stepSize).div(root))
    return largest === undefined ? [value, first, second] : [value, first, second, largest]
  })
}

function plainAdam(
  inputs: Readonly<Record<string, Float32Array>>,
  attributes: AdamAttributes,
): Float32Array[] {
  const { stepSize, secondCorrection, beta1, beta2, epsilon, shrink } = attributes
  const { value, gradient, first, second, largest } = inputs
  if (value === undefined || gradient === undefined || first === undefined || second === undefined) return []
  const size = value.length
  const newValue = new Float32Array(size)
  const newFirst = new Float32Array(size)
  const newSecond = new Float32Array(size)
  const newLargest = largest === undefined ? undefined : new Float32Array(size)
  for (let i = 0; i < size; i++) {
    const g = gradient[i] ?? 0
    const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g
    const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g
    newFirst[i] = m
    newSecond[i] = v
    let scale = v
    if (newLargest !== undefined) {
      scale = Math.max(largest?.[i] ?? 0, v)
      newLargest[i] = scale
    }
    newValue[i] = shrink * (value[i] ?? 0) - (stepSize * m) / (Math.sqrt(scale) / secondCorrection + epsilon)
  }
  return newLargest === undefined
    ? [newValue, newFirst, newSecond]
    : [newValue, newFirst, newSecond, newLargest]
}
