import * as tf from '@tensorflow/tfjs'
import { sizeOf } from './accelerate'

/** A tensor seen as [outer, reduced, inner], reduced along the middle. */
export interface Block {
  readonly outer: number
  readonly reduced: number
  readonly inner: number
}

/** How a reduction goes: group after group of neighbouring axes, the last first. */
export interface ReducedAxes {
  readonly blocks: readonly Block[]
  /** Shape of the result. */
  readonly shape: readonly number[]
  /** Elements that each result is made of. */
  readonly count: number
}

/** Splits axes into groups of neighbours; undefined where nothing is reduced, or nothing is there. */
export function reducedAxes(
  shape: readonly number[],
  axis: unknown,
  keepDims: unknown,
): ReducedAxes | undefined {
  const axes = new Set(tf.util.parseAxisParam(axis as number | number[], [...shape]))
  if (axes.size === 0 || sizeOf(shape) === 0) return undefined
  const blocks: Block[] = []
  let [reduced, inner] = [1, 1]
  for (let i = shape.length - 1; i >= 0; i--) {
    const side = shape[i] ?? 1
    if (axes.has(i)) reduced *= side
    else inner *= side
    // The group ends where the axis before it stays.
    if (axes.has(i) && !axes.has(i - 1)) {
      blocks.push({ outer: sizeOf(shape.slice(0, i)), reduced, inner })
      reduced = 1
    }
  }
  return {
    blocks,
    shape:
      keepDims === true
        ? shape.map((side, i) => (axes.has(i) ? 1 : side))
        : shape.filter((_, i) => !axes.has(i)),
    count: sizeOf(shape.filter((_, i) => axes.has(i))),
  }
}
