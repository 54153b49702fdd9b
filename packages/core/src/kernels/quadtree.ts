/**
 * A quadtree of points in the order of a space-filling curve: a node's descendants follow it, and `after` says where they
 * end, so that a tree is walked without a stack. Cells that hold the same points as one of their quadrants are left out.
 */
export interface Quadtree {
  /** Which point comes first along the curve, and so on, [n]. */
  readonly order: Uint32Array
  /** Nodes. */
  readonly count: number
  /** Centres of the points below each node. */
  readonly x: Float32Array
  readonly y: Float32Array
  /** How many they are. */
  readonly mass: Float32Array
  /** Squared distance from which a node is taken as a whole: its cell's width by θ; 0 for a leaf. */
  readonly limit: Float32Array
  /** The node that comes after the last descendant. */
  readonly after: Int32Array
}

/** Bits of a coordinate in a code; points closer than the 65,536th part of the map share a leaf. */
const LEVELS = 16

interface Growth extends Quadtree {
  readonly codes: Uint32Array
  readonly xs: Float32Array
  readonly ys: Float32Array
  /** Width of the smallest cell by θ. */
  readonly unit: number
  count: number
}

/**
 * Builds the tree.
 *
 * @param map   [2, n]: all x, then all y
 * @param theta width of a cell by its distance up to which it is taken as a whole, > 0
 */
export function quadtree(map: Float32Array, theta: number): Quadtree {
  const n = map.length / 2
  const [xs, ys] = [map.subarray(0, n), map.subarray(n)]
  const [left, right] = range(xs)
  const [bottom, top] = range(ys)
  const extent = Math.max(right - left, top - bottom)
  const cells = 2 ** LEVELS
  const scale = extent > 0 ? cells / extent : 0
  const codeOf = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    const column = Math.floor(Math.min(((xs[i] ?? 0) - left) * scale, cells - 1))
    const line = Math.floor(Math.min(((ys[i] ?? 0) - bottom) * scale, cells - 1))
    codeOf[i] = spread(column) | (spread(line) << 1)
  }
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  order.sort((a, b) => (codeOf[a] ?? 0) - (codeOf[b] ?? 0) || a - b)
  const growth: Growth = {
    order,
    codes: order.map((i) => codeOf[i] ?? 0),
    xs,
    ys,
    unit: extent / cells / theta,
    count: 0,
    x: new Float32Array(2 * n),
    y: new Float32Array(2 * n),
    mass: new Float32Array(2 * n),
    limit: new Float32Array(2 * n),
    after: new Int32Array(2 * n),
  }
  grow(growth, 0, n)
  return growth
}

/** The node of the sorted points begin … end, and all below it. */
function grow(tree: Growth, begin: number, end: number): void {
  const node = tree.count++
  const differing = (tree.codes[begin] ?? 0) ^ (tree.codes[end - 1] ?? 0)
  let [x, y] = [0, 0]
  if (differing === 0) {
    for (let i = begin; i < end; i++) {
      x += tree.xs[tree.order[i] ?? 0] ?? 0
      y += tree.ys[tree.order[i] ?? 0] ?? 0
    }
  } else {
    // The smallest cell that holds all of them.
    const level = (31 - Math.clz32(differing)) >> 1
    tree.limit[node] = (tree.unit * 2 ** (level + 1)) ** 2
    for (let from = begin; from < end; ) {
      const to = endOfQuadrant(tree.codes, from, end, 2 * level)
      const child = tree.count
      grow(tree, from, to)
      x += (tree.mass[child] ?? 0) * (tree.x[child] ?? 0)
      y += (tree.mass[child] ?? 0) * (tree.y[child] ?? 0)
      from = to
    }
  }
  tree.x[node] = x / (end - begin)
  tree.y[node] = y / (end - begin)
  tree.mass[node] = end - begin
  tree.after[node] = tree.count
}

/** The first point from `from` on that lies in another quadrant. */
function endOfQuadrant(codes: Uint32Array, from: number, end: number, shift: number): number {
  const quadrant = (codes[from] ?? 0) >>> shift
  let [inside, outside] = [from, end]
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1
    if ((codes[middle] ?? 0) >>> shift === quadrant) inside = middle
    else outside = middle
  }
  return outside
}

/** Puts a zero between the bits. */
function spread(value: number): number {
  let v = value
  v = (v | (v << 8)) & 0x00ff00ff
  v = (v | (v << 4)) & 0x0f0f0f0f
  v = (v | (v << 2)) & 0x33333333
  return (v | (v << 1)) & 0x55555555
}

function range(values: Float32Array): readonly [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [least, greatest]
}
