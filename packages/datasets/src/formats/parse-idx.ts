import { ByteReader } from './byte-reader'
import { elementCount } from './element-count'
import { NUMBER_TYPES, type NumberArray, type NumberType } from './number-type'

/** An array as an idx file holds it. */
export interface IdxArray {
  /** Outermost axis first. */
  readonly shape: readonly number[]
  /** Its numbers in C order, the last axis fastest. */
  readonly data: NumberArray
}

/** Third byte of the magic number (LeCun, Cortes, Burges, "The idx file format"). */
const IDX_TYPES = new Map<number, NumberType<NumberArray>>([
  [0x08, NUMBER_TYPES.uint8],
  [0x09, NUMBER_TYPES.int8],
  [0x0b, NUMBER_TYPES.int16],
  [0x0c, NUMBER_TYPES.int32],
  [0x0d, NUMBER_TYPES.float32],
  [0x0e, NUMBER_TYPES.float64],
])

/**
 * Reads an idx file, as MNIST and its kin come in: every element type, big endian.
 *
 * *Throws*: AeError `data` unless the file is exactly as long as its header says. *Owns*: the caller.
 *
 * @example
 * const { shape, data } = parseIdx(gunzip(bytes)) // [60000, 28, 28], Uint8Array
 */
export function parseIdx(bytes: Uint8Array): IdxArray {
  const reader = new ByteReader('parseIdx', bytes)
  const zeros = reader.uint16('the magic number', false)
  if (zeros !== 0) reader.fail('two zero bytes', `0x${zeros.toString(16)}`, 0)
  const code = reader.uint8('the element type')
  const type = IDX_TYPES.get(code)
  if (type === undefined) return reader.fail('element type 8, 9, 11, 12, 13 or 14', `${code}`, 2)
  const rank = reader.uint8('the number of axes')
  reader.need(4 * rank, 'axes')
  const shape = Array.from({ length: rank }, () => reader.uint32('axes', false))
  const count = elementCount(reader, shape, type.bytes)
  const data = type.read(reader.take(count * type.bytes, 'numbers'), false)
  reader.end('the numbers')
  return { shape, data }
}
