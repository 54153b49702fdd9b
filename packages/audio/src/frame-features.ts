import { AeError } from '@ae/core'

/** Numbers for each frame of a sound. */
export interface FrameFeatures {
  /** How many frames there are. */
  readonly frames: number
  /** Numbers of a frame. */
  readonly width: number
  /** Shape: `[frames, width]`. */
  readonly values: Float32Array
}

/**
 * Returns `features` if they are whole, finite, of at least one frame, and as wide as expected.
 *
 * @throws AeError `shape` or `data`
 */
export function requireFeatures(subject: string, features: FrameFeatures, width: number): FrameFeatures {
  const { frames, values } = features
  if (features.width !== width || !(frames > 0) || values.length !== frames * width) {
    throw new AeError(
      'shape',
      `${subject}: expected [frames, ${width}] numbers. Received: ${frames} frames, a width of ${features.width}, ${values.length} numbers.`,
    )
  }
  const strange = values.findIndex((value) => !Number.isFinite(value))
  if (strange < 0) return features
  throw new AeError(
    'data',
    `${subject}: expected finite numbers. Received: ${values[strange]} at index ${strange}.`,
  )
}
