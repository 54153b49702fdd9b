import { createRng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** A function of tensors of these shapes, whose gradient is compared with differences. */
export type Case = readonly [
  name: string,
  shapes: readonly number[][],
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
]

/** One of the inputs. The cases say which shapes there are; the operations' types ask for ranks. */
export function at<T extends tf.Tensor>(inputs: tf.Tensor[], i: number): T {
  return inputs[i] as T
}

/** A function of one tensor, whose sides are odd and all different. */
export function unary(name: string, f: (x: tf.Tensor) => tf.Tensor): Case {
  return [name, [[3, 5, 7]], (x = tf.scalar(0)) => f(x)]
}

/** A function of two tensors, in every way in which shapes are broadcast. */
export function binary(name: string, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Case[] {
  const pairs = [
    [
      [3, 5, 7],
      [3, 5, 7],
    ],
    [[3, 5, 7], [7]],
    [
      [5, 1],
      [3, 5, 7],
    ],
    [
      [3, 1, 7],
      [5, 7],
    ],
    [[], [4, 3]],
  ]
  return pairs.map((shapes) => [
    `${name} of ${JSON.stringify(shapes)}`,
    shapes,
    (a = tf.scalar(0), b = tf.scalar(0)) => f(a, b),
  ])
}

/** Far from where a function has a corner: 0 for relu, equal values for a maximum. */
export function away(x: tf.Tensor): tf.Tensor {
  return x.add(x.sign().mul(0.3))
}

/** At least .5. */
export function positive(x: tf.Tensor): tf.Tensor {
  return x.square().add(0.5)
}

/** Near .5, where the next whole number is far. */
export function between(x: tf.Tensor): tf.Tensor {
  return x.mul(0.05).add(0.5)
}

/** Different whole numbers below 0, far enough apart that a small step changes no order. */
export function ranked(x: tf.Tensor): tf.Tensor {
  return x.mul(0.1).add(tf.tensor(createRng(5).permutation(x.size), x.shape, 'int32').toFloat().sub(x.size))
}
