// Convolutions of images with few channels: windows so short that packing them would cost more than the product.

import { biasActivation } from './elementwise'
import { EDGE, KC, MC, NC, PACKED_B } from './gemm'
import { madd } from './math'
import { min } from './min'
import { packB } from './packing'
import { MR, NR, put } from './tile'
import { copyFloats, field } from './windows'

/** Longest window, in numbers. */
const SHORT: i32 = 64

/** Height of an image with all that its windows reach over its edges. */
@inline
function paddedHeight(plan: usize): i32 {
  return (field(plan, 3) - 1) * field(plan, 7) + (field(plan, 5) - 1) * field(plan, 9) + 1
}

@inline
function paddedWidth(plan: usize): i32 {
  return (field(plan, 4) - 1) * field(plan, 8) + (field(plan, 6) - 1) * field(plan, 10) + 1
}

/** Whether `convForwardFew` can be taken: a padded image has to fit where a block of a product would lie. */
export function hasFewChannels(plan: usize, n: i32): bool {
  const channels = field(plan, 2)
  const depth = channels * field(plan, 5) * field(plan, 6)
  if (depth == 0 || depth > SHORT || n > NC) return false
  return <i64>paddedHeight(plan) * <i64>paddedWidth(plan) * <i64>channels + <i64>SHORT <= <i64>(MC * KC)
}

/** As `convForward`: a window's numbers are read where they lie, in a copy of its image with zeros around it. */
export function convForwardFew(plan: usize, x: usize, filter: usize, y: usize, n: i32, r0: i32, r1: i32, bias: usize, activation: i32, scratch: usize): void {
  const channels = field(plan, 2)
  const outWidth = field(plan, 4)
  const windows = field(plan, 3) * outWidth
  const depth = channels * field(plan, 5) * field(plan, 6)
  const width = paddedWidth(plan)
  const numbers = paddedHeight(plan) * width * channels
  const offsets = scratch + ((<usize>numbers) << 2)
  memory.fill(scratch, 0, (<usize>numbers) << 2)
  fillOffsets(plan, width, offsets)
  packB(filter, n, 0, 0, n, 0, depth, scratch + PACKED_B)
  // From a window to the next, and from the last of a row to the first of the next row. Unit: bytes.
  const right = (<usize>(field(plan, 8) * channels)) << 2
  const down = ((<usize>(field(plan, 7) * width * channels)) << 2) - <usize>(outWidth - 1) * right
  for (let r = r0; r < r1; ) {
    const image = r / windows
    const end = min(r1, (image + 1) * windows)
    copyImage(plan, x + ((<usize>image * <usize>(field(plan, 0) * field(plan, 1) * channels)) << 2), width, scratch)
    const first = r - image * windows
    let ox = first % outWidth
    let p = scratch + <usize>(first / outWidth) * (down + <usize>(outWidth - 1) * right) + <usize>ox * right
    for (let i = r; i < end; i += MR) {
      // Windows after the last are of no image; what comes of them is not kept.
      const p0 = p
      if (++ox == outWidth) { p += down; ox = 0 } else p += right
      const p1 = p
      if (++ox == outWidth) { p += down; ox = 0 } else p += right
      const p2 = p
      if (++ox == outWidth) { p += down; ox = 0 } else p += right
      const p3 = p
      if (++ox == outWidth) { p += down; ox = 0 } else p += right
      let p4 = p
      let p5 = p
      if (isDefined(RELAXED)) {
        if (++ox == outWidth) { p += down; ox = 0 } else p += right
        p5 = p
        if (++ox == outWidth) { p += down; ox = 0 } else p += right
      }
      const rows = min(MR, end - i)
      const line = y + ((<usize>i * <usize>n) << 2)
      for (let j: i32 = 0; j < n; j += NR) {
        const packed = scratch + PACKED_B + ((<usize>(j * depth)) << 2)
        const columns = min(NR, n - j)
        const out = line + ((<usize>j) << 2)
        if (rows == MR && columns == NR) {
          tile(p0, p1, p2, p3, p4, p5, offsets, depth, packed, out, n)
          continue
        }
        const edge = scratch + EDGE
        tile(p0, p1, p2, p3, p4, p5, offsets, depth, packed, edge, NR)
        for (let k: i32 = 0; k < rows; k++) {
          copyFloats(edge + ((<usize>(k * NR)) << 2), out + ((<usize>k * <usize>n) << 2), columns)
        }
      }
    }
    biasActivation(y + ((<usize>r * <usize>n) << 2), end - r, n, bias, activation, 0)
    r = end
  }
}

