import { AeError, show } from '@ae/core'
import type { UnpackOptions } from './gunzip'
import { type NpyArray, parseNpyAs } from './parse-npy'
import { unzipAs } from './unzip'

const SUBJECT = 'parseNpz'
const ENDING = '.npy'

/**
 * Reads an npz file: the arrays in it by name, as `numpy.savez` and `numpy.savez_compressed` write them.
 *
 * *Throws*: AeError `data` if it is no zip archive of npy files, or unpacks to more than `maxBytes`. *Owns*: the caller.
 *
 * @example
 * const x = parseNpz(bytes).get('X')
 */
export function parseNpz(bytes: Uint8Array, options: UnpackOptions = {}): ReadonlyMap<string, NpyArray> {
  const arrays = new Map<string, NpyArray>()
  for (const [name, file] of unzipAs(SUBJECT, bytes, options)) {
    if (!name.endsWith(ENDING)) {
      throw new AeError(
        'data',
        `${SUBJECT}: expected files that end in '${ENDING}'. Received: ${show(name)}.`,
      )
    }
    arrays.set(name.slice(0, -ENDING.length), parseNpyAs(`${SUBJECT} '${name.slice(0, 60)}'`, file))
  }
  return arrays
}
