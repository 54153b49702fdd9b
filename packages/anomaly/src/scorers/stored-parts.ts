import { AeError, show } from '@ae/core'
import type { StoredArray, StoredScorer } from './row-scorer'

/**
 * An array of a stored scorer, if it has the axes expected; −1 stands for any size of at least 1.
 *
 * @throws AeError `data` if it is not there, has other sizes, or is not finite
 */
export function storedArray(stored: StoredScorer, name: string, shape: readonly number[]): StoredArray {
  const array = Object.hasOwn(stored.arrays, name) ? stored.arrays[name] : undefined
  const fits =
    array?.shape.length === shape.length &&
    array.shape.every((side, axis) => (shape[axis] === -1 ? side > 0 : side === shape[axis]))
  if (array === undefined || !fits) {
    throw new AeError(
      'data',
      `loadDetector: expected '${name}' of shape ${show(shape)} in '${stored.kind}'. Received: ${array === undefined ? 'none' : show(array.shape)}.`,
    )
  }
  const stranger = array.data.findIndex((value) => !Number.isFinite(value))
  if (stranger < 0) return array
  throw new AeError(
    'data',
    `loadDetector: expected finite numbers in '${name}' of '${stored.kind}'. Received: ${show(array.data[stranger])} at ${stranger}.`,
  )
}

/**
 * A number of a stored scorer's configuration.
 *
 * @throws AeError `data` unless it is a finite number of at least `min`
 */
export function storedNumber(stored: StoredScorer, name: string, min: number): number {
  const value = stored.config[name]
  if (typeof value === 'number' && Number.isFinite(value) && value >= min) return value
  throw new AeError(
    'data',
    `loadDetector: expected '${name}' of at least ${min} in '${stored.kind}'. Received: ${show(value)}.`,
  )
}

/**
 * A whole number of a stored scorer's configuration.
 *
 * @throws AeError `data` unless it is an integer from 1 to `max`
 */
export function storedCount(stored: StoredScorer, name: string, max: number): number {
  const value = storedNumber(stored, name, 1)
  if (Number.isInteger(value) && value <= max) return value
  throw new AeError(
    'data',
    `loadDetector: expected a whole '${name}' of at most ${max} in '${stored.kind}'. Received: ${value}.`,
  )
}