/** Where each of a window's numbers lies, from its first. Unit: bytes. */
function fillOffsets(plan: usize, width: i32, offsets: usize): void {
  const channels = field(plan, 2)
  let at = offsets
  for (let ky: i32 = 0; ky < field(plan, 5); ky++) {
    for (let kx: i32 = 0; kx < field(plan, 6); kx++) {
      const pixel = ky * field(plan, 9) * width + kx * field(plan, 10)
      for (let c: i32 = 0; c < channels; c++) {
        store<u32>(at, <u32>(pixel * channels + c) << 2)
        at += 4
      }
    }
  }
}

/** An image into the middle of zeros, or as much of it as any window sees. */
function copyImage(plan: usize, image: usize, width: i32, target: usize): void {
  const channels = field(plan, 2)
  const top = field(plan, 11)
  const left = field(plan, 12)
  const rows = min(field(plan, 0), paddedHeight(plan) - top)
  const columns = min(field(plan, 1), width - left)
  for (let row: i32 = 0; row < rows; row++) {
    const to = target + ((<usize>(((top + row) * width + left) * channels)) << 2)
    copyFloats(image + ((<usize>(row * field(plan, 1) * channels)) << 2), to, columns * channels)
  }
}

/** A tile of C from MR windows and a packed strip of the filter; as `micro` in tile.ts, with A where it lies. */
@inline
function tile(p0: usize, p1: usize, p2: usize, p3: usize, p4: usize, p5: usize, offsets: usize, depth: i32, bp: usize, c: usize, ldc: i32): void {
  let c00 = f32x4.splat(0)
  let c01 = c00
  let c10 = c00
  let c11 = c00
  let c20 = c00
  let c21 = c00
  let c30 = c00
  let c31 = c00
  let c40 = c00
  let c41 = c00
  let c50 = c00
  let c51 = c00
  let b = bp
  const end = offsets + ((<usize>depth) << 2)
  for (let at = offsets; at < end; at += 4) {
    const o = <usize>load<u32>(at)
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    let x = v128.load32_splat(p0 + o)
    c00 = madd(x, b0, c00)
    c01 = madd(x, b1, c01)
    x = v128.load32_splat(p1 + o)
    c10 = madd(x, b0, c10)
    c11 = madd(x, b1, c11)
    x = v128.load32_splat(p2 + o)
    c20 = madd(x, b0, c20)
    c21 = madd(x, b1, c21)
    x = v128.load32_splat(p3 + o)
    c30 = madd(x, b0, c30)
    c31 = madd(x, b1, c31)
    if (isDefined(RELAXED)) {
      x = v128.load32_splat(p4 + o)
      c40 = madd(x, b0, c40)
      c41 = madd(x, b1, c41)
      x = v128.load32_splat(p5 + o)
      c50 = madd(x, b0, c50)
      c51 = madd(x, b1, c51)
    }
    b += 32
  }
  const step = (<usize>ldc) << 2
  put(c, c00, c01, false)
  put(c + step, c10, c11, false)
  put(c + 2 * step, c20, c21, false)
  put(c + 3 * step, c30, c31, false)
  if (isDefined(RELAXED)) {
    put(c + 4 * step, c40, c41, false)
    put(c + 5 * step, c50, c51, false)
  }
}
