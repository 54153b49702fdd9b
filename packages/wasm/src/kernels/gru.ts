import { accelerate, floatPointer } from './accelerate'
import {
  activationNumbers,
  type KernelPart,
  preactivate,
  type RecurrentSizes,
  rowShares,
  withPacked,
} from './recurrence'

/** Gated recurrent units over whole sequences: the kernels of @ae/core's `gruSequence`. */
export function registerGru(): void {
  accelerate('AeGru', ({ inputs, attrs, backend }) => {
    const [x, kernel, recurrent, bias, initial] = Object.values(inputs)
    const [batch = 0, length = 0, channels = 0] = x?.shape ?? []
    const units = recurrent?.shape[0] ?? 0
    const [px, pk, pr, pb] = [x, kernel, recurrent, bias].map((info) => floatPointer(backend, info))
    const p0 = initial === undefined ? 0 : floatPointer(backend, initial)
    if (px === undefined || pk === undefined || pr === undefined || pb === undefined || p0 === undefined)
      return undefined
    const states = backend.output([batch, length, units])
    const tape = backend.block(5 * batch * length * units)
    const { gates, previous, reset } = tapeAt(tape.pointer, { batch, length, units })
    const [rows, width] = [batch * length, 3 * units]
    preactivate(backend, { x: px, channels, kernel: pk, bias: pb, sums: gates, rows, width })
    const inner = backend.heap.allocate(batch * 2 * units * 4)
    withPacked(backend, parts(pr, units, false), ([packedGates = 0, packedCandidate = 0]) => {
      backend.pool.run(
        'gru',
        rowShares(backend, batch).map((share) => [
          gates,
          packedGates,
          packedCandidate,
          p0,
          states.pointer,
          previous,
          reset,
          inner,
          length,
          units,
          ...activationNumbers(attrs),
          ...share,
        ]),
      )
    })
    backend.heap.free(inner, batch * 2 * units * 4)
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
    const inner = backend.heap.allocate(batch * units * 4)
    withPacked(backend, parts(pr, units, true), ([packedGates = 0, packedCandidate = 0]) => {
      backend.pool.run(
        'gruBack',
        rowShares(backend, batch).map((share) => [
          gates,
          previous,
          given,
          carry.pointer,
          packedGates,
          packedCandidate,
          deltas.pointer,
          inner,
          length,
          units,
          ...activationNumbers(attrs),
          ...share,
        ]),
      )
    })
    backend.heap.free(inner, batch * units * 4)
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
    const skipped = 2 * units * 4
    backend.gemm({ ...product, a: previous, b: d, c: pointer, n: 2 * units })
    backend.gemm({ ...product, a: reset, b: d + skipped, c: pointer + skipped, n: units })
    return info
  })
}

interface Tape {
  /** Update, reset and candidate [B, T, 3H]. */
  readonly gates: number
  /** h(t−1) [B, T, H] */
  readonly previous: number
  /** r∘h(t−1) [B, T, H] */
  readonly reset: number
}

/** What the walk back needs of the walk forward, in a block of 5·B·T·H floats. */
function tapeAt(pointer: number, { batch, length, units }: RecurrentSizes): Tape {
  const bytes = batch * length * units * 4
  return { gates: pointer, previous: pointer + 3 * bytes, reset: pointer + 4 * bytes }
}

/** The recurrent kernel [H, 3H]: what h meets, and what r∘h meets. */
function parts(pointer: number, units: number, transposed: boolean): readonly KernelPart[] {
  const shared = { stride: 3 * units, transposed }
  const [depth, columns] = transposed ? [2 * units, units] : [units, 2 * units]
  return [
    { ...shared, pointer, depth, columns },
    { ...shared, pointer: pointer + 2 * units * 4, depth: units, columns: units },
  ]
}
