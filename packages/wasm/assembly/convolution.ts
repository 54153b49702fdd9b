// Convolutions as products: windows of the image are rows of a matrix that is packed as the product wants it, straight
// from the image, or, for the gradient of the image, made a few rows at a time, so that they stay in the cache.

import { block, EDGE, gemm, interleave4, KC, MC, min, MR, NC, packB, PACKED_B, ZEROS } from './gemm'

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

/** The pixel at (iy, ix) of an image, or `zeros` outside of it. */
@inline
function pixel(image: usize, height: i32, width: i32, channels: i32, iy: i32, ix: i32, zeros: usize): usize {
  // One comparison for both ends: below zero is far above as an unsigned number.
  if (<u32>iy >= <u32>height || <u32>ix >= <u32>width) return zeros
  return image + ((<usize>(iy * width + ix) * <usize>channels) << 2)
}

/** Taps tap … tap+taps of `rows` windows from row `first` on, in strips of MR windows. */
function packWindows(plan: usize, x: usize, first: i32, rows: i32, tap: i32, taps: i32, target: usize, zeros: usize): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const kernelWidth = field(plan, 6)
  const strideY = field(plan, 7)
  const strideX = field(plan, 8)
  const dilationY = field(plan, 9)
  const dilationX = field(plan, 10)
  const padTop = field(plan, 11)
  const padLeft = field(plan, 12)
  const size = (<usize>(height * width * channels)) << 2
  const startY = (tap / kernelWidth) * dilationY
  const startX = tap % kernelWidth
  let ox = first % outWidth
  let oy = (first / outWidth) % outHeight
  let image = x + <usize>(first / outWidth / outHeight) * size
  let out = target
  for (let i: i32 = 0; i < rows; i += MR) {
    // Where the strip's windows begin; those after the last are zeros.
    const i0 = image
    const y0 = oy * strideY - padTop
    const x0 = ox * strideX - padLeft
    let i1 = image
    let i2 = image
    let i3 = image
    let y1 = height
    let y2 = height
    let y3 = height
    let x1: i32 = 0
    let x2: i32 = 0
    let x3: i32 = 0
    for (let r: i32 = 1; r <= MR; r++) {
      ox++
      if (ox == outWidth) {
        ox = 0
        oy++
        if (oy == outHeight) {
          oy = 0
          image += size
        }
      }
      if (i + r >= rows) continue
      if (r == 1) {
        i1 = image
        y1 = oy * strideY - padTop
        x1 = ox * strideX - padLeft
      } else if (r == 2) {
        i2 = image
        y2 = oy * strideY - padTop
        x2 = ox * strideX - padLeft
      } else if (r == 3) {
        i3 = image
        y3 = oy * strideY - padTop
        x3 = ox * strideX - padLeft
      }
    }
    let dy = startY
    let kx = startX
    for (let t: i32 = 0; t < taps; t++) {
      const dx = kx * dilationX
      const p0 = pixel(i0, height, width, channels, y0 + dy, x0 + dx, zeros)
      const p1 = pixel(i1, height, width, channels, y1 + dy, x1 + dx, zeros)
      const p2 = pixel(i2, height, width, channels, y2 + dy, x2 + dx, zeros)
      const p3 = pixel(i3, height, width, channels, y3 + dy, x3 + dx, zeros)
      let c: i32 = 0
      for (; c + 4 <= channels; c += 4) {
        interleave4(p0, p1, p2, p3, (<usize>c) << 2, out, 16)
        out += 64
      }
      for (; c < channels; c++) {
        const o = (<usize>c) << 2
        store<f32>(out, load<f32>(p0 + o))
        store<f32>(out, load<f32>(p1 + o), 4)
        store<f32>(out, load<f32>(p2 + o), 8)
        store<f32>(out, load<f32>(p3 + o), 12)
        out += 16
      }
      kx++
      if (kx == kernelWidth) {
        kx = 0
        dy += dilationY
      }
    }
  }
}

