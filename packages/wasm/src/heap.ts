import { AeError } from '@ae/core'

/** Bytes in a WebAssembly page. */
const PAGE = 65_536
/** What 32-bit WebAssembly can address: 4 GB. */
const MOST_PAGES = 65_536
/** Smallest block, and the alignment of all: a cache line. */
const SMALLEST = 64
/** Memory grows by at least this share of itself, so that it grows rarely. */
const GROWTH = 0.25

/**
 * Blocks in one WebAssembly memory. Freed blocks are used again; memory itself never shrinks.
 *
 * Sizes are rounded up to four classes an octave, so less than a quarter of a block is unused.
 */
export class Heap {
  readonly memory: WebAssembly.Memory
  readonly #free = new Map<number, number[]>()
  #end: number
  #used = 0

  /** @param start first byte that blocks may use */
  constructor(memory: WebAssembly.Memory, start: number) {
    this.memory = memory
    this.#end = Math.ceil(start / SMALLEST) * SMALLEST
  }

  /** Bytes of blocks that are in use. */
  get used(): number {
    return this.#used
  }

  /**
   * A block of at least `bytes`; its content is whatever was there.
   *
   * @throws AeError `state` when 4 GB, or what the machine has, are used up; nothing is lost then
   */
  allocate(bytes: number): number {
    const size = blockSize(bytes)
    const pointer = this.#free.get(size)?.pop() ?? this.#append(size)
    this.#used += size
    return pointer
  }

  /** Gives a block back; `bytes` as it was allocated with. */
  free(pointer: number, bytes: number): void {
    const size = blockSize(bytes)
    this.#used -= size
    const list = this.#free.get(size)
    if (list === undefined) this.#free.set(size, [pointer])
    else list.push(pointer)
  }

  /** A view of a block. It outlives a growth of shared memory only: ask again after an allocation. */
  floats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, pointer, count)
  }

  #append(size: number): number {
    const missing = this.#end + size - this.memory.buffer.byteLength
    if (missing > 0) this.#grow(missing, size)
    const pointer = this.#end
    this.#end += size
    return pointer
  }

  #grow(missing: number, size: number): void {
    const pages = this.memory.buffer.byteLength / PAGE
    const needed = Math.ceil(missing / PAGE)
    const wanted = Math.min(Math.max(needed, Math.ceil(pages * GROWTH)), MOST_PAGES - pages)
    // More than 4 GB is refused by WebAssembly itself.
    if (wanted > needed && this.#tryToGrow(wanted) === undefined) return
    const cause = this.#tryToGrow(needed)
    if (cause !== undefined) {
      throw new AeError(
        'state',
        `ae-wasm: expected room for ${size} bytes. Received none: ${this.#used} are in use.`,
        { hint: 'use smaller batches, and dispose tensors that are no longer needed.', cause },
      )
    }
  }

  /** What went wrong; undefined if nothing did. */
  #tryToGrow(pages: number): unknown {
    try {
      this.memory.grow(pages)
      return undefined
    } catch (cause) {
      return cause
    }
  }
}

function blockSize(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST
  const quarter = Math.max(SMALLEST, 2 ** (Math.floor(Math.log2(bytes - 1)) - 2))
  return Math.ceil(bytes / quarter) * quarter
}
