import * as tf from '@tensorflow/tfjs'
import {
  type GateActivation,
  gateFunction,
  type StateActivation,
  stateFunction,
} from './recurrent-activation'
import { hasDifferentiableKernel, runListedKernel } from './run-listed-kernel'

/** A long short-term memory's weights, in tfjs' layout: input, forget, candidate and output side by side. */
export interface LstmWeights {
  /** [C, 4H] */
  readonly kernel: tf.Tensor2D
  /** [H, 4H] */
  readonly recurrentKernel: tf.Tensor2D
  /** [4H] */
  readonly bias: tf.Tensor1D
}

/** Where a sequence begins or ends. */
export interface LstmState {
  /** h [B, H] */
  readonly state: tf.Tensor2D
  /** c [B, H] */
  readonly cell: tf.Tensor2D
}

/** How {@link lstmSequence} runs. */
export interface LstmSequenceOptions {
  /** h₀ and c₀. Default zeros. */
  readonly initial?: LstmState
  /** Of the three gates. Default `sigmoid`; tfjs' layers default to `hardSigmoid`. */
  readonly gateActivation?: GateActivation
  /** Of the candidate and of the cell's output. Default `tanh`. */
  readonly activation?: StateActivation
}

/** What {@link lstmSequence} gives. */
export interface LstmSequence {
  /** h of every step [B, T, H]. */
  readonly states: tf.Tensor3D
  /** c of the last step [B, H]. */
  readonly cell: tf.Tensor2D
}

const KERNEL = 'AeLstm'

/**
 * Every state of a long short-term memory, and its last cell: [B, T, C] → [B, T, H] and [B, H].
 *
 * `i, f, o = σ(x·K + h·R + b)`, `g = tanh(x·K + h·R + b)`, `c ← f∘c + i∘g`, `h ← o∘tanh(c)`. One kernel walks the whole
 * sequence where the backend has it; elsewhere it is made of tfjs operations, step by step.
 *
 * @param x [B, T, C]; borrowed, as the weights are
 * @returns tensors that the caller owns
 * @see Hochreiter & Schmidhuber 1997, Long Short-Term Memory; Gers et al. 2000 for the forget gate
 * @example
 * const [kernel, recurrentKernel] = [tf.zeros<tf.Rank.R2>([2, 12]), tf.zeros<tf.Rank.R2>([3, 12])]
 * lstmSequence(tf.zeros([1, 5, 2]), { kernel, recurrentKernel, bias: tf.zeros([12]) }).states // [1, 5, 3]
 */
export function lstmSequence(
  x: tf.Tensor3D,
  weights: LstmWeights,
  options: LstmSequenceOptions = {},
): LstmSequence {
  const { initial, gateActivation = 'sigmoid', activation = 'tanh' } = options
  if (!hasLstmSequence()) return composedLstm(x, weights, options)
  registerGradient()
  const { kernel, recurrentKernel, bias } = weights
  const begin = initial === undefined ? [] : [initial.state, initial.cell]
  const [states, cell] = runListedKernel(KERNEL, [x, kernel, recurrentKernel, bias, ...begin], {
    gateActivation,
    activation,
  })
  return { states: states as tf.Tensor3D, cell: cell as tf.Tensor2D }
}

/** Whether the active backend runs {@link lstmSequence} as one kernel now. */
export function hasLstmSequence(): boolean {
  return hasDifferentiableKernel(KERNEL)
}

let registered = false

/** At first use, not at import: importing this package changes nothing. */
function registerGradient(): void {
  if (registered) return
  registered = true
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    outputsToSave: [false, false, true],
    gradFunc(dys, saved, attrs) {
      // The third output, what the walk back needs, is for this function alone: nothing else has a gradient for it.
      const [dStates, dCell] = dys as tf.Tensor[]
      const tape = saved.at(-1)
      const [x, kernel, recurrentKernel] = saved
      if (!dStates || !dCell || !tape || !x || !kernel || !recurrentKernel) return {}
      const begin = saved.slice(4, -1)
      const inputs = [dStates, dCell, tape, recurrentKernel, ...begin]
      const [deltas, dInitial, dInitialCell] = runListedKernel('AeLstmBack', inputs, attrs)
      if (deltas === undefined || dInitial === undefined || dInitialCell === undefined) return {}
      const [batch = 0, length = 0, channels = 0] = x.shape
      const rows = [batch * length, -1]
      const flat = deltas.reshape<tf.Tensor2D>(rows)
      return {
        0: () => tf.matMul(flat, kernel as tf.Tensor2D, false, true).reshape([batch, length, channels]),
        1: () => tf.matMul(x.reshape<tf.Tensor2D>(rows), flat, true, false),
        2: () => runListedKernel('AeLstmWeights', [tape, deltas], {})[0] ?? tf.scalar(Number.NaN),
        3: () => flat.sum(0),
        4: () => dInitial.clone(),
        5: () => dInitialCell.clone(),
      }
    },
  })
}

function composedLstm(x: tf.Tensor3D, weights: LstmWeights, options: LstmSequenceOptions): LstmSequence {
  const { initial, gateActivation = 'sigmoid', activation = 'tanh' } = options
  const { kernel, recurrentKernel, bias } = weights
  const [gate, shape] = [gateFunction(gateActivation), stateFunction(activation)]
  const { states, cell } = tf.tidy(() => {
    const [batch, length, channels] = x.shape
    const units = recurrentKernel.shape[0]
    const flat = x.reshape<tf.Tensor2D>([batch * length, channels])
    const sums = tf
      .matMul(flat, kernel)
      .add(bias)
      .reshape([batch, length, 4 * units])
    const zeros = tf.zeros<tf.Rank.R2>([batch, units])
    let [h, c] = [initial?.state ?? zeros, initial?.cell ?? zeros]
    const all: tf.Tensor2D[] = []
    for (let t = 0; t < length; t++) {
      const given = sums.slice([0, t, 0], [-1, 1, -1]).reshape<tf.Tensor2D>([batch, 4 * units])
      const [i, f, g, o] = tf.split<tf.Tensor2D>(given.add(tf.matMul(h, recurrentKernel)), 4, 1)
      if (i === undefined || f === undefined || g === undefined || o === undefined) break
      c = gate(f)
        .mul<tf.Tensor2D>(c)
        .add(gate(i).mul(shape(g)))
      h = gate(o).mul(shape(c))
      all.push(h)
    }
    return { states: tf.stack(all, 1) as tf.Tensor3D, cell: c.clone() }
  })
  return { states, cell }
}
