import * as tf from '@tensorflow/tfjs'
import { type KernelCallArguments, replaceKernel } from './replace-kernel'

/** The shape under which each right-hand side was first used; XNNPACK packs it once for that shape. */
const firstShapes = new WeakMap<object, string>()

/**
 * Matrix products of tfjs' wasm backend.
 *
 * - `BatchMatMul` keeps packed copies by data id alone: the same data reached by another shape (a reshape shares
 *   it) gives wrong values and then corrupts memory. Here: such a right-hand side is copied first.
 * - Transposed products run in a scalar loop, a tenth of the speed. Here: transposed first, then multiplied.
 * - `_FusedMatMul` adds the bias and clamps once per block of the inner dimension when a side is transposed or
 *   the batch is larger than one. Here: product, bias and activation one after the other.
 */
export function repairWasmProduct(): void {
  replaceKernel('BatchMatMul', 'wasm', product)
  replaceKernel('_FusedMatMul', 'wasm', fusedProduct)
}

function product({ inputs, attrs, original }: KernelCallArguments): tf.Tensor {
  const { a, b } = inputs
  if (a === undefined || b === undefined) return original()
  const left = attrs.transposeA === true ? swapLast(a) : a
  const right = attrs.transposeB === true ? swapLast(b) : b
  return original({
    inputs: { a: left, b: unshared(right) },
    attrs: { transposeA: false, transposeB: false },
  })
}

function fusedProduct({ inputs, attrs, original }: KernelCallArguments): tf.Tensor {
  const { a, b, bias, preluActivationWeights } = inputs
  if (a === undefined || b === undefined) return original()
  const simple =
    attrs.transposeA !== true && attrs.transposeB !== true && a.size === lastTwo(a) && b.size === lastTwo(b)
  if (simple) return original({ inputs: { b: unshared(b) } })
  const sum = tf.matMul(a, b, attrs.transposeA === true, attrs.transposeB === true)
  const shifted = bias === undefined ? sum : sum.add(bias)
  return activated(
    shifted,
    String(attrs.activation ?? 'linear'),
    preluActivationWeights,
    Number(attrs.leakyreluAlpha),
  )
}

function activated(x: tf.Tensor, activation: string, slope: tf.Tensor | undefined, alpha: number): tf.Tensor {
  if (activation === 'relu') return x.relu()
  if (activation === 'relu6') return x.relu6()
  if (activation === 'elu') return x.elu()
  if (activation === 'sigmoid') return x.sigmoid()
  if (activation === 'leakyrelu') return x.leakyRelu(alpha)
  if (activation === 'prelu' && slope !== undefined) return x.prelu(slope)
  return x
}

function unshared(b: tf.Tensor): tf.Tensor {
  const shape = b.shape.join()
  const first = firstShapes.get(b.dataId)
  if (first === undefined) firstShapes.set(b.dataId, shape)
  return first === undefined || first === shape ? b : b.add(0)
}

function swapLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis)
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2])
}

function lastTwo({ shape }: tf.Tensor): number {
  return (shape.at(-1) ?? 1) * (shape.at(-2) ?? 1)
}
