import type * as tf from '@tensorflow/tfjs'
import { AeError } from '../errors/ae-error'
import { show } from '../errors/require'
import type { Network, NetworkLike, NetworkRequest } from '../interfaces/network'
import type { Shape } from '../interfaces/shape'
import { layersNetwork } from './layers-network'

/**
 * Whatever a model was given for a network, as a network of the shapes it asks for.
 *
 * @throws AeError `shape` if it takes or gives another shape, with a sentence that names the layer; `config` if
 * it is no network
 */
export function asNetwork(like: NetworkLike, request: NetworkRequest): Network {
  const { subject, inputShape, outputShape } = request
  const network = build(like, request)
  const layers = isLayersModel(like) ? like.layers : []
  if (!sameShape(network.inputShape, inputShape)) {
    throw mismatch(subject, 'takes', layers.at(0), network.inputShape, inputShape)
  }
  if (!sameShape(network.outputShape, outputShape)) {
    throw mismatch(subject, 'gives', layers.at(-1), network.outputShape, outputShape)
  }
  return network
}

function build(like: NetworkLike, request: NetworkRequest): Network {
  if (typeof like === 'function') return like(request)
  if (isLayersModel(like)) return layersNetwork(like)
  if (typeof like === 'object' && like !== null && typeof like.topology === 'function') return like
  throw new AeError(
    'config',
    `${request.subject}: expected a network builder, a Network or a tf.LayersModel. Received: ${show(like)}.`,
    { hint: 'mlp({ hiddenUnits: [512, 256] }) makes a builder; tf.sequential(…) makes a tf.LayersModel.' },
  )
}

function mismatch(
  subject: string,
  verb: 'takes' | 'gives',
  layer: tf.layers.Layer | undefined,
  received: Shape,
  expected: Shape,
): AeError {
  const who = layer === undefined ? 'the network' : `layer '${layer.name}'`
  const hint =
    verb === 'takes'
      ? `give its first layer inputShape ${show(expected)}.`
      : `end it with ${show(expected)}${expected.length === 1 ? ` (${expected[0]} units)` : ''}.`
  return new AeError('shape', `${subject}: ${who} ${verb} ${show(received)}. Expected: ${show(expected)}.`, {
    hint,
  })
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis])
}

/** By its members, not its class: a page may hold two copies of tfjs. */
function isLayersModel(like: NetworkLike): like is tf.LayersModel {
  return typeof like === 'object' && like !== null && 'layers' in like && 'toJSON' in like && 'apply' in like
}
