// The gradient of a convolution's image, which is the transposed convolution.
//
// Pixels that lie a stride apart see dy through the same taps of the filter: each such phase of dx is a convolution of
// dy of its own, whose result is written once. Where the image has few channels that would leave most of a tile empty:
// there the windows of dy · filterᵀ are made, a few rows at a time, and added onto dx.

import { channelsTogether, tapsTogether } from './convolution'
import { EDGE, gemm, KC, MC, ZEROS } from './gemm'
import { min } from './min'
import { packB } from './packing'
import { block, NR } from './tile'
import { copyFloats, field, packWindows } from './windows'

/** Where, in a call's scratch memory, a phase's plan lies. */
const PHASE: usize = ZEROS + ((<usize>KC) << 2)

@inline
function writeField(plan: usize, index: i32, value: i32): void {
  store<i32>(plan + ((<usize>index) << 2), value)
}

/** How many of `count` positions lie at `phase`, phase + stride, … */
@inline
function countOf(count: i32, phase: i32, stride: i32): i32 {
  return phase < count ? (count - phase + stride - 1) / stride : 0
}

/**
 * Share `share` of `shares` of dx for the phase (phaseY, phaseX): pixels (phaseY + strideY·q, …).
 * `packed` has room for the filter in whole tiles, `tile` for MC rows of dx.
 */
function phase(plan: usize, dx: usize, filter: usize, dy: usize, n: i32, images: i32, phaseY: i32, phaseX: i32, share: i32, shares: i32, packed: usize, tile: usize, scratch: usize): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const kernelWidth = field(plan, 6)
  const strideY = field(plan, 7)
  const strideX = field(plan, 8)
  const firstY = (phaseY + field(plan, 11)) % strideY
  const firstX = (phaseX + field(plan, 12)) % strideX
  const tapsY = countOf(field(plan, 5), firstY, strideY)
  const tapsX = countOf(kernelWidth, firstX, strideX)
  const across = countOf(width, phaseX, strideX)
  const down = countOf(height, phaseY, strideY)
  const all = images * down * across
  const r0 = share == 0 ? 0 : (((all / shares) * share) / 12) * 12
  const r1 = share == shares - 1 ? all : (((all / shares) * (share + 1)) / 12) * 12
  const inner = scratch + PHASE
  writeField(inner, 0, field(plan, 3))
  writeField(inner, 1, field(plan, 4))
  writeField(inner, 2, n)
  writeField(inner, 3, down)
  writeField(inner, 4, across)
  writeField(inner, 5, tapsY)
  writeField(inner, 6, tapsX)
  writeField(inner, 7, 1)
  writeField(inner, 8, 1)
  // The further into the filter, the further back in dy.
  writeField(inner, 9, -1)
  writeField(inner, 10, -1)
  writeField(inner, 11, -((phaseY + field(plan, 11) - firstY) / strideY))
  writeField(inner, 12, -((phaseX + field(plan, 12) - firstX) / strideX))

  const taps = tapsY * tapsX
  const together = tapsTogether(max(1, taps), n)
  const part = channelsTogether(n)
  const padded = ((channels + NR - 1) / NR) * NR
  let out = packed
  for (let t: i32 = 0; t < taps; t += together) {
    for (let c: i32 = 0; c < n; c += part) {
      const depth = min(part, n - c)
      for (let j: i32 = 0; j < channels; j += NR) {
        for (let u = t; u < min(taps, t + together); u++) {
          const place = (firstY + (u / tapsX) * strideY) * kernelWidth + firstX + (u % tapsX) * strideX
          packB(filter + (<usize>(place * channels) * <usize>n << 2), n, 1, j, min(NR, channels - j), c, depth, out)
          out += (<usize>(depth * NR)) << 2
        }
      }
    }
  }

  const whole = strideY == 1 && strideX == 1
  const pixelBytes = (<usize>channels) << 2
  for (let r = r0; r < r1; r += MC) {
    const rows = min(MC, r1 - r)
    const target = whole ? dx + <usize>r * pixelBytes : tile
    if (taps == 0) memory.fill(target, 0, <usize>rows * pixelBytes)
    let from = packed
    for (let t: i32 = 0; t < taps; t += together) {
      const some = min(together, taps - t)
      for (let c: i32 = 0; c < n; c += part) {
        const depth = min(part, n - c)
        packWindows(inner, dy + ((<usize>c) << 2), r, rows, t, some, depth, scratch, scratch + ZEROS)
        block(scratch, from, rows, channels, some * depth, target, channels, t > 0 || c > 0, scratch + EDGE)
        from += (<usize>(some * depth * padded)) << 2
      }
    }
    if (whole) continue
    let x = r % across
    let y = (r / across) % down
    let image = r / across / down
    for (let i: i32 = 0; i < rows; i++) {
      const pixel = (image * height + phaseY + y * strideY) * width + phaseX + x * strideX
      copyFloats(tile + <usize>i * pixelBytes, dx + <usize>pixel * pixelBytes, channels)
      x++
      if (x == across) {
        x = 0
        y++
        if (y == down) {
          y = 0
          image++
        }
      }
    }
  }
}

/** Share `share` of `shares` of dx, a gradient with respect to `images` images; every number of it is written. */
export function convInput(plan: usize, dx: usize, filter: usize, dy: usize, n: i32, images: i32, share: i32, shares: i32, packed: usize, tile: usize, scratch: usize): void {
  memory.fill(scratch + ZEROS, 0, (<usize>KC) << 2)
  for (let y: i32 = 0; y < field(plan, 7); y++) {
    for (let x: i32 = 0; x < field(plan, 8); x++) phase(plan, dx, filter, dy, n, images, y, x, share, shares, packed, tile, scratch)
  }
}

/** Adds the windows of dy · filterᵀ onto dx, which holds zeros, for rows r0 … r1 of dy: whole images, a few rows at a time. */
export function convInputWindows(plan: usize, dx: usize, filter: usize, dy: usize, n: i32, r0: i32, r1: i32, step: i32, windows: usize, scratch: usize): void {
  const depth = field(plan, 2) * field(plan, 5) * field(plan, 6)
  for (let r = r0; r < r1; r += step) {
    const end = r + step < r1 ? r + step : r1
    gemm(dy + ((<usize>r * <usize>n) << 2), n, 0, filter, n, 1, windows, depth, 0, end - r, 0, depth, n, 0, scratch)
    addWindows(plan, dx, r, end, windows)
  }
}

/** Adds rows r0 … r1 of a matrix of windows onto the images that they were cut from. */
function addWindows(plan: usize, x: usize, r0: i32, r1: i32, windows: usize): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  let at = windows
  for (let r = r0; r < r1; r++) {
    const left = (r % outWidth) * field(plan, 8) - field(plan, 12)
    const top = ((r / outWidth) % outHeight) * field(plan, 7) - field(plan, 11)
    const image = (r / outWidth / outHeight) * height
    for (let ky: i32 = 0; ky < field(plan, 5); ky++) {
      const iy = top + ky
      for (let kx: i32 = 0; kx < field(plan, 6); kx++) {
        const ix = left + kx
        if (<u32>iy < <u32>height && <u32>ix < <u32>width) {
          const pixel = x + ((<usize>((image + iy) * width + ix) * <usize>channels) << 2)
          for (let c: usize = 0; c < <usize>channels; c++) {
            const o = c << 2
            store<f32>(pixel + o, load<f32>(pixel + o) + load<f32>(at + o))
          }
        }
        at += (<usize>channels) << 2
      }
    }
  }
}
