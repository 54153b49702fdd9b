import { AeError } from '@ae/core'

/** Reads numbers out of bytes that may end anywhere. */
export class ByteReader {
  readonly #subject: string
  readonly #bytes: Uint8Array
  #at = 0

  /** @param subject who asks, for errors */
  constructor(subject: string, bytes: Uint8Array) {
    this.#subject = subject
    this.#bytes = bytes
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** @throws AeError `data` if there are no more */
  number(size: 1 | 2 | 4): number {
    const bytes = this.bytes(size)
    let value = 0
    for (const byte of bytes) value = value * 256 + byte
    return value
  }

  /** @throws AeError `data` if there are not as many */
  numbers(count: number, size: 1 | 2 | 4): number[] {
    if (count * size > this.left) throw this.#cut(count * size)
    return Array.from({ length: count }, () => this.number(size))
  }

  /**
   * A view, borrowed.
   *
   * @throws AeError `data` if there are not as many
   */
  bytes(count: number): Uint8Array {
    if (count > this.left) throw this.#cut(count)
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }

  #cut(count: number): AeError {
    return new AeError(
      'data',
      `${this.#subject}: expected ${count} more bytes at byte ${this.#at}. Received: ${this.left}.`,
      { hint: 'the file is cut.' },
    )
  }
}
