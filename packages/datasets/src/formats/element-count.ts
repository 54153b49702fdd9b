import type { ByteReader } from './byte-reader'

/** How many elements an array has: its bytes must be there, so what it says can be allocated. */
export function elementCount(reader: ByteReader, shape: readonly number[], bytesEach: number): number {
  // A product with a zero in it is zero, however large the other axes; no other can be more than the file has bytes.
  if (shape.includes(0)) return 0
  const count = shape.reduce((product, size) => product * size, 1)
  if (count * bytesEach > reader.left) {
    reader.fail(
      `${count * bytesEach} bytes of numbers for shape [${shape.slice(0, 8).join(', ')}]`,
      `${reader.left} bytes`,
    )
  }
  return count
}
