import { createRng } from '@ae/core'
import { directionalDerivatives } from '@ae/core/testing'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { at, away, binary, type Case, positive, ranked, unary } from './conformance/gradient-case'
import { RARER_CASES } from './conformance/rarer-cases'
import { useWasm } from './use-wasm'

/** Kernels whose gradients ran. */
const seen = new Set<string>()

beforeAll(async () => {
  await useWasm({ threads: 2 })
  for (const name of withGradient()) {
    const config = tf.getGradient(name)
    if (config === undefined) continue
    tf.registerGradient({
      ...config,
      gradFunc(...call) {
        seen.add(name)
        return config.gradFunc(...call)
      },
    })
  }
})

/** Every kernel that the backend runs and tfjs differentiates. */
function withGradient(): readonly string[] {
  return tf
    .getKernelsForBackend('ae-wasm')
    .map(({ kernelName }) => kernelName)
    .filter((name) => tf.getGradient(name) !== undefined)
}

const products: Case[] = [false, true].flatMap((ta) =>
  [false, true].flatMap((tb): Case[] =>
    [[], [3], [2, 3]].map((batch): Case => {
      const [a, b] = [ta ? [9, 5] : [5, 9], tb ? [7, 9] : [9, 7]]
      const name = `matMul ${ta ? 'Aᵀ' : 'A'}·${tb ? 'Bᵀ' : 'B'} in batches ${JSON.stringify(batch)}`
      return [
        name,
        [
          [...batch, ...a],
          [...batch, ...b],
        ],
        (x = tf.scalar(0), y = tf.scalar(0)) => tf.matMul(x, y, ta, tb),
      ]
    }),
  ),
)

const convolutions: Case[] = (
  [
    [[2, 7, 5, 3], [3, 3, 3, 4], 1, 'same', 1],
    [[2, 7, 5, 3], [3, 3, 3, 4], 2, 'same', 1],
    [[3, 6, 8, 2], [2, 4, 2, 3], [2, 1], 'valid', 1],
    [[2, 9, 8, 2], [2, 2, 2, 3], 3, 'same', 1],
    [[2, 5, 4, 3], [1, 1, 3, 5], 1, 'valid', 1],
    [[2, 5, 4, 3], [1, 1, 3, 5], 2, 'same', 1],
  ] as const
).map(
  ([x, w, strides, pad]): Case => [
    `conv2d ${JSON.stringify({ x, w, strides, pad })}`,
    [[...x], [...w]],
    (...i) => tf.conv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), strides as number, pad),
  ],
)

