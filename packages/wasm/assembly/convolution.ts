// Convolutions as products: windows of the image become rows of a matrix, a few at a time, so that they stay in the cache.

import { gemm } from './gemm'

/**
 * Rows r0 … r1 of the window matrix [B·OH·OW, KH·KW·C] of x [B, H, W, C], around which `padTop`, `padLeft` zeros lie:
 * copied out of x, or (`scatter`, its transpose) added onto x, which holds what was added before.
 */
@inline
function walkWindows(
  scatter: bool,
  x: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, kernelHeight: i32, kernelWidth: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
  r0: i32, r1: i32, windows: usize,
): void {
  const bytes = (<usize>channels) << 2
  let at = windows
  for (let r = r0; r < r1; r++) {
    const ox = r % outWidth
    const rest = r / outWidth
    const oy = rest % outHeight
    const image = x + <usize>(rest / outHeight) * <usize>(height * width) * bytes
    for (let ky: i32 = 0; ky < kernelHeight; ky++) {
      const iy = oy * strideY - padTop + ky * dilationY
      if (iy < 0 || iy >= height) {
        if (!scatter) memory.fill(at, 0, <usize>kernelWidth * bytes)
        at += <usize>kernelWidth * bytes
        continue
      }
      const row = image + <usize>(iy * width) * bytes
      for (let kx: i32 = 0; kx < kernelWidth; kx++) {
        const ix = ox * strideX - padLeft + kx * dilationX
        const inside = ix >= 0 && ix < width
        if (scatter) {
          if (inside) addFloats(at, row + <usize>ix * bytes, channels)
        } else if (inside) copyFloats(row + <usize>ix * bytes, at, channels)
        else memory.fill(at, 0, bytes)
        at += bytes
      }
    }
  }
}

@inline
export function copyFloats(source: usize, target: usize, count: i32): void {
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) v128.store(target + ((<usize>i) << 2), v128.load(source + ((<usize>i) << 2)))
  for (; i < count; i++) store<f32>(target + ((<usize>i) << 2), load<f32>(source + ((<usize>i) << 2)))
}

@inline
function addFloats(source: usize, target: usize, count: i32): void {
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) {
    const o = (<usize>i) << 2
    v128.store(target + o, f32x4.add(v128.load(target + o), v128.load(source + o)))
  }
  for (; i < count; i++) {
    const o = (<usize>i) << 2
    store<f32>(target + o, load<f32>(target + o) + load<f32>(source + o))
  }
}

/** Where a convolution's numbers lie in the block that `plan` points to, all 32 bits wide. */
@inline export function field(plan: usize, index: i32): i32 {
  return load<i32>(plan + ((<usize>index) << 2))
}

@inline function planWindows(scatter: bool, plan: usize, x: usize, r0: i32, r1: i32, windows: usize): void {
  walkWindows(scatter, x, field(plan, 0), field(plan, 1), field(plan, 2), field(plan, 3), field(plan, 4), field(plan, 5), field(plan, 6), field(plan, 7), field(plan, 8), field(plan, 9), field(plan, 10), field(plan, 11), field(plan, 12), r0, r1, windows)
}

@inline function depthOf(plan: usize): i32 {
  return field(plan, 2) * field(plan, 5) * field(plan, 6)
}

/** Rows r0 … r1 of y [B·OH·OW, N] = windows(x) · filter; `step` windows are made at a time. */
export function convForward(plan: usize, x: usize, filter: usize, y: usize, n: i32, r0: i32, r1: i32, step: i32, windows: usize, scratch: usize): void {
  const depth = depthOf(plan)
  for (let r = r0; r < r1; r += step) {
    const end = r + step < r1 ? r + step : r1
    planWindows(false, plan, x, r, end, windows)
    gemm(windows, depth, 0, filter, n, 0, y + ((<usize>r * <usize>n) << 2), n, 0, end - r, 0, n, depth, 0, scratch)
  }
}

/** dFilter [depth, N] = windows(x)ᵀ · dy over rows r0 … r1 alone. */
export function convFilter(plan: usize, x: usize, dy: usize, dFilter: usize, n: i32, r0: i32, r1: i32, step: i32, windows: usize, scratch: usize): void {
  const depth = depthOf(plan)
  for (let r = r0; r < r1; r += step) {
    const end = r + step < r1 ? r + step : r1
    planWindows(false, plan, x, r, end, windows)
    gemm(windows, depth, 1, dy + ((<usize>r * <usize>n) << 2), n, 0, dFilter, n, 0, depth, 0, n, end - r, r > r0 ? 1 : 0, scratch)
  }
}

/** Adds the windows of dy · filterᵀ onto dx, which holds zeros, for rows r0 … r1: whole images. */
export function convInput(plan: usize, dx: usize, filter: usize, dy: usize, n: i32, r0: i32, r1: i32, step: i32, windows: usize, scratch: usize): void {
  const depth = depthOf(plan)
  for (let r = r0; r < r1; r += step) {
    const end = r + step < r1 ? r + step : r1
    gemm(dy + ((<usize>r * <usize>n) << 2), n, 0, filter, n, 1, windows, depth, 0, end - r, 0, depth, n, 0, scratch)
    planWindows(true, plan, dx, r, end, windows)
  }
}

/** y[i] = Σ parts[p][i] for i0 … i1, in the order of the parts. */
export function sumParts(parts: usize, count: i32, size: i32, y: usize, i0: i32, i1: i32): void {
  for (let i = i0; i < i1; i++) {
    let sum: f32 = 0
    for (let p: i32 = 0; p < count; p++) sum += load<f32>(parts + ((<usize>p * <usize>size + <usize>i) << 2))
    store<f32>(y + ((<usize>i) << 2), sum)
  }
}
