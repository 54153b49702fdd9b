import {
  binOf,
  type EntropyModel,
  EXPECTED_BITS,
  FEATURES,
  priorOf,
  tablesAt,
  weightsAt,
} from './entropy-model'
import { sourcesOf } from './sources'

/** Magnitudes count as this at most. */
const MOST = 255

/** What a walk over coefficients needs to know. */
export interface Layout {
  /** N */
  readonly block: number
  /** 1 or 3. */
  readonly planes: number
  /** Blocks in a row. */
  readonly columns: number
}

/** Magnitudes of this row of blocks and the one above, and what they make expect. */
export class Contexts {
  readonly #layout: Layout
  /** `[2, planes, N·N, columns + 2]`: this row and the one above take turns; a zero on both sides. */
  readonly #magnitudes: Uint8Array
  readonly #rowSize: number
  readonly #stride: number
  /** By plane, coefficient and turn: feature, 1 if above, place; three numbers for each source. */
  readonly #sources: readonly Int32Array[]
  readonly #sums: Int32Array
  #parity = 0

  constructor(layout: Layout) {
    const { block, planes, columns } = layout
    this.#layout = layout
    this.#stride = columns + 2
    this.#rowSize = planes * block * block * this.#stride
    this.#magnitudes = new Uint8Array(2 * this.#rowSize)
    this.#sums = new Int32Array(columns)
    this.#sources = Array.from({ length: planes * block * block * 2 }, (_, i) => {
      const [phase, all] = [i % 2, i >> 1]
      const [plane, channel] = [Math.floor(all / block ** 2), all % block ** 2]
      const found = sourcesOf(block, plane, Math.floor(channel / block), channel % block, phase)
      return Int32Array.from(
        found.flatMap((s) => [s.feature, s.above ? 1 : 0, this.#placeOf(s.plane, s.channel) + s.dx]),
      )
    })
  }

  /** Begins a row: what was this row is now the one above. */
  nextRow(): void {
    this.#parity = 1 - this.#parity
    this.#magnitudes.fill(0, this.#parity * this.#rowSize, (this.#parity + 1) * this.#rowSize)
  }

  /** Notes how large the coefficient of a block is. */
  note(plane: number, channel: number, j: number, value: number): void {
    const size = Math.abs(value)
    this.#magnitudes[this.#parity * this.#rowSize + this.#placeOf(plane, channel) + j] =
      size > MOST ? MOST : size
  }

  /**
   * The tables of a coefficient in every second block, from block `phase` on.
   *
   * @param tables written from `at` on
   * @returns where the next one goes
   */
  tables(
    model: EntropyModel,
    { plane, channel, phase, step }: Place,
    tables: Uint8Array | Uint16Array,
    at: number,
  ): number {
    const { block, columns } = this.#layout
    const weights = weightsAt(block, plane, phase, Math.floor(channel / block), channel % block)
    const sums = this.#sums
    const prior = priorOf(model, plane * block * block + channel, step)
    // Not shifted: of a codec from a file the product may have 32 bits.
    sums.fill(Math.floor((prior * (model.weights[weights] as number)) / 2 ** EXPECTED_BITS))
    const sources = this.#sourcesAt(plane, channel, phase)
    for (let s = 0; s < sources.length; s += 3) {
      const weight = model.weights[weights + (sources[s] as number)] as number
      if (weight === 0) continue
      const from = this.#from(sources[s + 1] as number, sources[s + 2] as number)
      for (let j = phase; j < columns; j += 2) {
        const size = this.#magnitudes[from + j] as number
        if (size !== 0) sums[j] = (sums[j] as number) + weight * size
      }
    }
    const first = tablesAt(plane, channel)
    let next = at
    for (let j = phase; j < columns; j += 2) tables[next++] = first + binOf(sums[j] as number)
    return next
  }

  /** Each feature of a coefficient in a block, as {@link tables} weighs them: for fitting the weights. The first is left out. */
  features(plane: number, channel: number, phase: number, j: number, out: Float64Array): void {
    out.fill(0, 1, FEATURES)
    const sources = this.#sourcesAt(plane, channel, phase)
    for (let s = 0; s < sources.length; s += 3) {
      const feature = sources[s] as number
      const from = this.#from(sources[s + 1] as number, sources[s + 2] as number)
      out[feature] = (out[feature] as number) + (this.#magnitudes[from + j] as number)
    }
  }

  #sourcesAt(plane: number, channel: number, phase: number): Int32Array {
    return this.#sources[(plane * this.#layout.block ** 2 + channel) * 2 + phase] as Int32Array
  }

  #from(above: number, place: number): number {
    return (above === 0 ? this.#parity : 1 - this.#parity) * this.#rowSize + place
  }

  /** Of block 0. */
  #placeOf(plane: number, channel: number): number {
    return (plane * this.#layout.block ** 2 + channel) * this.#stride + 1
  }
}

/** Which coefficient, of which blocks, at which step of rounding. */
export interface Place {
  readonly plane: number
  readonly channel: number
  /** 0: even blocks; 1: odd ones. */
  readonly phase: number
  readonly step: number
}
