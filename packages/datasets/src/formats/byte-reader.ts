import { formatError } from './format-error'

/** Reads a file front to back and never past its end; every read names what it was for. */
export class ByteReader {
  /** The file. */
  readonly bytes: Uint8Array
  /** Where the next read begins. Unit: bytes. */
  at: number
  readonly #subject: string
  readonly #view: DataView

  constructor(subject: string, bytes: Uint8Array, at = 0) {
    this.#subject = subject
    this.bytes = bytes
    this.at = at
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** How many bytes are left. */
  get left(): number {
    return Math.max(0, this.bytes.length - this.at)
  }

  /** Throws unless `length` bytes are left. */
  need(length: number, what: string): void {
    if (length > this.left) this.fail(`${length} bytes of ${what}`, `${this.left} bytes`)
  }

  /** The next `length` bytes, not copied. */
  take(length: number, what: string): Uint8Array {
    this.need(length, what)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** The next byte. */
  uint8(what: string): number {
    this.need(1, what)
    return this.#view.getUint8(this.at++)
  }

  /** The next two bytes. */
  uint16(what: string, littleEndian: boolean): number {
    this.need(2, what)
    this.at += 2
    return this.#view.getUint16(this.at - 2, littleEndian)
  }

  /** The next four bytes. */
  uint32(what: string, littleEndian: boolean): number {
    this.need(4, what)
    this.at += 4
    return this.#view.getUint32(this.at - 4, littleEndian)
  }

  /** The next `length` bytes as characters of Latin-1. */
  latin1(length: number, what: string): string {
    return latin1(this.take(length, what))
  }

  /** Throws unless this is the end. */
  end(what: string): void {
    if (this.left > 0) this.fail(`the end after ${what}`, `${this.left} more bytes`)
  }

  /** Throws the AeError that says where reading stopped. */
  fail(expected: string, received: string, offset: number = this.at): never {
    throw formatError(this.#subject, { offset, expected, received })
  }
}

/** Bytes as characters of the same number. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
