import {
  AeError,
  type CopiedDenseLayer,
  type Network,
  readDenseLayers,
  requireChoice,
  requireKnownOptions,
} from '@ae/core'
import { hasRelaxedSimd, instantiateKernels, type Kernels, type Simd } from './instantiate'
import { ACTIVATIONS } from './kernels/elementwise'

/** How {@link compileScorer} compiles. */
export interface ScorerOptions {
  /** How products are rounded, as in `useWasm`. Default `strict`. */
  readonly simd?: Simd
}

/** A dense network as one call: rows in, rows out, both flat and row-major. */
export type Scorer = (rows: ArrayLike<number>) => Float32Array

/** 32-bit words of a layer in a plan; assembly/dense.ts says which. */
const LAYER_WORDS = 5

/**
 * A network of dense layers as one call of WebAssembly over a memory of its own, without tensors, backend and waiting:
 * a row of thirty numbers takes about a microsecond. The weights are copied: train first, then compile.
 *
 * Batches of very many rows are faster through the network itself, on several threads. What `compileDense` of @ae/core
 * gives is slower, knows more activations, and needs no WebAssembly.
 *
 * @throws AeError `config` if it has layers other than dense ones, or an activation other than linear, relu, sigmoid,
 * tanh; `state` where WebAssembly has no SIMD
 * @example
 * const encode = await compileScorer(await loadNetwork(bytes, 'encoder'))
 * const code = encode([0.1, 0.7, 0.2])
 */
export async function compileScorer(network: Network, options: ScorerOptions = {}): Promise<Scorer> {
  requireKnownOptions('compileScorer', options, ['simd'])
  const wanted = requireChoice('compileScorer', 'simd', options.simd ?? 'strict', ['strict', 'relaxed'])
  const layers = await readDenseLayers('compileScorer', network, Object.keys(ACTIVATIONS))
  const kernels = await instantiateKernels(wanted === 'relaxed' && hasRelaxedSimd() ? 'relaxed' : 'strict')
  const { heap, exports } = kernels
  const plan = writePlan(kernels, layers)
  const widest = Math.max(...layers.map(({ units }) => units))
  const [buffers, scratch] = [
    heap.allocate(2 * exports.rowsTogether() * widest * 4),
    heap.allocate(exports.gemmScratchBytes()),
  ]
  const [width, outputs] = [layers[0]?.inputs ?? 1, layers.at(-1)?.units ?? 1]
  let room = roomFor(kernels, 1, width, outputs)
  return (rows) => {
    const count = rows.length / width
    if (!Number.isInteger(count)) {
      throw new AeError(
        'shape',
        `compileScorer: expected rows of ${width} numbers. Received: ${rows.length} numbers.`,
      )
    }
    if (count > room.rows) {
      heap.free(room.x, room.bytes)
      room = roomFor(kernels, count, width, outputs)
    }
    heap.floats(room.x, rows.length).set(rows)
    exports.denseRows(plan, layers.length, room.x, room.y, widest, 0, count, buffers, scratch)
    return heap.floats(room.y, count * outputs).slice()
  }
}

/** Memory for rows and their results. */
interface Room {
  readonly rows: number
  readonly x: number
  readonly y: number
  readonly bytes: number
}

function roomFor({ heap }: Kernels, rows: number, width: number, outputs: number): Room {
  const bytes = rows * (width + outputs) * 4
  const x = heap.allocate(bytes)
  return { rows, x, y: x + rows * width * 4, bytes }
}

/** Puts the layers into memory as `denseRows` reads them. */
function writePlan({ heap, exports }: Kernels, layers: readonly CopiedDenseLayer[]): number {
  const words = layers.flatMap(({ inputs, units, kernel, bias, activation }) => {
    const size = kernel.length * 4
    const plain = heap.allocate(size)
    heap.floats(plain, kernel.length).set(kernel)
    const packed = heap.allocate(exports.packedBytes(units, inputs))
    exports.packAll(plain, units, 0, units, inputs, packed)
    heap.free(plain, size)
    const offset = heap.allocate(units * 4)
    heap.floats(offset, units).set(bias)
    return [inputs, units, packed, offset, ACTIVATIONS[activation] ?? -1]
  })
  const plan = heap.allocate(layers.length * LAYER_WORDS * 4)
  new Int32Array(heap.memory.buffer, plan, words.length).set(words)
  return plan
}
