import { AeError, crc32, show } from '@ae/core'
import type { LaidTables } from '../coder/symbol-reader'
import { layFinder, layTables } from '../coder/tables'
import type { Basis } from '../transform/lapped-basis'
import { BASIS_BITS, type IntegerBasis } from '../transform/synthesis'
import type { EntropyModel } from './entropy-model'
import { readCodec } from './read-codec'
import { writeCodec } from './write-codec'

/** Bits behind the point of a gain. */
export const GAIN_BITS = 8
/** Bits behind the point of what a bit is worth. */
export const WORTH_BITS = 8

/** What a codec is made of: integers only. */
export interface CodecParts {
  /** N: an even number up to 16. */
  readonly block: number
  /** 1: grey images only; 3: grey and coloured ones. */
  readonly planes: 1 | 3
  /** `[2, N, N]`: halves of the functions that images are analysed with, of brightness and of colour, in 2⁻¹⁴. */
  readonly analysis: Int16Array
  /** `[2, N, N]`: and those that they are made of again. */
  readonly synthesis: Int16Array
  /** `[planes, N·N]`: the step of each coefficient, in 256ths of that of all. */
  readonly gains: Uint16Array
  /** Squared steps that an encoder gives for a bit, in 256ths. */
  readonly bitWorth: number
  /** What coefficients are expected to be. */
  readonly entropy: EntropyModel
  /** Where it comes from: a sentence or two, for people. */
  readonly about: string
}

/**
 * A trained codec of images, of integers only: whoever has it reads the same pixels out of a file, to the bit, on any machine.
 *
 * {@link freezeCodec} makes one, `compress` and `decompress` use it; `@ae/compress/pretrained` has one that works at once.
 *
 * @example
 * const codec = ImageCodec.fromBytes(bytes)
 * const file = await compress(codec, image, { quality: 50 })
 */
export class ImageCodec {
  /** N: pixels from one block to the next. */
  readonly block: number
  /** 1: grey images only; 3: grey and coloured ones. */
  readonly planes: 1 | 3
  /** Where it comes from. */
  readonly about: string
  /** CRC-32 of its bytes: files name the codec that made them. */
  readonly fingerprint: number
  readonly #parts: CodecParts
  #laid: LaidTables | undefined

  /** @param parts borrowed, not to be changed */
  constructor(parts: CodecParts) {
    requireParts(parts)
    this.#parts = parts
    this.block = parts.block
    this.planes = parts.planes
    this.about = parts.about
    this.fingerprint = crc32(writeCodec(parts))
  }

  /**
   * Reads what {@link ImageCodec.toBytes} wrote.
   *
   * @throws AeError `data` if the bytes are no codec, or are damaged
   */
  static fromBytes(bytes: Uint8Array): ImageCodec {
    return new ImageCodec(readCodec(bytes))
  }

  /** All of it, as a file. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return writeCodec(this.#parts)
  }

  /** What it is made of; borrowed, not to be changed. */
  get parts(): CodecParts {
    return this.#parts
  }

  /** Functions of brightness and of colour, for analysis. */
  get analysis(): readonly [Basis, Basis] {
    const { block, analysis } = this.#parts
    const of = (set: number): Basis => ({
      block,
      halves: Float64Array.from(halvesOf(analysis, block, set), (a) => a / 2 ** BASIS_BITS),
    })
    return [of(0), of(1)]
  }

  /** Functions of brightness and of colour, for synthesis. */
  get synthesis(): readonly [IntegerBasis, IntegerBasis] {
    const { block, synthesis } = this.#parts
    const of = (set: number): IntegerBasis => ({ block, halves: halvesOf(synthesis, block, set) })
    return [of(0), of(1)]
  }

  /** Tables as a decoder looks them up. */
  get laid(): LaidTables {
    if (this.#laid === undefined) {
      const tables = layTables('ImageCodec', this.#parts.entropy.tables)
      this.#laid = { tables, finder: layFinder(tables) }
    }
    return this.#laid
  }
}

function halvesOf(all: Int16Array, block: number, set: number): Int16Array {
  return all.subarray(set * block * block, (set + 1) * block * block)
}

function requireParts({ block, planes, gains }: CodecParts): void {
  if (!(block === 2 || block === 4 || block === 8 || block === 16) || gains.includes(0))
    throw new AeError(
      'config',
      `ImageCodec: expected blocks of 2, 4, 8 or 16 and gains above 0. Received: ${show(block)}, ${planes} planes.`,
    )
}
