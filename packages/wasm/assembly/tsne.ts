// Forces between the points of a t-SNE map, as planes of n floats: pull x, y; push x, y; mass; cost. See `tsneForces` and
// `tsneTreeForces` in @ae/core. Sums over j run in one order whatever rows a thread is given.
import { log4 } from './math'

@inline
function sum4(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** All pairs, rows i0 … i1 of a dense p[n, n]. */
export function tsneForces(map: usize, p: usize, out: usize, n: i32, cost: i32, i0: i32, i1: i32): void {
  const plane = (<usize>n) << 2
  const one = f32x4.splat(1)
  for (let i = i0; i < i1; i++) {
    const o = (<usize>i) << 2
    const xi = v128.load32_splat(map + o)
    const yi = v128.load32_splat(map + plane + o)
    let row = p + <usize>i * plane
    let pullX = f32x4.splat(0)
    let pullY = pullX
    let pushX = pullX
    let pushY = pullX
    let mass = pullX
    let logs = pullX
    let at = map
    let j: i32 = 0
    for (; j + 4 <= n; j += 4) {
      const dx = f32x4.sub(xi, v128.load(at))
      const dy = f32x4.sub(yi, v128.load(at + plane))
      const r = f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)))
      const w = f32x4.div(one, r)
      const pij = v128.load(row)
      const pw = f32x4.mul(pij, w)
      const ww = f32x4.mul(w, w)
      pullX = f32x4.add(pullX, f32x4.mul(pw, dx))
      pullY = f32x4.add(pullY, f32x4.mul(pw, dy))
      pushX = f32x4.add(pushX, f32x4.mul(ww, dx))
      pushY = f32x4.add(pushY, f32x4.mul(ww, dy))
      mass = f32x4.add(mass, w)
      if (cost) logs = f32x4.add(logs, f32x4.mul(pij, log4(r)))
      at += 16
      row += 16
    }
    let pullX1 = sum4(pullX)
    let pullY1 = sum4(pullY)
    let pushX1 = sum4(pushX)
    let pushY1 = sum4(pushY)
    let mass1 = sum4(mass)
    let logs1 = sum4(logs)
    for (; j < n; j++) {
      const dx = load<f32>(map + o) - load<f32>(at)
      const dy = load<f32>(map + plane + o) - load<f32>(at + plane)
      const r = <f32>1 + (dx * dx + dy * dy)
      const w = <f32>1 / r
      const pij = load<f32>(row)
      pullX1 += pij * w * dx
      pullY1 += pij * w * dy
      pushX1 += w * w * dx
      pushY1 += w * w * dy
      mass1 += w
      if (cost) logs1 += pij * f32x4.extract_lane(log4(f32x4.splat(r)), 0)
      at += 4
      row += 4
    }
    store<f32>(out + o, pullX1)
    store<f32>(out + plane + o, pullY1)
    store<f32>(out + 2 * plane + o, pushX1)
    store<f32>(out + 3 * plane + o, pushY1)
    // A point is no neighbour of itself.
    store<f32>(out + 4 * plane + o, mass1 - 1)
    store<f32>(out + 5 * plane + o, logs1)
  }
}