const CASES: readonly Case[] = [
  ...products,
  ...convolutions,
  [
    'matMul, one batch for all',
    [
      [3, 2, 5],
      [1, 5, 4],
    ],
    (a = tf.scalar(0), b = tf.scalar(0)) => tf.matMul(a, b),
  ],
  [
    'matMul, with batches of two axes broadcast',
    [
      [2, 1, 4, 5],
      [3, 5, 2],
    ],
    (a = tf.scalar(0), b = tf.scalar(0)) => tf.matMul(a, b),
  ],
  [
    'conv1d, stride 2',
    [
      [2, 9, 3],
      [5, 3, 4],
    ],
    (...i) => tf.conv1d(at<tf.Tensor3D>(i, 0), at<tf.Tensor3D>(i, 1), 2, 'same'),
  ],
  [
    'conv1d, kernel below stride',
    [
      [2, 10, 3],
      [2, 3, 4],
    ],
    (...i) => tf.conv1d(at<tf.Tensor3D>(i, 0), at<tf.Tensor3D>(i, 1), 3, 'same'),
  ],
  [
    'conv2dTranspose, stride 2',
    [
      [2, 4, 3, 3],
      [3, 3, 2, 3],
    ],
    (...i) => tf.conv2dTranspose(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), [2, 8, 6, 2], 2, 'same'),
  ],
  [
    'conv2dTranspose, kernel 4',
    [
      [2, 3, 5, 3],
      [4, 4, 2, 3],
    ],
    (...i) => tf.conv2dTranspose(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), [2, 6, 10, 2], 2, 'same'),
  ],
  [
    'depthwiseConv2d',
    [
      [2, 6, 5, 3],
      [3, 3, 3, 2],
    ],
    (...i) => tf.depthwiseConv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), 1, 'same'),
  ],
  [
    'separableConv2d',
    [
      [2, 6, 5, 3],
      [3, 3, 3, 2],
      [1, 1, 6, 4],
    ],
    (...i) =>
      tf.separableConv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), at<tf.Tensor4D>(i, 2), 1, 'same'),
  ],
  [
    'depthwiseConv2d, strides',
    [
      [2, 7, 5, 5],
      [3, 2, 5, 1],
    ],
    (...i) => tf.depthwiseConv2d(at<tf.Tensor4D>(i, 0), at<tf.Tensor4D>(i, 1), [2, 2], 'same'),
  ],
  ['avgPool, valid', [[2, 6, 5, 3]], (...i) => tf.avgPool(at<tf.Tensor4D>(i, 0), [3, 2], [2, 1], 'valid')],
  ['avgPool, clipped windows', [[2, 5, 7, 3]], (...i) => tf.avgPool(at<tf.Tensor4D>(i, 0), 3, 2, 'same')],
  [
    'maxPool of negative values',
    [[2, 7, 5, 7]],
    (...i) => tf.maxPool(ranked(at(i, 0)) as tf.Tensor4D, 3, 2, 'same'),
  ],
  [
    'resizeNearestNeighbor up',
    [[3, 2, 3, 2]],
    (...i) => tf.image.resizeNearestNeighbor(at<tf.Tensor4D>(i, 0), [4, 9]),
  ],
  [
    'resizeNearestNeighbor down',
    [[2, 6, 4, 2]],
    (...i) => tf.image.resizeNearestNeighbor(at<tf.Tensor4D>(i, 0), [3, 2]),
  ],
  [
    'resizeNearestNeighbor, centres',
    [[3, 4, 3, 5]],
    (...i) => tf.image.resizeNearestNeighbor(at<tf.Tensor4D>(i, 0), [7, 5], false, true),
  ],
  [
    'resizeBilinear, corners aligned',
    [[3, 4, 3, 5]],
    (...i) => tf.image.resizeBilinear(at<tf.Tensor4D>(i, 0), [7, 5], true),
  ],
  [
    'resizeBilinear, centres',
    [[3, 4, 3, 5]],
    (...i) => tf.image.resizeBilinear(at<tf.Tensor4D>(i, 0), [3, 8], false, true),
  ],
  ['resizeBilinear', [[2, 3, 5, 2]], (...i) => tf.image.resizeBilinear(at<tf.Tensor4D>(i, 0), [7, 4])],
  [
    'batchNorm',
    [[4, 3, 5], [5], [5]],
    (x = tf.scalar(0), scale = tf.scalar(0), offset = tf.scalar(0)) => {
      const { mean, variance } = tf.moments(x, [0, 1])
      return tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        1e-3,
      )
    },
  ],
  [
    'gather',
    [[5, 3]],
    (x = tf.scalar(0)) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [0, 2, 2],
            [4, 1, 0],
          ],
          [2, 3],
          'int32',
        ),
      ),
  ],
  [
    'gather along the last axis',
    [[4, 5]],
    (x = tf.scalar(0)) => tf.gather(x, tf.tensor1d([3, 3, 0], 'int32'), 1),
  ],
  [
    'unsortedSegmentSum',
    [[6, 3]],
    (x = tf.scalar(0)) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 0, 1, 2, 2], 'int32'), 4),
  ],
  [
    'pad',
    [[3, 4]],
    (x = tf.scalar(0)) =>
      tf.pad(x, [
        [1, 2],
        [0, 3],
      ]),
  ],
  [
    'mirrorPad, reflect',
    [[2, 5, 4]],
    (x = tf.scalar(0)) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [2, 1],
          [3, 0],
        ],
        'reflect',
      ),
  ],
  [
    'mirrorPad, symmetric',
    [[2, 5, 4]],
    (x = tf.scalar(0)) =>
      tf.mirrorPad(
        x,
        [
          [1, 0],
          [2, 5],
          [0, 4],
        ],
        'symmetric',
      ),
  ],
  ['slice', [[4, 5, 6]], (x = tf.scalar(0)) => tf.slice(x, [1, 0, 2], [2, 5, 3])],
  [
    'concat',
    [
      [2, 3, 4],
      [2, 5, 4],
    ],
    (a = tf.scalar(0), b = tf.scalar(0)) => tf.concat([a, b], 1),
  ],
  [
    'stack and unstack',
    [
      [3, 4],
      [3, 4],
    ],
    (a = tf.scalar(0), b = tf.scalar(0)) =>
      tf.addN(tf.unstack(tf.stack([a, b], 1), 2).map((t, i) => t.mul(i + 1))),
  ],
  ['split', [[3, 8]], (x = tf.scalar(0)) => tf.addN(tf.split(x, 4, 1).map((t, i) => t.mul(i - 1)))],
  ['tile', [[2, 3]], (x = tf.scalar(0)) => tf.tile(x, [3, 2])],
  [
    'reverse',
    [[2, 3, 4]],
    (x = tf.scalar(0)) => tf.reverse(x, [0, 2]).mul(tf.range(0, 24).reshape([2, 3, 4])),
  ],
  [
    'transpose of two axes',
    [[5, 7]],
    (x = tf.scalar(0)) => tf.transpose(x).mul(tf.range(0, 35).reshape([7, 5])),
  ],
  [
    'transpose of four axes',
    [[2, 3, 4, 5]],
    (x = tf.scalar(0)) => tf.transpose(x, [2, 0, 3, 1]).mul(tf.range(0, 120).reshape([4, 2, 5, 3])),
  ],
  ['reshape', [[4, 6]], (x = tf.scalar(0)) => tf.reshape(x, [3, 8]).square()],
  ['sum over the first axis', [[9, 7]], (x = tf.scalar(0)) => x.sum(0).square()],
  ['sum over the last axis', [[9, 7]], (x = tf.scalar(0)) => x.sum(1).square()],
  ['sum over a middle axis', [[3, 9, 7]], (x = tf.scalar(0)) => x.sum(1).square()],
  ['mean, dimensions kept', [[3, 9, 7]], (x = tf.scalar(0)) => x.mean([1, 2], true).square()],
  ['max', [[5, 9]], (x = tf.scalar(0)) => ranked(x).max(1)],
  ['min', [[5, 9]], (x = tf.scalar(0)) => ranked(x).min(0)],
  ['prod', [[3, 4]], (x = tf.scalar(0)) => away(x).prod(1)],
  ['sum over axes apart', [[3, 4, 5, 2]], (x = tf.scalar(0)) => x.sum([0, 2]).square()],
  ['max over middle axes', [[2, 3, 4, 5]], (x = tf.scalar(0)) => ranked(x).max([1, 2])],
  ['min over a middle axis', [[2, 5, 3]], (x = tf.scalar(0)) => ranked(x).min(1)],
  ['prod over a middle axis', [[2, 4, 3]], (x = tf.scalar(0)) => away(x).prod(1)],
  ['cumsum along the first axis', [[4, 3, 2]], (x = tf.scalar(0)) => tf.cumsum(x, 0).square()],
  [
    'cumsum along a middle axis, exclusive and reversed',
    [[2, 5, 3]],
    (x = tf.scalar(0)) => tf.cumsum(x, 1, true, true).square(),
  ],
  ['cumsum', [[3, 6]], (x = tf.scalar(0)) => tf.cumsum(x, 1).square()],
  ['logSumExp', [[4, 6]], (x = tf.scalar(0)) => tf.logSumExp(x, 1)],
  ['softmax of long rows', [[2, 3, 37]], (x = tf.scalar(0)) => tf.softmax(x).mul(tf.range(0, 37))],
  [
    'logSoftmax as a kernel',
    [[4, 6]],
    (logits = tf.scalar(0)) => tf.engine().runKernel('LogSoftmax', { logits }, { axis: 1 }) as tf.Tensor,
  ],
  ['softmax', [[4, 6]], (x = tf.scalar(0)) => tf.softmax(x)],
  ['logSoftmax', [[4, 6]], (x = tf.scalar(0)) => tf.logSoftmax(x)],
  ['norm', [[4, 6]], (x = tf.scalar(0)) => tf.norm(x, 2, 1)],
  ['moments', [[4, 6]], (x = tf.scalar(0)) => tf.moments(x, 0).variance],
  [
    'where',
    [
      [4, 6],
      [4, 6],
    ],
    (a = tf.scalar(0), b = tf.scalar(0)) => tf.where(createRng(2).normal([4, 6]).greater(0), a, b),
  ],
  [
    'clipByValue',
    [[4, 6]],
    (x = tf.scalar(0)) =>
      tf.clipByValue(
        x
          .mul(10)
          .round()
          .div(10)
          .add(x.sub(x.mul(10).round().div(10))),
        -0.73,
        0.73,
      ),
  ],
  unary('exp', (x) => tf.exp(x)),
  unary('log', (x) => tf.log(positive(x))),
  unary('log1p', (x) => tf.log1p(positive(x))),
  unary('expm1', (x) => tf.expm1(x)),
  unary('sqrt', (x) => tf.sqrt(positive(x))),
  unary('rsqrt', (x) => tf.rsqrt(positive(x))),
  unary('square', (x) => tf.square(x)),
  unary('reciprocal', (x) => tf.reciprocal(positive(x))),
  unary('neg', (x) => tf.neg(x).square()),
  unary('abs', (x) => tf.abs(away(x))),
  unary('relu', (x) => tf.relu(away(x))),
  unary('relu6', (x) => tf.relu6(away(x))),
  unary('leakyRelu', (x) => tf.leakyRelu(away(x), 0.1)),
  unary('elu', (x) => tf.elu(away(x))),
  unary('selu', (x) => tf.selu(away(x))),
  unary('sigmoid', (x) => tf.sigmoid(x)),
  unary('logSigmoid', (x) => tf.logSigmoid(x)),
  unary('softplus', (x) => tf.softplus(x)),
  unary('tanh', (x) => tf.tanh(x)),
  unary('sin', (x) => tf.sin(x)),
  unary('cos', (x) => tf.cos(x)),
  unary('erf', (x) => tf.erf(x)),
  unary('pow', (x) => tf.pow(positive(x), 1.7)),
  unary('step, which has none', (x) => tf.step(away(x)).add(x)),
  unary('sign, which has none', (x) => tf.sign(away(x)).add(x)),
  ...binary('add', (a, b) => a.add(b).square()),
  ...binary('sub', (a, b) => a.sub(b).square()),
  ...binary('mul', (a, b) => a.mul(b)),
  ...binary('div', (a, b) => a.div(positive(b))),
  ...binary('squaredDifference', (a, b) => tf.squaredDifference(a, b)),
  ...binary('maximum', (a, b) => tf.maximum(a.mul(0.01), b.mul(0.01).add(b.sign()))),
  ...binary('minimum', (a, b) => tf.minimum(a.mul(0.01), b.mul(0.01).add(b.sign()))),
  ...binary('prelu', (x, alpha) => tf.prelu(away(x), alpha)).slice(0, 2),
  ...binary('pow', (a, b) => tf.pow(positive(a), b)),
  ...RARER_CASES,
]

/** Kernels with a gradient that no difference can check, each with the reason. */
const UNCHECKED: Readonly<Record<string, string>> = {
  ComplexAbs: 'tfjs has no gradient that leads from its complex input back to real tensors',
  FloorDiv:
    'a step, whose slope is 0; tfjs gives the slope of a plain division, and its own specs ask for that',
}

/** Differences in float32 are good to about this, relative to the slope. */
const TOLERANCE = 4e-3

describe(`gradients agree with finite differences: ${CASES.length} cases`, () => {
  test.each(CASES)('%s', async (_, shapes, f) => {
    const rng = createRng(11)
    const inputs = shapes.map((shape) => rng.normal(shape))
    const before = tf.memory().numTensors
    const { analytic, numeric, error } = await directionalDerivatives(f, inputs)
    expect(error, `${analytic} and ${numeric}`).toBeLessThan(TOLERANCE)
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose(inputs)
  })

  test('no kernel that has a gradient is without a case', () => {
    const missing = withGradient().filter((name) => !seen.has(name) && !(name in UNCHECKED))
    expect(missing).toEqual([])
    expect(Object.keys(UNCHECKED).filter((name) => seen.has(name))).toEqual([])
  })
})
