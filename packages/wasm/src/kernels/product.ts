import * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { accelerate, type Inputs, sizeOf } from './accelerate'
import { ACTIVATIONS } from './elementwise'

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
  for (let i = 0; i < indexA.length; i++) {
    backend.gemm({
      a: pa + (indexA[i] ?? 0) * m * k * 4,
      lda: columnsA,
      ta,
      b: pb + (indexB[i] ?? 0) * k * n * 4,
      ldb: columnsB,
      tb,
      c: pointer + i * m * n * 4,
      m,
      n,
      k,
    })
  }
  return info
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
