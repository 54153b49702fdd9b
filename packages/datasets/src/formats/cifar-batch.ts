import { ByteReader } from './byte-reader'

/** The records of a CIFAR-10 batch. */
export interface CifarBatch {
  /** How many records there are. */
  readonly count: number
  /** Shape: `[count]`; 0 to 9. */
  readonly labels: Uint8Array
  /** Shape: `[count, 32, 32, 3]`, the three colours of a pixel together. */
  readonly pixels: Uint8Array
}

const SIDE = 32
const CHANNELS = 3
const PLANE = SIDE * SIDE
/** Label, then 1024 bytes each of red, green and blue. Unit: bytes. */
export const CIFAR_RECORD_BYTES: number = 1 + CHANNELS * PLANE
const CLASSES = 10

/**
 * Reads a batch of CIFAR-10's binary version: records of 3073 bytes.
 *
 * *Throws*: AeError `data` for part of a record, or a label above 9. *Owns*: the caller.
 *
 * @example
 * const { labels, pixels } = cifarBatch(bytes)
 */
export function cifarBatch(bytes: Uint8Array): CifarBatch {
  const reader = new ByteReader('cifarBatch', bytes)
  const rest = bytes.length % CIFAR_RECORD_BYTES
  if (rest > 0) {
    reader.fail(`whole records of ${CIFAR_RECORD_BYTES} bytes`, `one of ${rest} bytes`, bytes.length - rest)
  }
  const count = bytes.length / CIFAR_RECORD_BYTES
  const labels = new Uint8Array(count)
  const pixels = new Uint8Array(count * CHANNELS * PLANE)
  for (let record = 0; record < count; record++) {
    const label = reader.uint8('a label')
    if (label >= CLASSES) reader.fail(`a label from 0 to ${CLASSES - 1}`, `${label}`, reader.at - 1)
    labels[record] = label
    const planes = reader.take(CHANNELS * PLANE, 'pixels')
    const start = record * CHANNELS * PLANE
    for (let i = 0; i < PLANE; i++) {
      for (let c = 0; c < CHANNELS; c++) pixels[start + CHANNELS * i + c] = planes[c * PLANE + i] ?? 0
    }
  }
  return { count, labels, pixels }
}