/** Pull and cost of rows i0 … i1 of a sparse P, whose entries begin at `columns` and `values` with those of row i0. */
export function tsnePull(
  map: usize,
  counts: usize,
  columns: usize,
  values: usize,
  out: usize,
  n: i32,
  cost: i32,
  i0: i32,
  i1: i32,
): void {
  const plane = (<usize>n) << 2
  const one = f32x4.splat(1)
  const ys = map + plane
  for (let i = i0; i < i1; i++) {
    const o = (<usize>i) << 2
    const x = load<f32>(map + o)
    const y = load<f32>(ys + o)
    const xi = f32x4.splat(x)
    const yi = f32x4.splat(y)
    const count = <i32>load<f32>(counts + o)
    let pullX = f32x4.splat(0)
    let pullY = pullX
    let logs = pullX
    let k: i32 = 0
    for (; k + 4 <= count; k += 4) {
      const at = i32x4.shl(i32x4.trunc_sat_f32x4_s(v128.load(columns)), 2)
      const j0 = <usize>i32x4.extract_lane(at, 0)
      const j1 = <usize>i32x4.extract_lane(at, 1)
      const j2 = <usize>i32x4.extract_lane(at, 2)
      const j3 = <usize>i32x4.extract_lane(at, 3)
      let xj = v128.load32_zero(map + j0)
      xj = v128.load_lane<f32>(map + j1, xj, 1)
      xj = v128.load_lane<f32>(map + j2, xj, 2)
      xj = v128.load_lane<f32>(map + j3, xj, 3)
      let yj = v128.load32_zero(ys + j0)
      yj = v128.load_lane<f32>(ys + j1, yj, 1)
      yj = v128.load_lane<f32>(ys + j2, yj, 2)
      yj = v128.load_lane<f32>(ys + j3, yj, 3)
      const dx = f32x4.sub(xi, xj)
      const dy = f32x4.sub(yi, yj)
      const r = f32x4.add(one, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)))
      const p = v128.load(values)
      const pw = f32x4.div(p, r)
      pullX = f32x4.add(pullX, f32x4.mul(pw, dx))
      pullY = f32x4.add(pullY, f32x4.mul(pw, dy))
      if (cost) logs = f32x4.add(logs, f32x4.mul(p, log4(r)))
      columns += 16
      values += 16
    }
    let pullX1 = sum4(pullX)
    let pullY1 = sum4(pullY)
    let logs1 = sum4(logs)
    for (; k < count; k++) {
      const j = (<usize>load<f32>(columns)) << 2
      const dx = x - load<f32>(map + j)
      const dy = y - load<f32>(ys + j)
      const r = <f32>1 + (dx * dx + dy * dy)
      const p = load<f32>(values)
      pullX1 += (p / r) * dx
      pullY1 += (p / r) * dy
      if (cost) logs1 += p * f32x4.extract_lane(log4(f32x4.splat(r)), 0)
      columns += 4
      values += 4
    }
    store<f32>(out + o, pullX1)
    store<f32>(out + plane + o, pullY1)
    store<f32>(out + 5 * plane + o, logs1)
  }
}

// The tree's memory, with m = n rounded up to a multiple of four:
//   sorted x [m] · sorted y [m] · order [m] · codes [m] · order, before [m] · codes, before [m] · counts [256] · nodes [2n × 5]

/** Bytes of a node: centre x, y; mass; squared distance from which it is taken as a whole; the node after its last descendant. */
const NODE: usize = 20
/** Bits of a coordinate in a Morton code. */
const LEVELS: i32 = 16

@inline
function roundUp4(n: i32): usize {
  return <usize>((n + 3) & ~3)
}

/** Bytes that the tree of n points takes. */
export function tsneTreeBytes(n: i32): i32 {
  return <i32>(6 * 4 * roundUp4(n) + 1024 + 2 * <usize>n * NODE)
}

let sortedX: usize = 0
let sortedY: usize = 0
let codes: usize = 0
let nodes: usize = 0
let used: i32 = 0
/** Width of the smallest cell, divided by θ and squared. */
let unit: f64 = 0

