import type { Rng } from '@ae/core'
import * as tf from '@tensorflow/tfjs'

/** How far images are changed at most; every change is drawn evenly. */
export interface AffineRange {
  /** Radians to either side. */
  readonly rotation: number
  /** How far upright lines lean to either side, as a share of their height. */
  readonly shear: number
  /** Share by which either side grows or shrinks. */
  readonly scale: number
  /** Pixels in any direction. */
  readonly shift: number
}

/** Images, one after the other, that share a change: rows of memory are then long enough to copy. */
const SHARED = 8

/**
 * Grey images turned, sheared, scaled and shifted at random, [B, H, W, 1] → the same shape; what comes in from outside is 0.
 * Eight neighbours in a batch share a change.
 */
export function affineImages(x: tf.Tensor, range: AffineRange, rng: Rng): tf.Tensor {
  const [rows = 0, height = 1, width = 1] = x.shape
  const groups = Math.ceil(rows / SHARED)
  const corners = groupCorners(range, rng.uniformArray(groups * DRAWS), { height, width })
  const pixels = height * width
  return tf.tidy(() => {
    const full = tf.pad(x.reshape([rows, pixels]), [
      [0, groups * SHARED - rows],
      [0, 0],
    ])
    // [pixels · groups, images of a group]: a pixel is moved for all of them at once.
    const sources = full.reshape([groups, SHARED, pixels]).transpose([2, 0, 1]).reshape([-1, SHARED])
    const parts = corners.map(({ from, weights }) =>
      sources.gather(tf.tensor1d(from, 'int32')).mul(tf.tensor2d(weights, [weights.length, 1])),
    )
    return tf
      .addN(parts)
      .reshape([pixels, groups, SHARED])
      .transpose([1, 2, 0])
      .reshape([groups * SHARED, pixels])
      .slice([0, 0], [rows, -1])
      .reshape(x.shape)
  })
}

/** Numbers that a change is drawn from. */
const DRAWS = 6

interface Size {
  readonly height: number
  readonly width: number
}

/** One of the four old pixels round the place that each new one comes from. */
interface Corner {
  /** [pixels · groups], rows of the sources */
  readonly from: Int32Array
  /** [pixels · groups]; 0 for a pixel outside */
  readonly weights: Float32Array
}

function groupCorners(range: AffineRange, draws: Float32Array, { height, width }: Size): readonly Corner[] {
  const groups = draws.length / DRAWS
  const pixels = height * width
  const corners = [0, 1, 2, 3].map(() => ({
    from: new Int32Array(pixels * groups),
    weights: new Float32Array(pixels * groups),
  }))
  for (let group = 0; group < groups; group++) {
    const drawn = (i: number, most: number): number => (2 * (draws[group * DRAWS + i] ?? 0) - 1) * most
    const angle = drawn(0, range.rotation)
    const [cosine, sine, lean] = [Math.cos(angle), Math.sin(angle), drawn(1, range.shear)]
    const [scaleX, scaleY] = [1 + drawn(2, range.scale), 1 + drawn(3, range.scale)]
    const shiftX = drawn(4, range.shift) + (width - 1) / 2
    const shiftY = drawn(5, range.shift) + (height - 1) / 2
    for (let to = 0; to < pixels; to++) {
      const v = Math.floor(to / width) - (height - 1) / 2
      const u = (to % width) - (width - 1) / 2 + lean * v
      const x = (cosine * u - sine * v) * scaleX + shiftX
      const y = (sine * u + cosine * v) * scaleY + shiftY
      const [left, top] = [Math.floor(x), Math.floor(y)]
      for (const [corner, { from, weights }] of corners.entries()) {
        const row = top + (corner >> 1)
        const column = left + (corner & 1)
        if (row < 0 || row >= height || column < 0 || column >= width) continue
        from[to * groups + group] = (row * width + column) * groups + group
        weights[to * groups + group] = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row))
      }
    }
  }
  return corners
}
