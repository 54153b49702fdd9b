import * as tf from '@tensorflow/tfjs'
import { split } from '../threads/split'
import { accelerate, floatPointer, type KernelCall, sizeOf } from './accelerate'
import { withGeometry } from './convolution'

type Info = tf.backend_util.Conv2DInfo
type Shape4 = [number, number, number, number]

/** Elements below which one thread is done before another has woken up. */
const LEAST_ELEMENTS = 1 << 15

/** Pooling of images, and its gradients. */
export function registerPooling(): void {
  accelerate('MaxPool', (call) => forward(call, 'maxPool'))
  accelerate('AvgPool', (call) => forward(call, 'averagePool'))
  accelerate('MaxPoolGrad', (call) => backward(call, 'maxPoolGradient'))
  accelerate('AvgPoolGrad', (call) => backward(call, 'averagePoolGradient'))
}

function forward({ inputs: { x }, attrs, backend }: KernelCall, task: 'maxPool' | 'averagePool') {
  const from = floatPointer(backend, x)
  const info = x && geometry(x.shape, attrs)
  if (x === undefined || from === undefined || info === undefined) return undefined
  const { info: out, pointer } = backend.output(info.outShape)
  const threads = sizeOf(x.shape) < LEAST_ELEMENTS ? 1 : backend.pool.threads
  withGeometry(backend, info, (plan) => {
    backend.pool.run(
      task,
      split(sizeOf(info.outShape.slice(0, 3)), threads, 1).map(({ begin, end }) => [
        plan,
        from,
        pointer,
        begin,
        end,
      ]),
    )
  })
  return out
}

function backward(
  { inputs: { dy, input }, attrs, backend }: KernelCall,
  task: 'maxPoolGradient' | 'averagePoolGradient',
) {
  const [slope, from] = [floatPointer(backend, dy), floatPointer(backend, input)]
  const info = input && geometry(input.shape, attrs)
  if (
    dy === undefined ||
    input === undefined ||
    slope === undefined ||
    from === undefined ||
    info === undefined
  ) {
    return undefined
  }
  if (String(dy.shape) !== String(info.outShape)) return undefined
  const { info: out, pointer } = backend.output(input.shape)
  const size = sizeOf(input.shape)
  backend.heap.floats(pointer, size).fill(0)
  // As tfjs has it: the whole window counts, also where it is clipped. The repaired gradient scales `dy` for it.
  const scale = 1 / (info.filterHeight * info.filterWidth)
  // Windows of one image overlap, those of different images never do.
  const windows = info.outHeight * info.outWidth
  withGeometry(backend, info, (plan) => {
    const operands = task === 'maxPoolGradient' ? [plan, from, slope, pointer] : [plan, slope, pointer, scale]
    backend.pool.run(
      task,
      split(info.batchSize, size < LEAST_ELEMENTS ? 1 : backend.pool.threads, 1).map(({ begin, end }) => [
        ...operands,
        begin * windows,
        end * windows,
      ]),
    )
  })
  return out
}

/** Undefined for windows of one element that move nothing: tfjs hands the input on, even where padding shifts it. */
function geometry(shape: readonly number[], attrs: tf.NamedAttrMap): Info | undefined {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as {
    filterSize: number
    strides: number
    pad: 'same'
    dimRoundingMode: 'floor'
  }
  if (shape.length !== 4) return undefined
  const info = tf.backend_util.computePool2DInfo(
    shape as Shape4,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  )
  const single = info.filterHeight === 1 && info.filterWidth === 1
  return single && String(info.inShape) === String(info.outShape) ? undefined : info
}
