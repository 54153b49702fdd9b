import * as tf from '@tensorflow/tfjs'
import { hasDifferentiableKernel, runListedKernel } from './run-listed-kernel'

const KERNEL = 'AeCrossEntropy'

/**
 * Cross-entropy of class labels, row by row, in nats: `log Σₖ e^logits − logits[label]`; 0 where a label is no class.
 *
 * @param labels [B], class numbers of any type; borrowed
 * @param logits [B, K]; borrowed
 * @returns [B], owned by the caller
 */
export function crossEntropyRows(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  if (!hasDifferentiableKernel(KERNEL)) return composed(labels, logits)
  registerGradient()
  return tf.tidy(() => runListedKernel(KERNEL, [logits, labels.toFloat()], {})[0] as tf.Tensor1D)
}

let registered = false

/** At first use, not at import: importing this package changes nothing. */
function registerGradient(): void {
  if (registered) return
  registered = true
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    outputsToSave: [false, true],
    gradFunc(dys, saved) {
      // The second output, each row's normaliser, is for this function alone: nothing else has a gradient for it.
      const [dLosses] = dys as tf.Tensor[]
      return {
        0: () =>
          runListedKernel(`${KERNEL}Back`, [...saved, ...(dLosses ? [dLosses] : [])], {})[0] ?? tf.scalar(0),
        1: () => tf.zerosLike(saved[1] ?? tf.scalar(0)),
      }
    },
  })
}

function composed(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const chosen = tf.oneHot(labels.toInt(), logits.shape[1] ?? 0).toFloat() // [B, K]
    return tf.logSoftmax(logits).mul(chosen).sum<tf.Tensor1D>(1).neg()
  })
}
