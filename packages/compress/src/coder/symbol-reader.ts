import { AeError } from '@ae/core'
import { type Coder, LANES, LEAST, STATE_BYTES, type Stream } from './coder'
import { fastestCoder } from './fastest-coder'
import type { Tables } from './tables'

/** Tables as {@link SymbolReader} looks them up. */
export interface LaidTables {
  /** What `layTables` makes. */
  readonly tables: Tables
  /** What `layFinder` makes of them. */
  readonly finder: Int32Array
}

/** Reads a stream of symbols in parts, so that what was read can say which tables come next. */
export class SymbolReader {
  readonly #subject: string
  readonly #laid: LaidTables
  readonly #stream: Stream
  readonly #coder: Coder

  /**
   * @param subject who asks, for errors
   * @throws AeError `data` if the head is cut or no coder's
   */
  constructor(subject: string, bytes: Uint8Array, laid: LaidTables, coder: Coder = fastestCoder()) {
    this.#subject = subject
    this.#laid = laid
    this.#stream = readHead(subject, bytes)
    this.#coder = coder
  }

  /**
   * The next symbols.
   *
   * @param tableOf the table of each
   * @param symbols as many, written
   * @throws AeError `data` if one is longer than 32 bits
   */
  read(tableOf: Uint16Array, symbols: Int32Array): void {
    const read = this.#coder.decode(this.#stream, { symbols, tableOf, ...this.#laid })
    if (!read) throw damaged(this.#subject, 'an integer of 32 bits', 'a longer one')
  }

  /** @throws AeError `data` unless the stream ends here, as it must */
  end(): void {
    const { bytes, at, states } = this.#stream
    const subject = this.#subject
    if (at > bytes.length) throw damaged(subject, `${at} bytes`, `${bytes.length}`)
    if (at < bytes.length) throw damaged(subject, 'the end', `${bytes.length - at} more bytes`)
    if (states.some((state) => state !== LEAST))
      throw damaged(subject, 'coders that end where they began', 'others')
  }
}

function readHead(subject: string, bytes: Uint8Array): Stream {
  const at = LANES * STATE_BYTES
  if (bytes.length < at) throw damaged(subject, `${at} bytes at the head`, `${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const states = Int32Array.from({ length: LANES }, (_, lane) => view.getInt32(lane * STATE_BYTES))
  const bad = states.find((state) => state < LEAST)
  if (bad !== undefined) throw damaged(subject, `coders from ${LEAST} to 2³¹`, String(bad >>> 0))
  return { bytes, at, states, turn: 0 }
}

function damaged(subject: string, expected: string, received: string): AeError {
  return new AeError('data', `${subject}: expected ${expected}. Received: ${received}.`, {
    hint: 'the bytes are damaged, or were made with other tables.',
  })
}
