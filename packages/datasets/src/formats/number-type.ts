import { float16ToNumber } from './float16'

/** Numbers that fit a JavaScript number. */
export type NumberArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** Integers of 64 bits, which a JavaScript number cannot hold exactly. */
export type BigNumberArray = BigInt64Array | BigUint64Array

/** How elements of a type are read. */
export interface NumberType<T> {
  /** Length of an element. */
  readonly bytes: number
  /** A copy of `packed`, whose length is a multiple of `bytes`, as numbers. */
  readonly read: (packed: Uint8Array, littleEndian: boolean) => T
}

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function numberType<T>(bytes: number, wrap: (buffer: ArrayBuffer) => T): NumberType<T> {
  return {
    bytes,
    read: (packed, littleEndian) => {
      const copy = new Uint8Array(packed)
      if (littleEndian !== HOST_IS_LITTLE_ENDIAN) reverseEach(copy, bytes)
      return wrap(copy.buffer)
    },
  }
}

/** Turns the bytes of every element round. */
function reverseEach(bytes: Uint8Array, width: number): void {
  if (width === 1) return
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse()
}

/** Types whose numbers fit a JavaScript number. */
export type NumberName =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'float16'
  | 'float32'
  | 'float64'

/** Types of integers of 64 bits. */
export type BigNumberName = 'uint64' | 'int64'

/** Every type of number that the array formats hold, by the name that NumPy gives it. */
export const NUMBER_TYPES: Readonly<
  Record<NumberName, NumberType<NumberArray>> & Record<BigNumberName, NumberType<BigNumberArray>>
> = {
  bool: numberType(1, (buffer) => new Uint8Array(buffer).map((byte) => (byte === 0 ? 0 : 1))),
  uint8: numberType(1, (buffer) => new Uint8Array(buffer)),
  int8: numberType(1, (buffer) => new Int8Array(buffer)),
  uint16: numberType(2, (buffer) => new Uint16Array(buffer)),
  int16: numberType(2, (buffer) => new Int16Array(buffer)),
  uint32: numberType(4, (buffer) => new Uint32Array(buffer)),
  int32: numberType(4, (buffer) => new Int32Array(buffer)),
  uint64: numberType(8, (buffer) => new BigUint64Array(buffer)),
  int64: numberType(8, (buffer) => new BigInt64Array(buffer)),
  float16: numberType(2, (buffer) => Float32Array.from(new Uint16Array(buffer), float16ToNumber)),
  float32: numberType(4, (buffer) => new Float32Array(buffer)),
  float64: numberType(8, (buffer) => new Float64Array(buffer)),
}
