import * as tf from '@tensorflow/tfjs'
import { type KernelCallArguments, replaceKernel } from './replace-kernel'

/**
 * Gradients of resizing on tfjs' CPU backend.
 *
 * - `ResizeNearestNeighborGrad` reads the gradient of another image for every image but the first.
 * - `ResizeBilinearGrad` mixes up height and width, and throws where they differ.
 */
export function repairCpuResize(): void {
  replaceKernel('ResizeNearestNeighborGrad', 'cpu', (args) => spread(args, nearest))
  replaceKernel('ResizeBilinearGrad', 'cpu', (args) => spread(args, linear))
}

/** Which input positions an output position was made of, and with what weights. */
type Taps = (
  position: number,
  scale: number,
  size: number,
  alignCorners: boolean,
) => readonly (readonly [number, number])[]

const nearest: Taps = (position, scale, size, alignCorners) => {
  const source = position * scale
  return [[Math.min(size - 1, alignCorners ? Math.round(source) : Math.floor(source)), 1]]
}

const linear: Taps = (position, scale, size) => {
  const source = position * scale
  const low = Math.min(size - 1, Math.floor(source))
  const high = Math.min(size - 1, Math.ceil(source))
  const share = source - Math.floor(source)
  return [
    [low, 1 - share],
    [high, share],
  ]
}

/** Adds every output gradient to the inputs that its value came from. dy [B, H', W', C], images [B, H, W, C] */
function spread({ inputs, attrs }: KernelCallArguments, taps: Taps): tf.Tensor {
  const { images, dy } = inputs as { readonly images: tf.Tensor4D; readonly dy: tf.Tensor4D }
  const [batch, height, width, channels] = images.shape
  const [, outHeight, outWidth] = dy.shape
  const alignCorners = attrs.alignCorners === true
  const along = (size: number, outSize: number): (readonly (readonly [number, number])[])[] => {
    const scale = alignCorners && outSize > 1 ? (size - 1) / (outSize - 1) : size / outSize
    return Array.from({ length: outSize }, (_, position) => taps(position, scale, size, alignCorners))
  }
  const rows = along(height, outHeight)
  const columns = along(width, outWidth)
  // A kernel of the CPU backend computes at once, so its input is there to be read.
  const source = cpuValues(dy)
  const sums = new Float32Array(batch * height * width * channels)
  let at = 0
  for (let image = 0; image < batch; image++) {
    for (const rowTaps of rows) {
      for (const columnTaps of columns) {
        for (const [row, rowShare] of rowTaps) {
          for (const [column, columnShare] of columnTaps) {
            const target = ((image * height + row) * width + column) * channels
            for (let c = 0; c < channels; c++) {
              sums[target + c] = (sums[target + c] ?? 0) + rowShare * columnShare * (source[at + c] ?? 0)
            }
          }
        }
        at += channels
      }
    }
  }
  return tf.tensor4d(sums, images.shape)
}

function cpuValues(tensor: tf.Tensor): Float32Array {
  const cpu = tf.findBackend('cpu') as unknown as { readSync(id: object): Float32Array }
  return cpu.readSync(tensor.dataId)
}
