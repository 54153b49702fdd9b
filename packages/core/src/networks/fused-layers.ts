import type * as tf from '@tensorflow/tfjs'
import { denseStack, hasDenseStack, type StackActivation, type StackLayer } from '../kernels/dense-stack'
import { type GruWeights, gruSequence, hasGruSequence } from '../kernels/gru-sequence'
import { hasLstmSequence, type LstmWeights, lstmSequence } from '../kernels/lstm-sequence'
import type { GateActivation, StateActivation } from '../kernels/recurrent-activation'
import { variableOf } from './variable-of'

/** A forward pass that may decline: then tfjs applies the model. */
type Forward = (x: tf.Tensor, training: boolean) => tf.Tensor | undefined

type Step = (x: tf.Tensor, training: boolean) => tf.Tensor

/**
 * The forward pass of layers in a row with runs of dense layers, and recurrent layers, as one kernel each; undefined
 * for a model that has none, or is no row. It declines where the backend has no such kernels.
 *
 * The numbers are those of the layers; what is saved are tensors in between and calls, which outweigh the arithmetic
 * of small layers.
 */
export function fusedLayers(model: tf.LayersModel): Forward | undefined {
  // A mask goes from layer to layer beside the tensor; only tfjs knows how.
  if (model.getClassName() !== 'Sequential' || model.layers.some(makesMask)) return undefined
  const steps: Step[] = []
  let fused = false
  let run: StackLayer[] = []
  const endRun = (): void => {
    const layers = run
    if (layers.length > 0) steps.push((x) => dense(x, layers))
    run = []
  }
  for (const layer of model.layers) {
    const [stackLayer, recurrent] = [readDense(layer), readRecurrent(layer)]
    fused ||= stackLayer !== undefined || recurrent !== undefined
    if (stackLayer !== undefined) run.push(stackLayer)
    else {
      endRun()
      if (layer.getClassName() !== 'InputLayer') steps.push(recurrent ?? plainStep(layer))
    }
  }
  endRun()
  if (!fused) return undefined
  return (x, training) => {
    if (x.dtype !== 'float32' || x.size === 0 || !hasKernels()) return undefined
    return steps.reduce((y, step) => step(y, training), x)
  }
}

function hasKernels(): boolean {
  return hasDenseStack() && hasGruSequence() && hasLstmSequence()
}

function makesMask(layer: tf.layers.Layer): boolean {
  const { maskZero } = layer.getConfig()
  return layer.getClassName() === 'Masking' || maskZero === true
}

/** The layer itself; where it only says how the same numbers are counted, that. */
function plainStep(layer: tf.layers.Layer): Step {
  const { dataFormat } = layer.getConfig()
  const shape = Array.isArray(layer.outputShape) ? layer.outputShape.slice(1) : []
  const sizes = shape.flatMap((side) => (typeof side === 'number' ? [side] : []))
  const counts = ['Flatten', 'Reshape'].includes(layer.getClassName()) && dataFormat !== 'channelsFirst'
  if (counts && sizes.length === shape.length) return (x) => x.reshape([x.shape[0] ?? 0, ...sizes])
  // A layer with one input gives one tensor; the layers' own type allows lists.
  return (x, training) => layer.apply(x, { training }) as tf.Tensor
}

function dense(x: tf.Tensor, layers: readonly StackLayer[]): tf.Tensor {
  if (x.rank === 2) return denseStack(x as tf.Tensor2D, layers)
  const outer = x.shape.slice(0, -1)
  return denseStack(x.reshape([-1, x.shape.at(-1) ?? 1]), layers).reshape([
    ...outer,
    layers.at(-1)?.kernel.shape[1] ?? 1,
  ])
}

const DENSE: readonly StackActivation[] = ['linear', 'relu', 'sigmoid', 'tanh']

/** A dense layer with a bias and an activation that the kernel knows. */
function readDense(layer: tf.layers.Layer): StackLayer | undefined {
  const { activation, useBias } = layer.getConfig()
  const known = DENSE.find((name) => name === activation)
  const [kernel, bias] = layer.weights.map(variableOf)
  if (layer.getClassName() !== 'Dense' || useBias !== true || known === undefined) return undefined
  if (kernel === undefined || bias === undefined) return undefined
  return { kernel: kernel as tf.Tensor2D, bias: bias as tf.Tensor1D, activation: known }
}

const GATES: readonly GateActivation[] = ['sigmoid', 'hardSigmoid']
const STATES: readonly StateActivation[] = ['tanh', 'relu', 'linear']

/** A recurrent layer that starts at zero and walks forward, from one tensor to one. */
function readRecurrent(layer: tf.layers.Layer): Step | undefined {
  const type = layer.getClassName()
  if (type !== 'GRU' && type !== 'LSTM') return undefined
  const config = layer.getConfig()
  const gateActivation = GATES.find((name) => name === camelCase(config.recurrentActivation))
  const activation = STATES.find((name) => name === config.activation)
  const unusual = ['goBackwards', 'stateful', 'returnState', 'resetAfter'].some((key) => config[key] === true)
  const noisy = Number(config.dropout ?? 0) > 0 || Number(config.recurrentDropout ?? 0) > 0
  if (config.useBias !== true || unusual || noisy) return undefined
  if (gateActivation === undefined || activation === undefined) return undefined
  const [kernel, recurrentKernel, bias] = layer.weights.map(variableOf)
  const weights: unknown = { kernel, recurrentKernel, bias }
  const options = { gateActivation, activation }
  const walk = (x: tf.Tensor3D): tf.Tensor3D =>
    type === 'GRU'
      ? gruSequence(x, weights as GruWeights, options)
      : lstmSequence(x, weights as LstmWeights, options).states
  return (x) => {
    const states = walk(x as tf.Tensor3D)
    if (config.returnSequences === true) return states
    const [batch, length, units] = states.shape
    return states.slice([0, length - 1, 0], [batch, 1, units]).reshape([batch, units])
  }
}

/** tfjs writes `hard_sigmoid` in some versions of a configuration. */
function camelCase(name: unknown): string {
  return String(name).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
