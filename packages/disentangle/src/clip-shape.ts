import { AeError, requireShape, type Shape, show } from '@ae/core'

/**
 * Frames and features of a clip, frozen.
 *
 * @throws AeError `config`
 */
export function requireClipShape(subject: string, shape: Shape): readonly [frames: number, features: number] {
  const [frames, features, ...more] = requireShape(subject, 'inputShape', shape)
  if (frames !== undefined && features !== undefined && more.length === 0) {
    return Object.freeze([frames, features] as const)
  }
  throw new AeError(
    'config',
    `${subject}: \`inputShape\` must be [frames, features]. Received: ${show(shape)}.`,
  )
}
