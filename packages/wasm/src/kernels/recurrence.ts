import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, floatPointer } from './accelerate'

/** Activations by number, as assembly/activation.ts has them. */
const NUMBERS: Readonly<Record<string, number>> = {
  linear: -1,
  relu: 0,
  sigmoid: 1,
  tanh: 2,
  hardSigmoid: 100,
}

/** Rows of a micro-kernel's tile: shares of whole tiles waste nothing. */
const TILE_ROWS = 4

/** Recurrent layers over whole sequences: the kernels of @ae/core's `gruSequence`. */
export function registerRecurrence(): void {
  accelerate('AeGru', ({ inputs, attrs, backend }) => {
    const [x, kernel, recurrent, bias, initial] = Object.values(inputs)
    const [batch = 0, length = 0, channels = 0] = x?.shape ?? []
    const units = recurrent?.shape[0] ?? 0
    const pointers = [x, kernel, recurrent, bias].map((info) => floatPointer(backend, info))
    const [px, pk, pr, pb] = pointers
    const p0 = initial === undefined ? 0 : floatPointer(backend, initial)
    if (px === undefined || pk === undefined || pr === undefined || pb === undefined || p0 === undefined)
      return undefined
    const states = backend.output([batch, length, units])
    const tape = tapeOf(backend, { batch, length, units })
    const rows = batch * length
    backend.gemm({
      a: px,
      lda: channels,
      ta: false,
      b: pk,
      ldb: 3 * units,
      tb: false,
      c: tape.gates,
      m: rows,
      n: 3 * units,
      k: channels,
    })
    backend.exports.biasActivation(tape.gates, rows, 3 * units, pb, -1, 0)
    const packed = packedKernel(backend, { pointer: pr, units, transposed: false })
    const inner = backend.heap.allocate(batch * 2 * units * 4)
    const { gates, previous, reset } = tape
    backend.pool.run(
      'gru',
      shares(backend, batch).map(({ begin, end, scratch }) => [
        ...[gates, packed.gates, packed.candidate, p0, states.pointer, previous, reset, inner],
        ...[
          length,
          units,
          NUMBERS[String(attrs.gateActivation)] ?? 1,
          NUMBERS[String(attrs.activation)] ?? 2,
        ],
        ...[begin, end, scratch],
      ]),
    )
    backend.heap.free(inner, batch * 2 * units * 4)
    packed.free()
    return [states.info, tape.info]
  })
  accelerate('AeGruBack', ({ inputs, attrs, backend }) => {
    const [dStates, tape, recurrent] = Object.values(inputs)
    const [batch = 0, length = 0, units = 0] = dStates?.shape ?? []
    const [given, block, pr] = [dStates, tape, recurrent].map((info) => floatPointer(backend, info))
    if (given === undefined || block === undefined || pr === undefined) return undefined
    const { gates, previous } = tapeAt(block, { batch, length, units })
    const deltas = backend.output([batch, length, 3 * units])
    const carry = backend.output([batch, units])
    backend.heap.floats(carry.pointer, batch * units).fill(0)
    const packed = packedKernel(backend, { pointer: pr, units, transposed: true })
    const inner = backend.heap.allocate(batch * units * 4)
    backend.pool.run(
      'gruBack',
      shares(backend, batch).map(({ begin, end, scratch }) => [
        ...[gates, previous, given, carry.pointer, packed.gates, packed.candidate, deltas.pointer, inner],
        ...[
          length,
          units,
          NUMBERS[String(attrs.gateActivation)] ?? 1,
          NUMBERS[String(attrs.activation)] ?? 2,
        ],
        ...[begin, end, scratch],
      ]),
    )
    backend.heap.free(inner, batch * units * 4)
    packed.free()
    return [deltas.info, carry.info]
  })
  accelerate('AeGruWeights', ({ inputs, backend }) => {
    const [tape, deltas] = Object.values(inputs)
    const [batch = 0, length = 0, width = 0] = deltas?.shape ?? []
    const [block, d] = [floatPointer(backend, tape), floatPointer(backend, deltas)]
    if (block === undefined || d === undefined) return undefined
    const units = width / 3
    const { previous, reset } = tapeAt(block, { batch, length, units })
    const { info, pointer } = backend.output([units, width])
    const product = { lda: units, ta: true, ldb: width, tb: false, ldc: width, m: units, k: batch * length }
    backend.gemm({ ...product, a: previous, b: d, c: pointer, n: 2 * units })
    backend.gemm({ ...product, a: reset, b: d + 2 * units * 4, c: pointer + 2 * units * 4, n: units })
    return info
  })
}

interface Sizes {
  readonly batch: number
  readonly length: number
  readonly units: number
}

interface Tape {
  /** Update, reset and candidate [B, T, 3H]. */
  readonly gates: number
  /** h(t−1) [B, T, H] */
  readonly previous: number
  /** r∘h(t−1) [B, T, H] */
  readonly reset: number
}

/** What the walk back needs of the walk forward. */
function tapeOf(backend: WasmBackend, sizes: Sizes): Tape & { readonly info: tf.TensorInfo } {
  const { batch, length, units } = sizes
  const { info, pointer } = backend.block(5 * batch * length * units)
  return { info, ...tapeAt(pointer, sizes) }
}

function tapeAt(pointer: number, { batch, length, units }: Sizes): Tape {
  const bytes = batch * length * units * 4
  return { gates: pointer, previous: pointer + 3 * bytes, reset: pointer + 4 * bytes }
}

interface PackedKernel {
  readonly gates: number
  readonly candidate: number
  free(): void
}

/** The recurrent kernel [H, 3H] in the order in which products read it, once for all steps. */
function packedKernel(
  { exports, heap }: WasmBackend,
  {
    pointer,
    units,
    transposed,
  }: { readonly pointer: number; readonly units: number; readonly transposed: boolean },
): PackedKernel {
  const [n, depth] = transposed ? [units, 2 * units] : [2 * units, units]
  const bytes = exports.packedBytes(n, depth) + exports.packedBytes(units, units)
  const gates = heap.allocate(bytes)
  const candidate = gates + exports.packedBytes(n, depth)
  exports.packAll(pointer, 3 * units, Number(transposed), n, depth, gates)
  exports.packAll(pointer + 2 * units * 4, 3 * units, Number(transposed), units, units, candidate)
  return { gates, candidate, free: () => heap.free(gates, bytes) }
}

/** Rows of the batch for each thread, whose memory never meets. */
function shares(
  { pool, scratches }: WasmBackend,
  batch: number,
): readonly { readonly begin: number; readonly end: number; readonly scratch: number }[] {
  return split(batch, pool.threads, TILE_ROWS).map(({ begin, end }, i) => ({
    begin,
    end,
    scratch: scratches[i] ?? 0,
  }))
}