/** Builds the quadtree of a map at `tree`; returns the number of its nodes. */
export function tsneTree(map: usize, tree: usize, n: i32, theta: f64): i32 {
  const plane = (<usize>n) << 2
  const block = roundUp4(n) << 2
  sortedX = tree
  sortedY = tree + block
  const order = tree + 2 * block
  codes = tree + 3 * block
  const orderBefore = tree + 4 * block
  const codesBefore = tree + 5 * block
  const counts = tree + 6 * block
  nodes = counts + 1024

  let left: f32 = Infinity
  let right: f32 = -Infinity
  let bottom: f32 = Infinity
  let top: f32 = -Infinity
  for (let o: usize = 0; o < plane; o += 4) {
    const x = load<f32>(map + o)
    const y = load<f32>(map + plane + o)
    left = min<f32>(left, x)
    right = max<f32>(right, x)
    bottom = min<f32>(bottom, y)
    top = max<f32>(top, y)
  }
  const extent = max<f64>(<f64>right - <f64>left, <f64>top - <f64>bottom)
  const cells = <f64>(1 << LEVELS)
  const scale = extent > 0 ? cells / extent : 0
  unit = extent / cells / theta
  for (let i: i32 = 0; i < n; i++) {
    const o = (<usize>i) << 2
    const column = <u32>min<f64>((<f64>load<f32>(map + o) - <f64>left) * scale, cells - 1)
    const line = <u32>min<f64>((<f64>load<f32>(map + plane + o) - <f64>bottom) * scale, cells - 1)
    store<u32>(codes + o, spread(column) | (spread(line) << 1))
    store<u32>(order + o, <u32>i)
  }
  // Two bytes at a time lead back to where they began.
  for (let shift: u32 = 0; shift < 32; shift += 16) {
    sortByByte(codes, order, codesBefore, orderBefore, counts, n, shift)
    sortByByte(codesBefore, orderBefore, codes, order, counts, n, shift + 8)
  }
  const padded = <i32>roundUp4(n)
  for (let i: i32 = 0; i < padded; i++) {
    const from = (<usize>load<u32>(order + ((<usize>(i < n ? i : n - 1)) << 2))) << 2
    const o = (<usize>i) << 2
    store<f32>(sortedX + o, load<f32>(map + from))
    store<f32>(sortedY + o, load<f32>(map + plane + from))
  }
  used = 0
  build(0, n)
  return used
}

/** Puts a zero between the bits. */
@inline
function spread(v: u32): u32 {
  v = (v | (v << 8)) & 0x00ff00ff
  v = (v | (v << 4)) & 0x0f0f0f0f
  v = (v | (v << 2)) & 0x33333333
  return (v | (v << 1)) & 0x55555555
}

function sortByByte(
  fromCodes: usize,
  fromOrder: usize,
  toCodes: usize,
  toOrder: usize,
  counts: usize,
  n: i32,
  shift: u32,
): void {
  memory.fill(counts, 0, 1024)
  for (let i: i32 = 0; i < n; i++) {
    const o = counts + ((<usize>((load<u32>(fromCodes + ((<usize>i) << 2)) >> shift) & 255)) << 2)
    store<u32>(o, load<u32>(o) + 1)
  }
  let begin: u32 = 0
  for (let b: usize = 0; b < 1024; b += 4) {
    const count = load<u32>(counts + b)
    store<u32>(counts + b, begin)
    begin += count
  }
  for (let i: i32 = 0; i < n; i++) {
    const code = load<u32>(fromCodes + ((<usize>i) << 2))
    const o = counts + ((<usize>((code >> shift) & 255)) << 2)
    const to = (<usize>load<u32>(o)) << 2
    store<u32>(o, load<u32>(o) + 1)
    store<u32>(toCodes + to, code)
    store<u32>(toOrder + to, load<u32>(fromOrder + ((<usize>i) << 2)))
  }
}

