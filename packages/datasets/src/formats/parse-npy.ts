import { ByteReader } from './byte-reader'
import { elementCount } from './element-count'
import { fromFortranOrder } from './fortran-order'
import { readNpyHeader } from './npy-header'
import {
  type BigNumberArray,
  type BigNumberName,
  NUMBER_TYPES,
  type NumberArray,
  type NumberName,
} from './number-type'

/** Types of number that {@link parseNpy} reads, as NumPy names them. */
export type NpyDtype = NumberName | BigNumberName

/** An array as an npy file holds it. */
export interface NpyArray {
  /** Outermost axis first; `[]` for a single number. */
  readonly shape: readonly number[]
  /**
   * Its numbers in C order, the last axis fastest. Booleans are bytes 0 and 1, halves become float32, and integers of
   * 64 bits are BigInts, for nothing else holds all of them.
   */
  readonly data: NumberArray | BigNumberArray
  /** Type in the file. */
  readonly dtype: NpyDtype
  /** Whether the file had the first axis fastest; `data` never has. */
  readonly fortranOrder: boolean
}

/** Most axes an array has, as in NumPy 2. */
const MAX_RANK = 64

const DTYPES: Readonly<Record<string, NpyDtype>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
}

/**
 * Reads an npy file of numbers: versions 1 to 3, C and Fortran order, both byte orders.
 *
 * Python objects are refused, for reading them runs code; so are text, times, complex numbers and structures.
 *
 * *Throws*: AeError `data` unless the file is exactly as long as its header says. *Owns*: the caller.
 *
 * @example
 * const { shape, data } = parseNpy(bytes)
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  return parseNpyAs('parseNpy', bytes)
}

/** {@link parseNpy} for an array in another file: `subject` begins its errors. */
export function parseNpyAs(subject: string, bytes: Uint8Array): NpyArray {
  const reader = new ByteReader(subject, bytes)
  const { descr, fortranOrder, shape } = readNpyHeader(reader)
  const dtype = DTYPES[descr.slice(1)]
  const order = descr[0] ?? ''
  if (dtype === undefined || !'<>|='.includes(order)) {
    return reader.fail(`one of the types ${Object.keys(DTYPES).join(', ')}`, `'${descr}'`)
  }
  if (shape.length > MAX_RANK) reader.fail(`at most ${MAX_RANK} axes`, `${shape.length}`)
  const type = NUMBER_TYPES[dtype]
  const count = elementCount(reader, shape, type.bytes)
  const packed = reader.take(count * type.bytes, 'numbers')
  reader.end('the numbers')
  const ordered = fortranOrder ? fromFortranOrder(packed, shape, type.bytes) : packed
  return { shape, data: type.read(ordered, order !== '>'), dtype, fortranOrder }
}
