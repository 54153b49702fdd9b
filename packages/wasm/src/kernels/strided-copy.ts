/** Numbers of one kind. */
export type Numbers = Float32Array | Int32Array | Uint8Array

/** Elements of a block, axis by axis, and how far apart they are where they come from and where they go. */
export interface StridedCopy {
  readonly size: readonly number[]
  readonly from: readonly number[]
  readonly to: readonly number[]
  /** Where the block's first element is. */
  readonly fromStart?: number
  /** Where it goes. */
  readonly toStart?: number
}

interface Axis {
  size: number
  from: number
  to: number
}

/** Elements from which on a run is copied as memory; below, a loop is as fast. */
const RUN = 16

/** Copies a block from one tensor's values to another's; what lies together in both goes as a run of memory, and what is repeated is filled in. */
export function stridedCopy(source: Numbers, target: Numbers, copy: StridedCopy): void {
  const axes = mergedAxes(copy)
  const inner = axes.pop() ?? { size: 1, from: 1, to: 1 }
  const index = axes.map(() => 0)
  const runs = axes.reduce((product, { size }) => product * size, 1)
  if (inner.size === 0) return
  let [from, to] = [copy.fromStart ?? 0, copy.toStart ?? 0]
  const long = inner.to === 1 && inner.size >= RUN
  const [whole, repeated] = [long && inner.from === 1, long && inner.from === 0]
  for (let run = 0; run < runs; run++) {
    if (whole) target.set(source.subarray(from, from + inner.size), to)
    else if (repeated) target.fill(source[from] ?? 0, to, to + inner.size)
    else {
      for (let k = 0; k < inner.size; k++) target[to + k * inner.to] = source[from + k * inner.from] ?? 0
    }
    // On to the next run, in row-major order.
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { size, from: stepFrom, to: stepTo } = axes[axis] ?? inner
      from += stepFrom
      to += stepTo
      const next = (index[axis] ?? 0) + 1
      index[axis] = next
      if (next < size) break
      index[axis] = 0
      from -= size * stepFrom
      to -= size * stepTo
    }
  }
}

/** Axes without those of size 1, neighbours joined where they are one walk in both tensors. */
function mergedAxes({ size, from, to }: StridedCopy): Axis[] {
  const axes: Axis[] = []
  size.forEach((side, i) => {
    const axis = { size: side, from: from[i] ?? 0, to: to[i] ?? 0 }
    const last = axes.at(-1)
    if (side === 1) return
    if (last !== undefined && last.from === axis.from * side && last.to === axis.to * side) {
      last.size *= side
      last.from = axis.from
      last.to = axis.to
    } else axes.push(axis)
  })
  return axes
}

/** Steps between neighbours along each axis of a tensor of `shape`. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1)
  }
  return strides
}
