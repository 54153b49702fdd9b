import * as tf from '@tensorflow/tfjs'
import { flatRows } from '../losses/flat-rows'
import { hasDifferentiableKernel, runListedKernel } from './run-listed-kernel'

/**
 * What is added up over a row.
 *
 * - `squaredError` — `(p − x)²`
 * - `bernoulli` — `softplus(p) − p·x`: cross-entropy of x in [0, 1] and the logit p
 */
export type RowLossKind = 'squaredError' | 'bernoulli'

/** What a backend's kernel is told beside its inputs. */
export interface RowLossAttributes {
  /** What is added up. */
  readonly kind: RowLossKind
  /** What the sums are multiplied by. */
  readonly scale: number
}

const KERNEL = 'AeRowLoss'

/**
 * A loss of each row, `scale` times its sum over the row's features, without a tensor of the features in between where the backend has a
 * kernel for it.
 *
 * @param target     [B, …]; borrowed
 * @param prediction [B, …]; borrowed
 * @returns [B], owned by the caller
 */
export function rowLoss(kind: RowLossKind, target: tf.Tensor, prediction: tf.Tensor, scale = 1): tf.Tensor1D {
  const floats = target.dtype === 'float32' && prediction.dtype === 'float32'
  if (!floats || !hasDifferentiableKernel(KERNEL)) return composed({ kind, scale }, target, prediction)
  registerGradient()
  return runListedKernel(KERNEL, [prediction, target], { kind, scale })[0] as tf.Tensor1D
}

/** The same of each element: [B, …]. */
export function elementLoss(kind: RowLossKind, target: tf.Tensor, prediction: tf.Tensor): tf.Tensor {
  if (kind === 'squaredError') return prediction.squaredDifference(target)
  // softplus(l) = max(l, 0) + log(1 + e^−|l|). Its gradient is σ(l) everywhere; written out with |l| it
  // would hang on what a backend takes for the slope of |l| at 0.
  return tf.tidy(() => prediction.softplus().sub(prediction.mul(target)))
}

function composed({ kind, scale }: RowLossAttributes, target: tf.Tensor, prediction: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const sums = flatRows(elementLoss(kind, target, prediction)).sum<tf.Tensor1D>(1)
    return scale === 1 ? sums : sums.mul(scale)
  })
}

let registered = false

/** At first use, not at import: importing this package changes nothing. */
function registerGradient(): void {
  if (registered) return
  registered = true
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    gradFunc(dLosses, saved, attributes) {
      const { kind, scale } = attributes as unknown as RowLossAttributes
      const dy = dLosses as tf.Tensor
      const [prediction, target] = saved
      if (prediction === undefined || target === undefined) return {}
      const slope = (): tf.Tensor =>
        runListedKernel(`${KERNEL}Back`, [prediction, target, dy], { kind, scale })[0] ?? tf.scalar(0)
      return {
        0: slope,
        1: () => {
          if (kind === 'squaredError') return slope().neg()
          const ofRows = dy.reshape([-1, ...prediction.shape.slice(1).map(() => 1)])
          return prediction.mul(ofRows).mul(-scale)
        },
      }
    },
  })
}
