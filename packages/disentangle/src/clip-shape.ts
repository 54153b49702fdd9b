import { AeError, requirePositiveInteger, requireShape, type Shape, show } from '@ae/core'

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

/**
 * By how much each block of a network shortens time, frozen.
 *
 * @throws AeError `config` unless all together divide the frames
 */
export function requireStrides(
  subject: string,
  strides: unknown,
  [frames]: readonly [number, number],
): readonly number[] {
  const valid = Array.isArray(strides) && strides.length > 0
  if (!valid) {
    throw new AeError(
      'config',
      `${subject}: \`strides\` must name at least one block. Received: ${show(strides)}.`,
    )
  }
  const checked = Object.freeze(strides.map((stride) => requirePositiveInteger(subject, 'strides', stride)))
  const product = checked.reduce((a, b) => a * b, 1)
  if (frames % product === 0) return checked
  throw new AeError(
    'config',
    `${subject}: \`strides\` must divide the ${frames} frames of a clip. Received: ${show(checked)}, whose product is ${product}.`,
  )
}

/** Frames left of a clip, after all strides. */
export function codeLength({
  inputShape: [frames],
  strides,
}: {
  readonly inputShape: readonly [number, number]
  readonly strides: readonly number[]
}): number {
  return frames / strides.reduce((product, stride) => product * stride, 1)
}
