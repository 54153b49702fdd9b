import * as tf from '@tensorflow/tfjs'
import { hasDifferentiableKernel, runListedKernel } from './run-listed-kernel'

/** What a layer of a stack may do to its sums: functions whose slope follows from their value. */
export type StackActivation = 'linear' | 'relu' | 'sigmoid' | 'tanh'

/** One dense layer: `activation(x · kernel + bias)`. */
export interface StackLayer {
  /** [inputs, units] */
  readonly kernel: tf.Tensor2D
  /** [units] */
  readonly bias: tf.Tensor1D
  /** What is done to each sum. */
  readonly activation: StackActivation
}

/** The kernel's name; a backend that has it offers `AeDenseStackDeltas` and `AeDenseStackWeights` too. */
const KERNEL = 'AeDenseStack'

/** Attributes of `AeDenseStack` and `AeDenseStackDeltas`. */
export interface StackAttributes {
  /** Of each layer, in order. */
  readonly activations: readonly StackActivation[]
  /** Whether the hidden layers' values are returned for a backward pass. */
  readonly keep: boolean
}

/** Whether the active backend runs {@link denseStack} now. */
export function hasDenseStack(): boolean {
  return hasDifferentiableKernel(KERNEL)
}

/**
 * Dense layers in a row as one kernel, [B, inputs] → [B, units]: products, biases and activations without a tensor
 * in between, and a backward pass that computes what is asked for and nothing else.
 *
 * Call it only where {@link hasDenseStack}.
 */
export function denseStack(x: tf.Tensor2D, layers: readonly StackLayer[]): tf.Tensor2D {
  registerGradient()
  const { gradientDepth } = tf.engine().state
  const inputs: tf.Tensor[] = [x, ...layers.flatMap(({ kernel, bias }) => [kernel, bias])]
  const attributes: StackAttributes = {
    activations: layers.map(({ activation }) => activation),
    keep: gradientDepth > 0,
  }
  const [y] = runListedKernel(KERNEL, inputs, attributes)
  return y as tf.Tensor2D
}

let registered = false

/** At first use, not at import: importing this package changes nothing. */
function registerGradient(): void {
  if (registered) return
  registered = true
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    outputsToSave: [true, true],
    gradFunc(dys, saved, attrs) {
      const { activations } = attrs as unknown as StackAttributes
      // The second output, what hidden layers gave, is for this function alone: nothing else has a gradient for it.
      const [dy] = dys as tf.Tensor[]
      const [x, ...rest] = saved
      const [y, hidden] = rest.slice(-2)
      const parameters = rest.slice(0, -2)
      if (dy === undefined || x === undefined || y === undefined || hidden === undefined) return {}
      const kernels = parameters.filter((_, i) => i % 2 === 0)
      const [deltas] = runListedKernel('AeDenseStackDeltas', [dy, y, hidden, ...kernels], {
        activations,
        keep: true,
      })
      return deltas === undefined ? {} : weightThunks(x, hidden, deltas, kernels)
    },
  })
}

/** For each input by position, how its gradient is computed if it is asked for. */
function weightThunks(
  x: tf.Tensor,
  hidden: tf.Tensor,
  deltas: tf.Tensor,
  kernels: readonly tf.Tensor[],
): Record<string, () => tf.Tensor> {
  const [rows = 0] = x.shape
  const thunks: Record<string, () => tf.Tensor> = {}
  let [valuesOffset, deltasOffset] = [0, 0]
  kernels.forEach((kernel, layer) => {
    const [inputs = 0, units = 0] = kernel.shape
    const values = layer === 0 ? x : hidden
    const attributes = { valuesOffset, deltasOffset, rows, inputs, units }
    if (layer === 0) {
      const first = (): tf.Tensor2D => deltas.slice([0], [rows * units]).reshape([rows, units])
      thunks[0] = () => tf.matMul(first(), kernel as tf.Tensor2D, false, true)
    } else valuesOffset += rows * inputs
    deltasOffset += rows * units
    thunks[2 * layer + 1] = () => only(runListedKernel('AeDenseStackWeights', [values, deltas], attributes))
    thunks[2 * layer + 2] = () => only(runListedKernel('AeDenseStackBias', [deltas], attributes))
  })
  return thunks
}

function only([tensor]: readonly tf.Tensor[]): tf.Tensor {
  return tensor ?? tf.scalar(Number.NaN)
}
