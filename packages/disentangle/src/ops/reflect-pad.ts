import { AeError } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** How many frames are added. */
export interface ReflectPadding {
  /** In front. */
  readonly before: number
  /** Behind. */
  readonly after: number
}

/**
 * Frames mirrored at both ends, the first and the last not repeated: 2 1 | 0 1 2 3 | 2 1.
 *
 * Made of slices, for the gradient of tfjs' own `mirrorPad` forgets what was mirrored.
 *
 * @param x [B, T, C]; borrowed
 * @returns [B, before + T + after, C], the caller's
 * @throws AeError `shape` if there are not more frames than are to be mirrored
 */
export function reflectPad(x: tf.Tensor3D, { before, after }: ReflectPadding): tf.Tensor3D {
  const length = x.shape[1]
  if (length <= Math.max(before, after)) {
    throw new AeError(
      'shape',
      `reflectPad: expected more than ${Math.max(before, after)} frames to mirror. Received: ${length}.`,
    )
  }
  return tf.tidy(() => {
    const mirrored = (begin: number, count: number): tf.Tensor3D[] =>
      count === 0 ? [] : [x.slice([0, begin, 0], [-1, count, -1]).reverse(1)]
    const parts = [...mirrored(1, before), x, ...mirrored(length - 1 - after, after)]
    return parts.length === 1 ? x.clone() : tf.concat(parts, 1)
  })
}
