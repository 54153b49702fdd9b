import { accelerate, floatPointer } from './accelerate'
import { activationNumbers, preactivate, type RecurrentSizes, rowShares, withPacked } from './recurrence'

/** Long short-term memories over whole sequences: the kernels of @ae/core's `lstmSequence`. */
export function registerLstm(): void {
  accelerate('AeLstm', ({ inputs, attrs, backend }) => {
    const [x, kernel, recurrent, bias, initial, initialCell] = Object.values(inputs)
    const [batch = 0, length = 0, channels = 0] = x?.shape ?? []
    const units = recurrent?.shape[0] ?? 0
    const [px, pk, pr, pb] = [x, kernel, recurrent, bias].map((info) => floatPointer(backend, info))
    const [p0, c0] = [initial, initialCell].map((info) =>
      info === undefined ? 0 : floatPointer(backend, info),
    )
    if (px === undefined || pk === undefined || pr === undefined || pb === undefined) return undefined
    if (p0 === undefined || c0 === undefined) return undefined
    const [states, last] = [backend.output([batch, length, units]), backend.output([batch, units])]
    const tape = backend.block(6 * batch * length * units)
    const { gates, previous, cells } = tapeAt(tape.pointer, { batch, length, units })
    const [rows, width] = [batch * length, 4 * units]
    preactivate(backend, { x: px, channels, kernel: pk, bias: pb, sums: gates, rows, width })
    const inner = backend.heap.allocate(batch * width * 4)
    const part = { pointer: pr, stride: width, depth: units, columns: width, transposed: false }
    withPacked(backend, [part], ([packed = 0]) => {
      backend.pool.run(
        'lstm',
        rowShares(backend, batch).map((share) => [
          gates,
          packed,
          p0,
          c0,
          states.pointer,
          previous,
          cells,
          inner,
          length,
          units,
          ...activationNumbers(attrs),
          ...share,
        ]),
      )
    })
    backend.heap.free(inner, batch * width * 4)
    const [series, target] = [
      backend.heap.floats(cells, rows * units),
      backend.heap.floats(last.pointer, batch * units),
    ]
    for (let row = 0; row < batch; row++) {
      const end = (row + 1) * length * units
      target.set(series.subarray(end - units, end), row * units)
    }
    return [states.info, last.info, tape.info]
  })
  accelerate('AeLstmBack', ({ inputs, attrs, backend }) => {
    const [dStates, dCell, tape, recurrent, , initialCell] = Object.values(inputs)
    const [batch = 0, length = 0, units = 0] = dStates?.shape ?? []
    const [given, givenCell, block, pr] = [dStates, dCell, tape, recurrent].map((info) =>
      floatPointer(backend, info),
    )
    const c0 = initialCell === undefined ? 0 : floatPointer(backend, initialCell)
    if (given === undefined || givenCell === undefined || block === undefined) return undefined
    if (pr === undefined || c0 === undefined) return undefined
    const { gates, cells } = tapeAt(block, { batch, length, units })
    const width = 4 * units
    const deltas = backend.output([batch, length, width])
    const [carry, carryCell] = [backend.output([batch, units]), backend.output([batch, units])]
    const { heap } = backend
    heap.floats(carry.pointer, batch * units).fill(0)
    heap.floats(carryCell.pointer, batch * units).set(heap.floats(givenCell, batch * units))
    const part = { pointer: pr, stride: width, depth: width, columns: units, transposed: true }
    withPacked(backend, [part], ([packed = 0]) => {
      backend.pool.run(
        'lstmBack',
        rowShares(backend, batch).map((share) => [
          gates,
          cells,
          c0,
          given,
          carry.pointer,
          carryCell.pointer,
          packed,
          deltas.pointer,
          length,
          units,
          ...activationNumbers(attrs),
          ...share,
        ]),
      )
    })
    return [deltas.info, carry.info, carryCell.info]
  })
  accelerate('AeLstmWeights', ({ inputs, backend }) => {
    const [tape, deltas] = Object.values(inputs)
    const [batch = 0, length = 0, width = 0] = deltas?.shape ?? []
    const [block, d] = [floatPointer(backend, tape), floatPointer(backend, deltas)]
    if (block === undefined || d === undefined) return undefined
    const units = width / 4
    const { previous } = tapeAt(block, { batch, length, units })
    const { info, pointer } = backend.output([units, width])
    const product = { lda: units, ta: true, ldb: width, tb: false, m: units, n: width, k: batch * length }
    backend.gemm({ ...product, a: previous, b: d, c: pointer })
    return info
  })
}

interface Tape {
  /** Input, forget, candidate and output [B, T, 4H]. */
  readonly gates: number
  /** h(t−1) [B, T, H] */
  readonly previous: number
  /** c(t) [B, T, H] */
  readonly cells: number
}

/** What the walk back needs of the walk forward, in a block of 6·B·T·H floats. */
function tapeAt(pointer: number, { batch, length, units }: RecurrentSizes): Tape {
  const bytes = batch * length * units * 4
  return { gates: pointer, previous: pointer + 4 * bytes, cells: pointer + 5 * bytes }
}
