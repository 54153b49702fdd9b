import * as tf from '@tensorflow/tfjs'

/** What makes whole functions of halves, and mirrors blocks. */
interface Mirror {
  /** `[N]`: 1 of even functions, −1 of odd ones. */
  readonly signs: tf.Tensor1D
  /** `[N, N]`: turns a row round. */
  readonly turn: tf.Tensor2D
}

function mirror(block: number): Mirror {
  const signs = tf.tensor1d(Array.from({ length: block }, (_, u) => (u % 2 === 0 ? 1 : -1)))
  const turn = Array.from({ length: block * block }, (_, i) =>
    Math.floor(i / block) + (i % block) === block - 1 ? 1 : 0,
  )
  return { signs, turn: tf.tensor2d(turn, [block, block]) }
}

/** `[N, N]` → `[N, 2N]`: functions, from their first halves. */
function whole(halves: tf.Tensor, { signs, turn }: Mirror): tf.Tensor {
  return tf.concat([halves, halves.matMul(turn).mul(signs.expandDims(1))], 1)
}

/**
 * `[L, n·N]` → `[L, n, N]`: lines in blocks that overlap, and go on at their ends as in a mirror.
 *
 * @param lines no gradient flows through their ends
 */
function analyseLines(lines: tf.Tensor, halves: tf.Tensor): tf.Tensor {
  const [count = 0, length = 0] = lines.shape
  const block = halves.shape[0] ?? 1
  const half = block / 2
  const [head, tail] = [lines.slice([0, 0], [count, half]), lines.slice([0, length - half], [count, half])]
  const longer = tf.concat([head.reverse(1), lines, tail.reverse(1)], 1)
  const blocks = longer.reshape([count, -1, block])
  const columns = length / block
  const pairs = tf.concat(
    [blocks.slice([0, 0, 0], [count, columns, block]), blocks.slice([0, 1, 0], [count, columns, block])],
    2,
  )
  const functions = whole(halves, mirror(block))
  return pairs
    .reshape([-1, 2 * block])
    .matMul(functions, false, true)
    .reshape([count, columns, block])
}

/** `[L, n, N]` → `[L, n·N]`: lines from their blocks. */
function synthesiseLines(coefficients: tf.Tensor, halves: tf.Tensor): tf.Tensor {
  const [count = 0, columns = 0, block = 1] = coefficients.shape
  const mirrors = mirror(block)
  const { signs } = mirrors
  const edge = (j: number): tf.Tensor => coefficients.slice([0, j, 0], [count, 1, block]).mul(signs)
  const longer = tf.concat([edge(0), coefficients, edge(columns - 1)], 1)
  // Between two middles of blocks: the first half of the right one, and the second half of the left one.
  const pairs = tf.concat(
    [
      longer.slice([0, 1, 0], [count, columns + 1, block]),
      longer.slice([0, 0, 0], [count, columns + 1, block]),
    ],
    2,
  )
  const functions = whole(halves, mirrors)
  const stacked = tf.concat(
    [functions.slice([0, 0], [block, block]), functions.slice([0, block], [block, block])],
    0,
  )
  return pairs
    .reshape([-1, 2 * block])
    .matMul(stacked)
    .reshape([count, (columns + 1) * block])
    .slice([0, block / 2], [count, columns * block])
}

/** `[P, H, W]` → `[P, H/N, W/N, N·N]`. */
export function analysePlanes(planes: tf.Tensor, halves: tf.Tensor): tf.Tensor {
  const [count = 0, height = 0, width = 0] = planes.shape
  const block = halves.shape[0] ?? 1
  const across = analyseLines(planes.reshape([-1, width]), halves)
  const turned = across.reshape([count, height, -1]).transpose([0, 2, 1]).reshape([-1, height])
  // [P, columns, v, rows, u]
  return analyseLines(turned, halves)
    .reshape([count, width / block, block, height / block, block])
    .transpose([0, 3, 1, 4, 2])
    .reshape([count, height / block, width / block, block * block])
}

/** `[P, H/N, W/N, N·N]` → `[P, H, W]`. */
export function synthesisePlanes(coefficients: tf.Tensor, halves: tf.Tensor): tf.Tensor {
  const [count = 0, rows = 0, columns = 0] = coefficients.shape
  const block = halves.shape[0] ?? 1
  const down = coefficients
    .reshape([count, rows, columns, block, block])
    .transpose([0, 2, 4, 1, 3])
    .reshape([-1, rows, block])
  const lines = synthesiseLines(down, halves)
    .reshape([count, columns, block, rows * block])
    .transpose([0, 3, 1, 2])
    .reshape([-1, columns, block])
  return synthesiseLines(lines, halves).reshape([count, rows * block, columns * block])
}
