/** The elements of `packed`, which has its first axis fastest, with the last axis fastest. */
export function fromFortranOrder(
  packed: Uint8Array,
  shape: readonly number[],
  bytesEach: number,
): Uint8Array {
  const strides: number[] = []
  shape.reduce((stride, size, axis) => {
    strides[axis] = stride
    return stride * size
  }, bytesEach)
  const index = shape.map(() => 0)
  const ordered = new Uint8Array(packed.length)
  let from = 0
  for (let to = 0; to < ordered.length; to += bytesEach) {
    for (let byte = 0; byte < bytesEach; byte++) ordered[to + byte] = packed[from + byte] ?? 0
    // Count up the last axis, carrying to the ones before it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0
      const next = (index[axis] ?? 0) + 1
      from += stride
      index[axis] = next
      if (next < (shape[axis] ?? 0)) break
      from -= stride * next
      index[axis] = 0
    }
  }
  return ordered
}