/** Numbers d0 … d0+count of `rows` windows from row `first` on, in strips of MR numbers: the windows' transpose. */
function packWindowNumbers(plan: usize, x: usize, first: i32, rows: i32, d0: i32, count: i32, target: usize): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const kernelWidth = field(plan, 6)
  const strideY = field(plan, 7)
  const strideX = field(plan, 8)
  const size = (<usize>(height * width * channels)) << 2
  const strip = (<usize>rows) << 4
  const end = d0 + count
  for (let t = d0 / channels; t * channels < end; t++) {
    const fromY = (t / kernelWidth) * field(plan, 9) - field(plan, 11)
    const fromX = (t % kernelWidth) * field(plan, 10) - field(plan, 12)
    const c0 = t * channels > d0 ? 0 : d0 - t * channels
    const c1 = min(channels, end - t * channels)
    const place = t * channels + c0 - d0
    const whole = ((channels | place | c0) & 3) == 0
    let ox = first % outWidth
    let oy = (first / outWidth) % outHeight
    let image = x + <usize>(first / outWidth / outHeight) * size
    for (let r: i32 = 0; r < rows; r++) {
      const p = pixel(image, height, width, channels, oy * strideY + fromY, ox * strideX + fromX, 0)
      if (whole) {
        let out = target + <usize>(place >> 2) * strip + ((<usize>r) << 4)
        for (let c = c0; c < c1; c += 4) {
          v128.store(out, p == 0 ? f32x4.splat(0) : v128.load(p + ((<usize>c) << 2)))
          out += strip
        }
      } else {
        for (let c = c0; c < c1; c++) {
          const d = place + c - c0
          const value: f32 = p == 0 ? 0 : load<f32>(p + ((<usize>c) << 2))
          store<f32>(target + <usize>(d >> 2) * strip + ((<usize>r) << 4) + ((<usize>(d & 3)) << 2), value)
        }
      }
      ox++
      if (ox == outWidth) {
        ox = 0
        oy++
        if (oy == outHeight) {
          oy = 0
          image += size
        }
      }
    }
  }
}

/** How many taps of a filter are packed at a time: all parts about as many; 0 if not even one fits. */
@inline
function tapsTogether(taps: i32, channels: i32): i32 {
  const most = KC / channels
  if (most == 0) return 0
  const parts = (taps + most - 1) / most
  return (taps + parts - 1) / parts
}

/** Rows r0 … r1 of y [B·OH·OW, N] = windows(x) · filter; with very many channels `step` windows are made at a time. */
export function convForward(plan: usize, x: usize, filter: usize, y: usize, n: i32, r0: i32, r1: i32, step: i32, windows: usize, scratch: usize): void {
  const channels = field(plan, 2)
  const depth = depthOf(plan)
  const taps = field(plan, 5) * field(plan, 6)
  const together = depth == 0 ? 0 : tapsTogether(taps, channels)
  if (together == 0) {
    for (let r = r0; r < r1; r += step) {
      const end = r + step < r1 ? r + step : r1
      planWindows(false, plan, x, r, end, windows)
      gemm(windows, depth, 0, filter, n, 0, y + ((<usize>r * <usize>n) << 2), n, 0, end - r, 0, n, depth, 0, scratch)
    }
    return
  }
  const zeros = scratch + ZEROS
  memory.fill(zeros, 0, (<usize>KC) << 2)
  for (let j: i32 = 0; j < n; j += NC) {
    const nc = min(NC, n - j)
    for (let t: i32 = 0; t < taps; t += together) {
      const some = min(together, taps - t)
      packB(filter, n, 0, j, nc, t * channels, some * channels, scratch + PACKED_B)
      for (let r = r0; r < r1; r += MC) {
        const rows = min(MC, r1 - r)
        packWindows(plan, x, r, rows, t, some, scratch, zeros)
        block(scratch, scratch + PACKED_B, rows, nc, some * channels, y + ((<usize>r * <usize>n + <usize>j) << 2), n, t > 0, scratch + EDGE)
      }
    }
  }
}

/** Rows d0 … d1, columns j0 … j1 of dFilter [depth, N] = windows(x)ᵀ · dy, over `count` windows. */
export function convFilter(plan: usize, x: usize, dy: usize, dFilter: usize, n: i32, count: i32, d0: i32, d1: i32, j0: i32, j1: i32, scratch: usize): void {
  for (let j = j0; j < j1; j += NC) {
    const nc = min(NC, j1 - j)
    for (let r: i32 = 0; r < count; r += KC) {
      const rows = min(KC, count - r)
      packB(dy, n, 0, j, nc, r, rows, scratch + PACKED_B)
      for (let d = d0; d < d1; d += MC) {
        const numbers = min(MC, d1 - d)
        packWindowNumbers(plan, x, r, rows, d, numbers, scratch)
        block(scratch, scratch + PACKED_B, numbers, nc, rows, dFilter + ((<usize>d * <usize>n + <usize>j) << 2), n, r > 0, scratch + EDGE)
      }
    }
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
