import { CODER_CODE } from '../generated/coder-code'
import { type Coder, LANES, type Stream, type Target } from './coder'
import type { Tables } from './tables'

/** Symbols, or events, that are in the memory at a time; even, so that each lane stays where it is. */
const CHUNK = 1 << 14
/** Bytes that a symbol takes at most: two, and 65 coins of a bit each. */
const MOST_BYTES = 12
const PAGE = 1 << 16

/** Where things lie in the memory, in bytes; tables follow. */
const STREAM = 0
const SYMBOLS: number = STREAM + 16
const TABLE_OF: number = SYMBOLS + 4 * CHUNK
const WINDOW: number = TABLE_OF + 2 * CHUNK
const TABLES: number = WINDOW + MOST_BYTES * CHUNK

/** What assembly/index.ts exports. */
interface CoderCode {
  encode(stream: number, events: number, count: number, shares: number, starts: number): void
  decode(
    stream: number,
    symbols: number,
    tableOf: number,
    count: number,
    begins: number,
    lowest: number,
    shares: number,
    starts: number,
    finder: number,
  ): number
}

/** The coder in WebAssembly; undefined where there is none. Its memory is that of the largest tables so far. */
export function wasmCoder(): Coder | undefined {
  try {
    const binary = Uint8Array.from({ length: CODER_CODE.length / 2 }, (_, i) =>
      Number.parseInt(CODER_CODE.slice(2 * i, 2 * i + 2), 16),
    )
    const memory = new WebAssembly.Memory({ initial: Math.ceil(TABLES / PAGE) })
    // So small that every browser's main thread may compile it at once.
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), {
      env: { memory, abort() {} },
    })
    // The module's own promise.
    return new WasmCoder(memory, exports as unknown as CoderCode)
  } catch {
    // A page's policy may forbid it.
    return undefined
  }
}

type TablePlaces = readonly [begins: number, lowest: number, shares: number, starts: number, finder: number]

class WasmCoder implements Coder {
  readonly #memory: WebAssembly.Memory
  readonly #code: CoderCode
  /** The finder whose tables lie in the memory, and where: reading in parts need not bring them again. */
  #laid: { readonly finder: Int32Array; readonly places: TablePlaces } | undefined

  constructor(memory: WebAssembly.Memory, code: CoderCode) {
    this.#memory = memory
    this.#code = code
  }

  encode(stream: Stream, events: Int32Array, tables: Tables): void {
    this.#laid = undefined
    const [shares, starts] = this.#put([tables.shares, tables.starts])
    const { head, numbers, bytes } = this.#views()
    for (let end = events.length; end > 0; ) {
      const begin = Math.max(0, Math.ceil(end / CHUNK - 1) * CHUNK)
      numbers.set(events.subarray(begin, end))
      head.set([TABLES, 0, ...stream.states])
      this.#code.encode(STREAM, SYMBOLS, end - begin, shares, starts)
      const made = TABLES - (head[0] ?? 0)
      stream.bytes.set(bytes.subarray(TABLES - made, TABLES), stream.at - made)
      stream.at -= made
      stream.states.set(head.subarray(2, 2 + LANES))
      end = begin
    }
  }

  decode(stream: Stream, { symbols, tableOf, tables, finder }: Target): boolean {
    const places = this.#lay(tables, finder)
    const { head, numbers, halves, bytes } = this.#views()
    for (let from = 0; from < symbols.length; from += CHUNK) {
      const count = Math.min(CHUNK, symbols.length - from)
      const window = stream.bytes.subarray(stream.at, stream.at + MOST_BYTES * count)
      bytes.set(window, WINDOW)
      bytes.fill(0, WINDOW + window.length, WINDOW + MOST_BYTES * count)
      halves.set(tableOf.subarray(from, from + count))
      head.set([WINDOW, stream.turn, ...stream.states])
      const bad = this.#code.decode(STREAM, SYMBOLS, TABLE_OF, count, ...places)
      if (bad !== 0) return false
      stream.at += (head[0] ?? 0) - WINDOW
      stream.turn = head[1] ?? 0
      stream.states.set(head.subarray(2, 2 + LANES))
      symbols.set(numbers.subarray(0, count), from)
    }
    return true
  }

  /** Where begins, lowest values, shares, starts and the finder lie. */
  #lay({ begins, lowest, shares, starts }: Tables, finder: Int32Array): TablePlaces {
    if (this.#laid?.finder === finder) return this.#laid.places
    const places = this.#put([begins, lowest, shares, starts, finder])
    this.#laid = { finder, places }
    return places
  }

  /** Where each list lies now. */
  #put<const T extends readonly Int32Array[]>(lists: T): { [I in keyof T]: number } {
    const all = lists.reduce((sum, { byteLength }) => sum + byteLength, TABLES)
    const missing = all - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE))
    let next = TABLES
    const places = lists.map((list) => {
      const place = next
      new Int32Array(this.#memory.buffer, place, list.length).set(list)
      next += list.byteLength
      return place
    })
    // As many as there are lists.
    return places as unknown as { [I in keyof T]: number }
  }

  #views() {
    const { buffer } = this.#memory
    return {
      head: new Int32Array(buffer, STREAM, 2 + LANES),
      numbers: new Int32Array(buffer, SYMBOLS, CHUNK),
      halves: new Uint16Array(buffer, TABLE_OF, CHUNK),
      bytes: new Uint8Array(buffer),
    }
  }
}
