import type * as tf from '@tensorflow/tfjs'
import type { WasmBackend } from '../backend'
import { type Share, split } from '../threads/split'
import { accelerate, floatPointer, sizeOf } from './accelerate'

/** Channels that are worked on together. */
const GROUP = 4
/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 15

/** Instance normalisation of @ae/core and its gradient, threads over samples and channels. */
export function registerInstanceNorm(): void {
  accelerate('AeInstanceNorm', ({ inputs: { x, scale, shift }, attrs, backend }) => {
    const blocks = [x, scale, shift].map((info) => floatPointer(backend, info))
    if (x === undefined || blocks.includes(undefined)) return undefined
    const { info, pointer } = backend.output(x.shape)
    const { positions, channels, epsilon, shares } = plan(x, attrs, backend)
    backend.pool.run(
      'instanceNorm',
      shares.map(({ begin, end }) => [
        ...blocks.map((block) => block ?? 0),
        pointer,
        positions,
        channels,
        begin,
        end,
        epsilon,
      ]),
    )
    return [info]
  })
  accelerate('AeInstanceNormGrad', ({ inputs: { dy, x, scale }, attrs, backend }) => {
    const blocks = [dy, x, scale].map((info) => floatPointer(backend, info))
    if (x === undefined || scale === undefined || blocks.includes(undefined)) return undefined
    const outputs = [x.shape, scale.shape, scale.shape].map((shape) => backend.output(shape))
    const { positions, channels, epsilon, shares } = plan(x, attrs, backend)
    backend.pool.run(
      'instanceNormGradient',
      shares.map(({ begin, end }) => [
        ...blocks.map((block) => block ?? 0),
        ...outputs.map(({ pointer }) => pointer),
        positions,
        channels,
        begin,
        end,
        epsilon,
      ]),
    )
    return outputs.map(({ info }) => info)
  })
}

interface Plan {
  readonly positions: number
  readonly channels: number
  readonly epsilon: number
  readonly shares: readonly Share[]
}

function plan(x: tf.TensorInfo, attrs: tf.NamedAttrMap, backend: WasmBackend): Plan {
  const [samples = 0] = x.shape
  const channels = x.shape.at(-1) ?? 0
  const size = sizeOf(x.shape)
  const threads = size < LEAST_ELEMENTS ? 1 : backend.pool.threads
  return {
    positions: size === 0 ? 0 : size / samples / channels,
    channels,
    epsilon: Number(attrs.epsilon),
    // Whole cache lines, where there are enough of them.
    shares: split(samples * Math.ceil(channels / GROUP), threads, channels % 16 === 0 ? 4 : 1),
  }
}
