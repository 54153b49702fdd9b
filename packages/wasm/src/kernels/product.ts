import * as tf from '@tensorflow/tfjs'
import type { Product, WasmBackend } from '../backend'
import { split } from '../threads/split'
import { accelerate, type Inputs, sizeOf } from './accelerate'
import { ACTIVATIONS } from './elementwise'

/** Work below this is done before another thread has woken up. */
const LEAST_FLOPS = 2e6
/** A product above this is shared among threads itself. */
const LARGE_FLOPS = 5e7

/** Products of matrices, also in batches, with bias and activation. */
export function registerProduct(): void {
  accelerate('BatchMatMul', ({ inputs, attrs, backend }) => product(inputs, attrs, backend))
  accelerate('_FusedMatMul', ({ inputs, attrs, backend }) => {
    const activation = ACTIVATIONS[String(attrs.activation ?? 'linear')]
    const { bias } = inputs
    if (activation === undefined || inputs.preluActivationWeights !== undefined) return undefined
    if (bias !== undefined && (bias.dtype !== 'float32' || sizeOf(bias.shape) !== bias.shape.at(-1)))
      return undefined
    const biasPointer = bias === undefined ? 0 : backend.pointer(bias)
    if (biasPointer === undefined) return undefined
    const info = product(inputs, attrs, backend)
    const y = info === undefined ? undefined : backend.pointer(info)
    if (info === undefined || y === undefined) return undefined
    const width = info.shape.at(-1) ?? 1
    if (bias !== undefined && bias.shape.at(-1) !== width) {
      backend.disposeIntermediateTensorInfo(info)
      return undefined
    }
    backend.exports.biasActivation(
      y,
      sizeOf(info.shape) / Math.max(1, width),
      width,
      biasPointer,
      activation,
      0,
    )
    return info
  })
}

function product({ a, b }: Inputs, attrs: tf.NamedAttrMap, backend: WasmBackend): tf.TensorInfo | undefined {
  if (a === undefined || b === undefined || a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
  if (a.shape.length < 2 || b.shape.length < 2) return undefined
  const [ta, tb] = [attrs.transposeA === true, attrs.transposeB === true]
  const [rowsA = 1, columnsA = 1] = a.shape.slice(-2)
  const [rowsB = 1, columnsB = 1] = b.shape.slice(-2)
  const [m, k] = ta ? [columnsA, rowsA] : [rowsA, columnsA]
  const [inner, n] = tb ? [columnsB, rowsB] : [rowsB, columnsB]
  if (k !== inner) return undefined
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)]
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB)
  const [indexA, indexB] = [batchIndices(batchA, batch), batchIndices(batchB, batch)]
  const [pa, pb] = [backend.pointer(a), backend.pointer(b)]
  if (pa === undefined || pb === undefined) return undefined
  const { info, pointer } = backend.output([...batch, m, n])
  // One matrix on the right for all: their rows are the rows of one product.
  const merged = !ta && indexB.every((index) => index === 0) && indexA.every((index, i) => index === i)
  const count = merged ? 1 : indexA.length
  const rows = merged ? indexA.length * m : m
  const matrices = { lda: columnsA, ta, ldb: columnsB, tb, n, k }
  const flops = 2 * rows * n * k
  if (count >= backend.pool.threads && count > 1 && flops < LARGE_FLOPS) {
    batched(backend, { ...matrices, m, a: pa, b: pb, c: pointer, indexA, indexB })
  } else {
    for (let i = 0; i < count; i++) {
      const [a, b] = [pa + (indexA[i] ?? 0) * m * k * 4, pb + (indexB[i] ?? 0) * k * n * 4]
      backend.gemm({ ...matrices, m: rows, a, b, c: pointer + i * m * n * 4 })
    }
  }
  return info
}

interface BatchedProduct extends Product {
  readonly indexA: readonly number[]
  readonly indexB: readonly number[]
}

/** Whole products for each thread: a small one is done before a second thread has woken up to help. */
function batched(backend: WasmBackend, { indexA, indexB, ...product }: BatchedProduct): void {
  const { a, lda, ta, b, ldb, tb, c, m, n, k } = product
  const bytes = indexA.length * 8
  const table = backend.heap.allocate(bytes)
  const words = new Int32Array(backend.heap.memory.buffer, table, indexA.length * 2)
  indexA.forEach((index, i) => {
    words[2 * i] = index
    words[2 * i + 1] = indexB[i] ?? 0
  })
  const threads = 2 * m * n * k * indexA.length < LEAST_FLOPS ? 1 : backend.pool.threads
  const operands = [a, m * k, lda, Number(ta), b, k * n, ldb, Number(tb)]
  backend.pool.run(
    'gemmBatch',
    split(indexA.length, threads, 1).map(({ begin, end }, i) => [
      table,
      ...operands,
      c,
      m,
      n,
      k,
      begin,
      end,
      backend.scratches[i] ?? 0,
    ]),
  )
  backend.heap.free(table, bytes)
}

/** For each matrix of `out`, which matrix of an operand with batch axes `batch` belongs to it. */
function batchIndices(batch: readonly number[], out: readonly number[]): readonly number[] {
  let indices: readonly number[] = [0]
  out.forEach((side, axis) => {
    const own = batch[axis - (out.length - batch.length)] ?? 1
    indices = indices.flatMap((index) =>
      Array.from({ length: side }, (_, i) => index * own + (own === 1 ? 0 : i)),
    )
  })
  return indices
}
