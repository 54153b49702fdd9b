import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'

/** Sizes of a recurrent layer's walk. */
export interface RecurrentSizes {
  readonly batch: number
  readonly length: number
  readonly units: number
}

/** Activations by number, as assembly/activation.ts has them. */
const NUMBERS: Readonly<Record<string, number>> = {
  linear: -1,
  relu: 0,
  sigmoid: 1,
  tanh: 2,
  hardSigmoid: 100,
}

/** The numbers of a walk's two activations. */
export function activationNumbers(attrs: tf.NamedAttrMap): readonly [gates: number, state: number] {
  return [NUMBERS[String(attrs.gateActivation)] ?? 1, NUMBERS[String(attrs.activation)] ?? 2]
}

/** Where a layer's inputs, kernel and bias lie. */
export interface Preactivation {
  readonly x: number
  readonly channels: number
  readonly kernel: number
  readonly bias: number
  /** Where the sums go: [rows, width]. */
  readonly sums: number
  readonly rows: number
  readonly width: number
}

/** x·kernel + bias for every step at once. */
export function preactivate(backend: WasmBackend, call: Preactivation): void {
  const { x, channels, kernel, bias, sums, rows, width } = call
  const product = { ta: false, tb: false, m: rows, n: width, k: channels }
  backend.gemm({ ...product, a: x, lda: channels, b: kernel, ldb: width, c: sums })
  backend.exports.biasActivation(sums, rows, width, bias, -1, 0)
}

/** Part of a recurrent kernel, or its transpose, as a matrix of `depth` rows and `columns` columns. */
export interface KernelPart {
  /** First number of the part. */
  readonly pointer: number
  /** Floats between two rows of the whole kernel. */
  readonly stride: number
  readonly depth: number
  readonly columns: number
  readonly transposed: boolean
}

/** Packs parts of a kernel in the order in which products read them, once for all steps, while `run` uses them. */
export function withPacked(
  { exports, heap }: WasmBackend,
  parts: readonly KernelPart[],
  run: (pointers: readonly number[]) => void,
): void {
  const blocks = parts.map(({ columns, depth }) => {
    const bytes = exports.packedBytes(columns, depth)
    return { bytes, at: heap.allocate(bytes) }
  })
  parts.forEach(({ pointer, stride, depth, columns, transposed }, i) => {
    exports.packAll(pointer, stride, Number(transposed), columns, depth, blocks[i]?.at ?? 0)
  })
  run(blocks.map(({ at }) => at))
  for (const { at, bytes } of blocks) heap.free(at, bytes)
}

/** Rows of a micro-kernel's tile: shares of whole tiles waste nothing. */
const TILE_ROWS = 4

/** For each thread the rows of the batch that it walks, which never meet, and its scratch memory. */
export function rowShares(
  { pool, scratches }: WasmBackend,
  batch: number,
): readonly (readonly [begin: number, end: number, scratch: number])[] {
  return split(batch, pool.threads, TILE_ROWS).map(({ begin, end }, i) => [begin, end, scratches[i] ?? 0])
}