/** The node of the sorted points begin … end, and all below it. */
function build(begin: i32, end: i32): void {
  const node = nodes + <usize>used * NODE
  used++
  const first = load<u32>(codes + ((<usize>begin) << 2))
  const differing = first ^ load<u32>(codes + ((<usize>(end - 1)) << 2))
  let x: f64 = 0
  let y: f64 = 0
  if (differing == 0) {
    for (let i = begin; i < end; i++) {
      x += <f64>load<f32>(sortedX + ((<usize>i) << 2))
      y += <f64>load<f32>(sortedY + ((<usize>i) << 2))
    }
    store<f32>(node, 0, 12)
  } else {
    // The smallest cell that holds all of them.
    const level: u32 = (31 - clz<u32>(differing)) >> 1
    const width = unit * <f64>(1 << (level + 1))
    store<f32>(node, <f32>(width * width), 12)
    let from = begin
    while (from < end) {
      const to = endOfQuadrant(from, end, 2 * level)
      const child = nodes + <usize>used * NODE
      build(from, to)
      const mass = <f64>load<f32>(child, 8)
      x += mass * <f64>load<f32>(child)
      y += mass * <f64>load<f32>(child, 4)
      from = to
    }
  }
  const mass = <f64>(end - begin)
  store<f32>(node, <f32>(x / mass))
  store<f32>(node, <f32>(y / mass), 4)
  store<f32>(node, <f32>mass, 8)
  store<i32>(node, used, 16)
}

/** The first point from `from` on that lies in another quadrant. */
function endOfQuadrant(from: i32, end: i32, shift: u32): i32 {
  const quadrant = load<u32>(codes + ((<usize>from) << 2)) >> shift
  let inside = from
  let outside = end
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1
    if (load<u32>(codes + ((<usize>middle) << 2)) >> shift == quadrant) inside = middle
    else outside = middle
  }
  return outside
}

/**
 * Push and mass of the sorted points in groups g0 … g1 of four. A node is taken as a whole where that is allowed for all
 * four, which lie close to each other: they go through the tree together.
 */
export function tsnePush(tree: usize, count: i32, out: usize, n: i32, g0: i32, g1: i32): void {
  const plane = (<usize>n) << 2
  const block = roundUp4(n) << 2
  const order = tree + 2 * block
  const start = tree + 6 * block + 1024
  const end = start + <usize>count * NODE
  const one = f32x4.splat(1)
  for (let g = g0; g < g1; g++) {
    const o = (<usize>g) << 4
    const x = v128.load(tree + o)
    const y = v128.load(tree + block + o)
    let pushX = f32x4.splat(0)
    let pushY = pushX
    let mass = pushX
    let node = start
    while (node < end) {
      const dx = f32x4.sub(x, v128.load32_splat(node))
      const dy = f32x4.sub(y, v128.load32_splat(node, 4))
      const d = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy))
      if (v128.any_true(f32x4.lt(d, v128.load32_splat(node, 12)))) {
        node += NODE
        continue
      }
      const w = f32x4.div(one, f32x4.add(one, d))
      const mw = f32x4.mul(v128.load32_splat(node, 8), w)
      const mww = f32x4.mul(mw, w)
      mass = f32x4.add(mass, mw)
      pushX = f32x4.add(pushX, f32x4.mul(mww, dx))
      pushY = f32x4.add(pushY, f32x4.mul(mww, dy))
      node = start + <usize>load<i32>(node, 16) * NODE
    }
    put(out, plane, order + o, n - 4 * g, f32x4.extract_lane(pushX, 0), f32x4.extract_lane(pushY, 0), f32x4.extract_lane(mass, 0))
    put(out, plane, order + o + 4, n - 4 * g - 1, f32x4.extract_lane(pushX, 1), f32x4.extract_lane(pushY, 1), f32x4.extract_lane(mass, 1))
    put(out, plane, order + o + 8, n - 4 * g - 2, f32x4.extract_lane(pushX, 2), f32x4.extract_lane(pushY, 2), f32x4.extract_lane(mass, 2))
    put(out, plane, order + o + 12, n - 4 * g - 3, f32x4.extract_lane(pushX, 3), f32x4.extract_lane(pushY, 3), f32x4.extract_lane(mass, 3))
  }
}

@inline
function put(out: usize, plane: usize, at: usize, left: i32, x: f32, y: f32, mass: f32): void {
  if (left <= 0) return
  const o = out + ((<usize>load<u32>(at)) << 2)
  store<f32>(o + 2 * plane, x)
  store<f32>(o + 3 * plane, y)
  store<f32>(o + 4 * plane, mass - 1)
}
