// Windows of an image as the rows of a matrix [B·OH·OW, KH·KW·C], packed as a product wants them, straight from the image.

import { min } from './min'
import { copyGroup, packGroup } from './packing'
import { MR } from './tile'

/** Where a convolution's numbers lie in the block that `plan` points to, all 32 bits wide. */
@inline export function field(plan: usize, index: i32): i32 {
  return load<i32>(plan + ((<usize>index) << 2))
}

@inline
export function copyFloats(source: usize, target: usize, count: i32): void {
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) v128.store(target + ((<usize>i) << 2), v128.load(source + ((<usize>i) << 2)))
  for (; i < count; i++) store<f32>(target + ((<usize>i) << 2), load<f32>(source + ((<usize>i) << 2)))
}

/** The pixel at (iy, ix) of an image, or `zeros` outside of it. */
@inline
function pixel(image: usize, height: i32, width: i32, channels: i32, iy: i32, ix: i32, zeros: usize): usize {
  // One comparison for both ends: below zero is far above as an unsigned number.
  if (<u32>iy >= <u32>height || <u32>ix >= <u32>width) return zeros
  return image + ((<usize>(iy * width + ix) * <usize>channels) << 2)
}

/**
 * `some` channels, from `x` on, of taps tap … tap+taps of `rows` windows from row `first` on, in strips of MR windows.
 * `zeros` points to as many zeros.
 */
export function packWindows(plan: usize, x: usize, first: i32, rows: i32, tap: i32, taps: i32, some: i32, target: usize, zeros: usize): void {
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
    let y1 = height
    let x1: i32 = 0
    let i2 = image
    let y2 = height
    let x2: i32 = 0
    let i3 = image
    let y3 = height
    let x3: i32 = 0
    let i4 = image
    let y4 = height
    let x4: i32 = 0
    let i5 = image
    let y5 = height
    let x5: i32 = 0
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
      } else if (r == 4) {
        i4 = image
        y4 = oy * strideY - padTop
        x4 = ox * strideX - padLeft
      } else if (r == 5) {
        i5 = image
        y5 = oy * strideY - padTop
        x5 = ox * strideX - padLeft
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
      const p4 = isDefined(RELAXED) ? pixel(i4, height, width, channels, y4 + dy, x4 + dx, zeros) : p0
      const p5 = isDefined(RELAXED) ? pixel(i5, height, width, channels, y5 + dy, x5 + dx, zeros) : p0
      out = packGroup(p0, p1, p2, p3, p4, p5, some, out)
      kx++
      if (kx == kernelWidth) {
        kx = 0
        dy += dilationY
      }
    }
  }
}

/** Numbers d0 … d0+count of `rows` windows from row `first` on, in strips of MR numbers: the windows' transpose. */
export function packWindowNumbers(plan: usize, x: usize, first: i32, rows: i32, d0: i32, count: i32, target: usize): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const kernelWidth = field(plan, 6)
  const strideY = field(plan, 7)
  const strideX = field(plan, 8)
  const size = (<usize>(height * width * channels)) << 2
  const group = (<usize>MR) << 2
  const strip = <usize>rows * group
  const end = d0 + count
  for (let t = d0 / channels; t * channels < end; t++) {
    const fromY = (t / kernelWidth) * field(plan, 9) - field(plan, 11)
    const fromX = (t % kernelWidth) * field(plan, 10) - field(plan, 12)
    const c0 = t * channels > d0 ? 0 : d0 - t * channels
    const c1 = min(channels, end - t * channels)
    const place = t * channels + c0 - d0
    let ox = first % outWidth
    let oy = (first / outWidth) % outHeight
    let image = x + <usize>(first / outWidth / outHeight) * size
    for (let r: i32 = 0; r < rows; r++) {
      const p = pixel(image, height, width, channels, oy * strideY + fromY, ox * strideX + fromX, 0)
      if (c1 - c0 == 1) {
        const value: f32 = p == 0 ? 0 : load<f32>(p + ((<usize>c0) << 2))
        store<f32>(target + <usize>(place / MR) * strip + <usize>r * group + ((<usize>(place % MR)) << 2), value)
      }
      let c = c1 - c0 == 1 ? c1 : c0
      let lane = place % MR
      let out = target + <usize>(place / MR) * strip + <usize>r * group
      while (c < c1) {
        const some = min(MR - lane, c1 - c)
        const from = p + ((<usize>c) << 2)
        if (p == 0) {
          for (let k = lane; k < lane + some; k++) store<f32>(out + ((<usize>k) << 2), 0)
        } else if (some == MR) copyGroup(from, out)
        else {
          for (let k: i32 = 0; k < some; k++) store<f32>(out + ((<usize>(lane + k)) << 2), load<f32>(from + ((<usize>k) << 2)))
        }
        c += some
        lane = 0
        out += strip
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
