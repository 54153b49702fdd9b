import * as tf from '@tensorflow/tfjs'
import { at, away, between, binary, type Case, positive, ranked, unary } from './gradient-case'

/** What is rarely trained through: other layouts, dilations, three dimensions, and steps whose slope is 0. */
export const RARER_CASES: readonly Case[] = [
  [
    'conv2d, channels first',
    [
      [2, 3, 7, 5],
      [3, 2, 3, 4],
    ],
    (...i) => tf.conv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), [2, 1], 'valid', 'NCHW'),
  ],
  [
    'conv2d, dilated',
    [
      [2, 7, 9, 3],
      [3, 2, 3, 4],
    ],
    (...i) => tf.conv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), 1, 'same', 'NHWC', [2, 3]),
  ],
  [
    'conv2d, dilated, valid, one axis only',
    [
      [3, 8, 5, 2],
      [3, 3, 2, 3],
    ],
    (...i) => tf.conv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), 1, 'valid', 'NHWC', [3, 1]),
  ],
  [
    'conv2d, dilated, channels first, explicit padding',
    [
      [2, 2, 5, 6],
      [2, 3, 2, 3],
    ],
    (...i) =>
      tf.conv2d(
        at<tf.Tensor4D>(i, 0),
        at<tf.Tensor4D>(i, 1),
        1,
        [
          [0, 0],
          [0, 0],
          [3, 1],
          [0, 2],
        ],
        'NCHW',
        [2, 2],
      ),
  ],
  ...([1, 2, 4] as const).map(
    (dilation): Case => [
      `conv1d, dilation ${dilation}`,
      [
        [2, 13, 3],
        [3, 3, 4],
      ],
      (...i) => tf.conv1d(at<tf.Tensor3D>(i, 0), at<tf.Tensor3D>(i, 1), 1, 'same', 'NWC', dilation),
    ],
  ),
  [
    'depthwiseConv2d, stride above kernel',
    [
      [2, 9, 8, 3],
      [2, 2, 3, 2],
    ],
    (...i) => tf.depthwiseConv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), 3, 'same'),
  ],
  [
    'depthwiseConv2d, dilated',
    [
      [2, 7, 6, 3],
      [3, 2, 3, 2],
    ],
    (...i) => tf.depthwiseConv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), 1, 'same', 'NHWC', [2, 3]),
  ],
  [
    'conv3d, strides, clipped windows',
    [
      [2, 3, 5, 4, 2],
      [2, 3, 2, 2, 3],
    ],
    (...i) => tf.conv3d(at<tf.Tensor5D>(i, 0), at<tf.Tensor5D>(i, 1), [1, 2, 2], 'same'),
  ],
  [
    'dilation2d',
    [
      [2, 7, 5, 3],
      [3, 2, 3],
    ],
    (...i) => tf.dilation2d(ranked(at(i, 0)) as tf.Tensor4D, at<tf.Tensor3D>(i, 1).mul(0.05), [2, 1], 'same'),
  ],
  ['avgPool, explicit padding', [[2, 5, 7, 3]], (...i) => tf.avgPool(at<tf.Tensor4D>(i, 0), 3, 2, 1)],
  [
    'maxPool, stride above window',
    [[2, 9, 8, 3]],
    (...i) => tf.maxPool(ranked(at(i, 0)) as tf.Tensor4D, 2, 3, 'same'),
  ],
  [
    'avgPool3d, valid',
    [[2, 4, 5, 3, 2]],
    (...i) => tf.avgPool3d(at<tf.Tensor5D>(i, 0), 2, [1, 2, 1], 'valid'),
  ],
  [
    'avgPool3d, clipped windows',
    [[2, 3, 5, 4, 2]],
    (...i) => tf.avgPool3d(at<tf.Tensor5D>(i, 0), [2, 3, 3], 2, 'same'),
  ],
  [
    'maxPool3d of negative values',
    [[2, 3, 5, 4, 2]],
    (...i) => tf.maxPool3d(ranked(at(i, 0)) as tf.Tensor5D, 2, 2, 'same'),
  ],
  [
    'localResponseNormalization',
    [[2, 3, 4, 7]],
    (...i) => tf.localResponseNormalization(at<tf.Tensor4D>(i, 0), 2, 1.5, 0.4, 0.6),
  ],
  [
    'resizeBilinear, corners aligned',
    [[2, 3, 5, 2]],
    (...i) => tf.image.resizeBilinear(at<tf.Tensor4D>(i, 0), [7, 4], true),
  ],
  [
    'resizeNearestNeighbor, corners aligned',
    [[2, 3, 5, 2]],
    (...i) => tf.image.resizeNearestNeighbor(at<tf.Tensor4D>(i, 0), [7, 9], true),
  ],
  [
    'batchToSpaceND',
    [[8, 3, 2, 3]],
    (x = tf.scalar(0)) =>
      tf
        .batchToSpaceND(
          x,
          [2, 2],
          [
            [1, 0],
            [0, 1],
          ],
        )
        .square(),
  ],
  [
    'spaceToBatchND',
    [[2, 5, 3, 2]],
    (x = tf.scalar(0)) =>
      tf
        .spaceToBatchND(
          x,
          [2, 2],
          [
            [1, 0],
            [0, 1],
          ],
        )
        .square(),
  ],
  [
    'prelu, one slope a channel',
    [[3, 5, 7], [7]],
    (x = tf.scalar(0), alpha = tf.scalar(0)) => tf.prelu(away(x), alpha),
  ],
  [
    'basicLSTMCell',
    [[5, 12], [12], [2, 2], [2, 3], [2, 3]],
    (...i) =>
      tf.concat(
        tf.basicLSTMCell(
          tf.scalar(1),
          at<tf.Tensor2D>(i, 0),
          at<tf.Tensor1D>(i, 1),
          at<tf.Tensor2D>(i, 2),
          at<tf.Tensor2D>(i, 3),
          at<tf.Tensor2D>(i, 4),
        ),
      ),
  ],
  [
    'fused product, bias and activation',
    [[5, 9], [9, 7], [7]],
    (...i) =>
      tf.fused.matMul({
        a: at<tf.Tensor2D>(i, 0),
        b: at<tf.Tensor2D>(i, 1),
        bias: at(i, 2),
        activation: 'sigmoid',
      }),
  ],
  [
    'fused convolution, bias and activation',
    [[2, 7, 5, 3], [3, 3, 3, 4], [4]],
    (...i) =>
      tf.fused.conv2d({
        x: at<tf.Tensor4D>(i, 0),
        filter: at<tf.Tensor4D>(i, 1),
        bias: at(i, 2),
        strides: 2,
        pad: 'same',
        activation: 'elu',
      }),
  ],
  [
    'expandDims and squeeze',
    [[3, 1, 4]],
    (x = tf.scalar(0)) => tf.squeeze(tf.expandDims(x, 2), [1]).square(),
  ],
  ['cumsum, exclusive and in reverse', [[3, 6]], (x = tf.scalar(0)) => tf.cumsum(x, 0, true, true).square()],
  ['tile of four axes', [[2, 1, 3, 2]], (x = tf.scalar(0)) => tf.tile(x, [1, 3, 2, 2]).square()],
  ['broadcastTo', [[3, 1, 5]], (x = tf.scalar(0)) => tf.broadcastTo(x, [2, 3, 4, 5]).square()],
  unary('sinh', (x) => tf.sinh(x)),
  unary('cosh', (x) => tf.cosh(x)),
  unary('tan', (x) => tf.tan(x.mul(0.3))),
  unary('asin', (x) => tf.asin(x.mul(0.2))),
  unary('acos', (x) => tf.acos(x.mul(0.2))),
  unary('atan', (x) => tf.atan(x)),
  unary('asinh', (x) => tf.asinh(x)),
  unary('acosh', (x) => tf.acosh(positive(x).add(1))),
  unary('atanh', (x) => tf.atanh(x.mul(0.2))),
  unary('floor, which has none', (x) => tf.floor(between(x)).add(x)),
  unary('ceil, which has none', (x) => tf.ceil(between(x)).add(x)),
  unary('round, which has none', (x) => tf.round(between(x).add(0.5)).add(x)),
  unary('isNaN, which has none', (x) => tf.isNaN(x).toFloat().add(x)),
  unary('isInf, which has none', (x) => tf.isInf(x).toFloat().add(x)),
  unary('isFinite, which has none', (x) => tf.isFinite(x).toFloat().add(x)),
  unary('zerosLike and onesLike', (x) => tf.zerosLike(x).add(tf.onesLike(x)).add(x)),
  unary('argMax, which has none', (x) => tf.argMax(ranked(x), 1).toFloat().add(x.sum(1))),
  unary('argMin, which has none', (x) => tf.argMin(ranked(x), 1).toFloat().add(x.sum(1))),
  unary('oneHot, which has none', (x) =>
    tf
      .oneHot(between(x).add(1).toInt() as tf.Tensor1D, 3)
      .toFloat()
      .add(x.expandDims(-1)),
  ),
  ...binary('atan2', (a, b) => tf.atan2(a, positive(b))),
  ...binary('mod', (a, b) => tf.mod(a.mul(0.03).add(2.5), b.mul(0.02).add(1))),
  ...binary('greaterEqual, which has none', (a, b) =>
    tf.greaterEqual(between(a), b.sign().mul(2)).toFloat().add(a).add(b),
  ),
]
