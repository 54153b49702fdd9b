import * as tf from '@tensorflow/tfjs'
import {
  type GateActivation,
  gateFunction,
  type StateActivation,
  stateFunction,
} from './recurrent-activation'
import { hasDifferentiableKernel, runListedKernel } from './run-listed-kernel'

/** A recurrent layer's weights, in tfjs' layout: update, reset and candidate side by side. */
export interface GruWeights {
  /** [C, 3H] */
  readonly kernel: tf.Tensor2D
  /** [H, 3H] */
  readonly recurrentKernel: tf.Tensor2D
  /** [3H] */
  readonly bias: tf.Tensor1D
}

/** How {@link gruSequence} runs. */
export interface GruSequenceOptions {
  /** h₀ [B, H]. Default zeros. */
  readonly initialState?: tf.Tensor2D
  /** Of update and reset. Default `sigmoid`; tfjs' layers default to `hardSigmoid`. */
  readonly gateActivation?: GateActivation
  /** Of the candidate. Default `tanh`. */
  readonly activation?: StateActivation
}

const KERNEL = 'AeGru'

/**
 * Every state of a gated recurrent unit: [B, T, C] → [B, T, H].
 *
 * The reset-before cell of tfjs' layers: `z, r = σ(x·K + h·R + b)`, `c = tanh(x·K + (r∘h)·R + b)`,
 * `h ← z∘h + (1−z)∘c`. One kernel walks the whole sequence where the backend has it; elsewhere it is made of tfjs
 * operations, step by step.
 *
 * @param x [B, T, C]; borrowed, as the weights are
 * @returns the states, owned by the caller
 * @see Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder, §2.3, arXiv:1406.1078
 * @example
 * const [kernel, recurrentKernel] = [tf.zeros<tf.Rank.R2>([2, 9]), tf.zeros<tf.Rank.R2>([3, 9])]
 * gruSequence(tf.zeros([1, 5, 2]), { kernel, recurrentKernel, bias: tf.zeros([9]) }) // [1, 5, 3]
 */
export function gruSequence(
  x: tf.Tensor3D,
  weights: GruWeights,
  options: GruSequenceOptions = {},
): tf.Tensor3D {
  const { initialState, gateActivation = 'sigmoid', activation = 'tanh' } = options
  if (!hasGruSequence()) return composedGru(x, weights, options)
  registerGradient()
  const { kernel, recurrentKernel, bias } = weights
  const inputs = [x, kernel, recurrentKernel, bias, ...(initialState === undefined ? [] : [initialState])]
  const [states] = runListedKernel(KERNEL, inputs, { gateActivation, activation })
  return states as tf.Tensor3D
}

/** Whether the active backend runs {@link gruSequence} as one kernel now. */
export function hasGruSequence(): boolean {
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
    outputsToSave: [false, true],
    gradFunc(dys, saved, attrs) {
      // The second output, what the walk back needs, is for this function alone: nothing else has a gradient for it.
      const [dStates] = dys as tf.Tensor[]
      const tape = saved.at(-1)
      const [x, kernel, recurrentKernel] = saved
      if (!dStates || !tape || !x || !kernel || !recurrentKernel) return {}
      const [deltas, dInitial] = runListedKernel('AeGruBack', [dStates, tape, recurrentKernel], attrs)
      if (deltas === undefined || dInitial === undefined) return {}
      const [batch = 0, length = 0, channels = 0] = x.shape
      const rows = [batch * length, -1]
      const flat = deltas.reshape<tf.Tensor2D>(rows)
      return {
        0: () => tf.matMul(flat, kernel as tf.Tensor2D, false, true).reshape([batch, length, channels]),
        1: () => tf.matMul(x.reshape<tf.Tensor2D>(rows), flat, true, false),
        2: () => runListedKernel('AeGruWeights', [tape, deltas], {})[0] ?? tf.scalar(Number.NaN),
        3: () => flat.sum(0),
        4: () => dInitial.clone(),
      }
    },
  })
}

function composedGru(x: tf.Tensor3D, weights: GruWeights, options: GruSequenceOptions): tf.Tensor3D {
  const { initialState, gateActivation = 'sigmoid', activation = 'tanh' } = options
  const { kernel, recurrentKernel, bias } = weights
  const [gate, candidate] = [gateFunction(gateActivation), stateFunction(activation)]
  return tf.tidy(() => {
    const [batch, length, channels] = x.shape
    const units = recurrentKernel.shape[0]
    const sums = tf
      .matMul(x.reshape([batch * length, channels]), kernel)
      .add(bias)
      .reshape([batch, length, 3 * units])
    const [gates, rest] = [
      recurrentKernel.slice([0, 0], [-1, 2 * units]),
      recurrentKernel.slice([0, 2 * units], [-1, -1]),
    ]
    let h = initialState ?? tf.zeros<tf.Rank.R2>([batch, units])
    const states: tf.Tensor2D[] = []
    for (let t = 0; t < length; t++) {
      const part = (begin: number, width: number): tf.Tensor2D =>
        sums.slice([0, t, begin], [-1, 1, width]).reshape([batch, width])
      const [z, r] = tf.split(gate(part(0, 2 * units).add(tf.matMul(h, gates))), 2, 1) as [
        tf.Tensor2D,
        tf.Tensor2D,
      ]
      const c = candidate(part(2 * units, units).add(tf.matMul(r.mul(h), rest)))
      h = z.mul(h).add(tf.sub(1, z).mul(c))
      states.push(h)
    }
    return tf.stack(states, 1) as tf.Tensor3D
  })
}
