// Windows of an image as the rows of a matrix [B·OH·OW, KH·KW·C], packed as a product wants them, straight from the image.

import { interleave4, min, MR } from './gemm'

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
      for (; c + 4 <= some; c += 4) {
        interleave4(p0, p1, p2, p3, (<usize>c) << 2, out, 16)
        out += 64
      }
      for (; c < some; c++) {
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
