import * as tf from '@tensorflow/tfjs'

type Thunks = Record<string, () => tf.Tensor>
type Pair = readonly [number, number]

/** Where the taps of a dilated convolution lie. tfjs allows strides only where nothing is dilated. */
interface Taps {
  /** Taps down and across. */
  readonly taps: Pair
  /** Pixels from one tap to the next. */
  readonly dilations: Pair
  /** Pixels from the first tap to the last. */
  readonly reach: Pair
  /** Zeros round the input. */
  readonly padding: readonly [Pair, Pair]
  /** Output rows and columns. */
  readonly output: Pair
}

/**
 * Gradients of dilated convolutions, which tfjs-core refuses on every backend ("not yet supported"); `conv1d` is one
 * of them. What is not dilated keeps tfjs' own gradient.
 */
export function repairDilatedConvolution(): void {
  replaceWhereDilated('Conv2D', (x, filter, dy, attrs) => {
    const first = attrs.dataFormat === 'NCHW'
    const [image, slope] = first ? [last(x), last(dy)] : [x, dy]
    const taps = tapsOf(x.shape, filter.shape, attrs, false)
    return {
      x: () => (first ? firstAgain(inputGradient(slope, filter, taps)) : inputGradient(slope, filter, taps)),
      filter: () => filterGradient(image, slope, taps),
    }
  })
  replaceWhereDilated('DepthwiseConv2dNative', (x, filter, dy, attrs) => {
    const taps = tapsOf(x.shape, filter.shape, attrs, true)
    return {
      x: () => depthwiseInputGradient(dy, filter, taps),
      filter: () => depthwiseFilterGradient(x, dy, filter.shape, taps),
    }
  })
}

type Gradient = (x: tf.Tensor4D, filter: tf.Tensor4D, dy: tf.Tensor4D, attrs: tf.NamedAttrMap) => Thunks

function replaceWhereDilated(kernelName: string, dilated: Gradient): void {
  const plain = tf.getGradient(kernelName)
  if (plain === undefined) return
  tf.registerGradient({
    ...plain,
    gradFunc(dy, saved, attrs) {
      if (pair(attrs.dilations as unknown).every((step) => step === 1))
        return plain.gradFunc(dy, saved, attrs)
      // Both kernels save `x` and `filter`, in this order, with four axes each.
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D]
      return dilated(x, filter, dy as tf.Tensor4D, attrs)
    },
  })
}

/** `dx`: the same convolution of `dy`, with the taps in reverse and the channels exchanged. */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, taps: Taps): tf.Tensor4D {
  const turned = filter.reverse([0, 1]).transpose<tf.Tensor4D>([0, 1, 3, 2])
  const wide = tf.conv2d(around(dy, taps.reach), turned, 1, 'valid', 'NHWC', [...taps.dilations])
  return inside(wide, taps)
}

/** `dW`: what each tap sees of `x`, weighed by `dy`; a convolution of `x` by `dy` whose strides are the dilations. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, taps: Taps): tf.Tensor4D {
  const images = padded(x, taps).transpose<tf.Tensor4D>([3, 1, 2, 0]) // [C, H, W, B]
  const slopes = dy.transpose<tf.Tensor4D>([1, 2, 0, 3]) // [H', W', B, D]
  return tf.conv2d(images, slopes, [...taps.dilations], 'valid').transpose<tf.Tensor4D>([1, 2, 0, 3])
}

/** Tap by tap, for every channel has a filter of its own. */
function depthwiseInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, taps: Taps): tf.Tensor4D {
  const [, , channels, copies] = filter.shape
  const [batch, ...size] = dy.shape
  const slopes = dy.reshape([batch, size[0], size[1], channels, copies])
  const parts = positions(taps).map(([i, j, down, across]): tf.Tensor4D => {
    const part: tf.Tensor4D = slopes.mul(filter.slice([i, j, 0, 0], [1, 1, -1, -1])).sum(4)
    return part.pad([
      [0, 0],
      [down, taps.reach[0] - down],
      [across, taps.reach[1] - across],
      [0, 0],
    ])
  })
  return inside(tf.addN(parts), taps)
}

function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [, , channels, copies]: tf.Tensor4D['shape'],
  taps: Taps,
): tf.Tensor4D {
  const [batch] = x.shape
  const slopes = dy.reshape([batch, ...taps.output, channels, copies])
  const wide = padded(x, taps)
  const parts = positions(taps).map(([, , down, across]) => {
    const seen = wide.slice([0, down, across, 0], [-1, ...taps.output, -1])
    return seen.expandDims(4).mul(slopes).sum<tf.Tensor2D>([0, 1, 2])
  })
  return tf.stack(parts).reshape([...taps.taps, channels, copies])
}

/** Every tap: its number down and across, and where it lies. */
function positions({ taps, dilations }: Taps): readonly (readonly [number, number, number, number])[] {
  return Array.from({ length: taps[0] }, (_, i) => i).flatMap((i) =>
    Array.from({ length: taps[1] }, (_, j) => [i, j, i * dilations[0], j * dilations[1]] as const),
  )
}

function tapsOf(
  x: readonly number[],
  filter: readonly number[],
  attrs: tf.NamedAttrMap,
  depthwise: boolean,
): Taps {
  // tfjs wrote these attributes itself; their types are its own.
  type Arguments = Parameters<typeof tf.backend_util.computeConv2DInfo>
  const info = tf.backend_util.computeConv2DInfo(
    x as Arguments[0],
    filter as Arguments[1],
    1,
    attrs.dilations as unknown as Arguments[3],
    attrs.pad as unknown as Arguments[4],
    attrs.dimRoundingMode as Arguments[5],
    depthwise,
    tf.backend_util.convertConv2DDataFormat((attrs.dataFormat ?? 'NHWC') as 'NHWC'),
  )
  const { top, bottom, left, right } = info.padInfo
  return {
    taps: [info.filterHeight, info.filterWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    reach: [(info.filterHeight - 1) * info.dilationHeight, (info.filterWidth - 1) * info.dilationWidth],
    padding: [
      [top, bottom],
      [left, right],
    ],
    output: [info.outHeight, info.outWidth],
  }
}

/** `x` with the convolution's zeros round it. */
function padded(x: tf.Tensor4D, { padding: [rows, columns] }: Taps): tf.Tensor4D {
  return x.pad([[0, 0], [...rows], [...columns], [0, 0]])
}

/** Zeros on all sides, as far as the taps reach. */
function around(x: tf.Tensor4D, [rows, columns]: Pair): tf.Tensor4D {
  return x.pad([
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ])
}

/** What of a padded input is the input. */
function inside(wide: tf.Tensor4D, { padding: [rows, columns] }: Taps): tf.Tensor4D {
  const [, height, width] = wide.shape
  return wide.slice(
    [0, rows[0], columns[0], 0],
    [-1, height - rows[0] - rows[1], width - columns[0] - columns[1], -1],
  )
}

/** [B, C, H, W] as [B, H, W, C]. */
function last(x: tf.Tensor4D): tf.Tensor4D {
  return x.transpose([0, 2, 3, 1])
}

/** [B, H, W, C] as [B, C, H, W]. */
function firstAgain(x: tf.Tensor4D): tf.Tensor4D {
  return x.transpose([0, 3, 1, 2])
}

/** tfjs takes one number for both axes, and none for 1. */
function pair(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value as readonly number[]
  return typeof value === 'number' ? [value] : [1]
}
