/** Bytes that grow; numbers with their highest byte first. */
export class ByteWriter {
  #bytes = new Uint8Array(1024)
  #length = 0

  /** All that was written, copied. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  /** Everything so far, borrowed until the next write. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#length)
  }

  get length(): number {
    return this.#length
  }

  /** @param size in bytes, 1, 2 or 4 */
  number(value: number, size: 1 | 2 | 4): void {
    this.#grow(size)
    for (let i = size - 1; i >= 0; i--) this.#bytes[this.#length++] = value >>> (8 * i)
  }

  /** Each number of a list. */
  numbers(values: ArrayLike<number>, size: 1 | 2 | 4): void {
    for (let i = 0; i < values.length; i++) this.number(values[i] ?? 0, size)
  }

  bytes(values: Uint8Array): void {
    this.#grow(values.length)
    this.#bytes.set(values, this.#length)
    this.#length += values.length
  }

  #grow(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(2 * this.#bytes.length + more)
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
