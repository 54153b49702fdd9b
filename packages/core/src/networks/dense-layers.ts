import type * as tf from '@tensorflow/tfjs'
import { denseStack, hasDenseStack, type StackActivation, type StackLayer } from '../kernels/dense-stack'
import { variableOf } from './variable-of'

const ACTIVATIONS: readonly StackActivation[] = ['linear', 'relu', 'sigmoid', 'tanh']

/** Layers that change nothing about a row that lies flat. */
const SHAPING = ['InputLayer', 'Flatten', 'Reshape']

/** A forward pass that may decline: then the layers are applied one by one. */
type Forward = (x: tf.Tensor) => tf.Tensor | undefined

/**
 * The forward pass of a model that is nothing but dense layers in a row, and flattening and reshaping between them, as
 * one kernel; undefined for any other model. It declines where the backend has no such kernel.
 */
export function denseLayers(model: tf.LayersModel): Forward | undefined {
  if (model.getClassName() !== 'Sequential') return undefined
  const layers = readLayers(model)
  const [, ...outputShape] = (model.outputs[0]?.shape ?? []).map((side) => side ?? 1)
  if (layers === undefined) return undefined
  return (x) => {
    const [rows = 0] = x.shape
    if (rows === 0 || x.dtype !== 'float32' || !hasDenseStack()) return undefined
    const flat = x.rank === 2 ? (x as tf.Tensor2D) : x.reshape<tf.Tensor2D>([rows, -1])
    const y = denseStack(flat, layers)
    return outputShape.length === 1 ? y : y.reshape([rows, ...outputShape])
  }
}

function readLayers(model: tf.LayersModel): readonly StackLayer[] | undefined {
  const layers: StackLayer[] = []
  let width = (model.inputs[0]?.shape ?? []).slice(1).reduce<number>((size, side) => size * (side ?? 1), 1)
  for (const layer of model.layers) {
    const { activation, dataFormat, useBias } = layer.getConfig()
    if (SHAPING.includes(layer.getClassName()) && dataFormat !== 'channelsFirst') continue
    const known = ACTIVATIONS.find((name) => name === activation)
    const [kernel, bias] = layer.weights.map(variableOf)
    // A dense layer on sequences has a kernel for one step alone.
    const fits = kernel?.shape[0] === width && bias?.shape.length === 1
    if (layer.getClassName() !== 'Dense' || known === undefined || useBias !== true || !fits) return undefined
    layers.push({ kernel: kernel as tf.Tensor2D, bias: bias as tf.Tensor1D, activation: known })
    width = kernel.shape[1] ?? 1
  }
  return layers.length > 0 ? layers : undefined
}
