// Convolutions with filters [KH, KW, C, M] of each channel's own. A plan's numbers are those of a convolution.

import { field } from './windows'

/** Rows r0 … r1 of y [B·OH·OW, C·M]. */
export function depthwise(plan: usize, x: usize, filter: usize, y: usize, multiplier: i32, r0: i32, r1: i32): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const outs = (<usize>(channels * multiplier)) << 2
  for (let r = r0; r < r1; r++) {
    const out = y + <usize>r * outs
    memory.fill(out, 0, outs)
    const rest = r / outWidth
    const y0 = (rest % outHeight) * field(plan, 7) - field(plan, 11)
    const x0 = (r % outWidth) * field(plan, 8) - field(plan, 12)
    for (let ky: i32 = 0; ky < field(plan, 5); ky++) {
      const iy = y0 + ky * field(plan, 9)
      if (iy < 0 || iy >= height) continue
      for (let kx: i32 = 0; kx < field(plan, 6); kx++) {
        const ix = x0 + kx * field(plan, 10)
        if (ix < 0 || ix >= width) continue
        const pixel = x + ((<usize>(((rest / outHeight) * height + iy) * width + ix) * <usize>channels) << 2)
        spread(pixel, filter + <usize>(ky * field(plan, 6) + kx) * outs, out, channels, multiplier)
      }
    }
  }
}

/** out[c, m] += x[c] · f[c, m] */
@inline
function spread(x: usize, f: usize, out: usize, channels: i32, multiplier: i32): void {
  let c: i32 = 0
  if (multiplier == 1) {
    for (; c + 4 <= channels; c += 4) {
      const o = (<usize>c) << 2
      v128.store(out + o, f32x4.add(v128.load(out + o), f32x4.mul(v128.load(x + o), v128.load(f + o))))
    }
  }
  for (; c < channels; c++) {
    const value = load<f32>(x + ((<usize>c) << 2))
    for (let m: i32 = 0; m < multiplier; m++) {
      const o = (<usize>(c * multiplier + m)) << 2
      store<f32>(out + o, load<f32>(out + o) + value * load<f32>(f + o))
    }
  }
}

/** dx, which holds zeros, receives dy of rows r0 … r1: whole images. */
export function depthwiseInput(plan: usize, dx: usize, filter: usize, dy: usize, multiplier: i32, r0: i32, r1: i32): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const outs = (<usize>(channels * multiplier)) << 2
  for (let r = r0; r < r1; r++) {
    const slope = dy + <usize>r * outs
    const rest = r / outWidth
    const y0 = (rest % outHeight) * field(plan, 7) - field(plan, 11)
    const x0 = (r % outWidth) * field(plan, 8) - field(plan, 12)
    for (let ky: i32 = 0; ky < field(plan, 5); ky++) {
      const iy = y0 + ky * field(plan, 9)
      if (iy < 0 || iy >= height) continue
      for (let kx: i32 = 0; kx < field(plan, 6); kx++) {
        const ix = x0 + kx * field(plan, 10)
        if (ix < 0 || ix >= width) continue
        const pixel = dx + ((<usize>(((rest / outHeight) * height + iy) * width + ix) * <usize>channels) << 2)
        gather(slope, filter + <usize>(ky * field(plan, 6) + kx) * outs, pixel, channels, multiplier)
      }
    }
  }
}

/** x[c] += Σ dy[c, m] · f[c, m] */
@inline
function gather(dy: usize, f: usize, x: usize, channels: i32, multiplier: i32): void {
  let c: i32 = 0
  if (multiplier == 1) {
    for (; c + 4 <= channels; c += 4) {
      const o = (<usize>c) << 2
      v128.store(x + o, f32x4.add(v128.load(x + o), f32x4.mul(v128.load(dy + o), v128.load(f + o))))
    }
  }
  for (; c < channels; c++) {
    const at = x + ((<usize>c) << 2)
    let sum = load<f32>(at)
    for (let m: i32 = 0; m < multiplier; m++) {
      const o = (<usize>(c * multiplier + m)) << 2
      sum += load<f32>(dy + o) * load<f32>(f + o)
    }
    store<f32>(at, sum)
  }
}

/** dFilter of taps t0 … t1 of KH·KW. The sums of `rows` rows of outputs are carried in float64, in `sums` [C·M]. */
export function depthwiseFilter(plan: usize, x: usize, dy: usize, dFilter: usize, multiplier: i32, rows: i32, t0: i32, t1: i32, sums: usize): void {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const channels = field(plan, 2)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const count = channels * multiplier
  for (let t = t0; t < t1; t++) {
    const dyTop = (t / field(plan, 6)) * field(plan, 9) - field(plan, 11)
    const dxLeft = (t % field(plan, 6)) * field(plan, 10) - field(plan, 12)
    memory.fill(sums, 0, (<usize>count) << 3)
    for (let r: i32 = 0; r < rows; r++) {
      const rest = r / outWidth
      const iy = (rest % outHeight) * field(plan, 7) + dyTop
      const ix = (r % outWidth) * field(plan, 8) + dxLeft
      if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue
      const pixel = x + ((<usize>(((rest / outHeight) * height + iy) * width + ix) * <usize>channels) << 2)
      accumulate(pixel, dy + ((<usize>r * <usize>count) << 2), sums, channels, multiplier)
    }
    for (let i: i32 = 0; i < count; i++) {
      store<f32>(dFilter + ((<usize>(t * count + i)) << 2), <f32>load<f64>(sums + ((<usize>i) << 3)))
    }
  }
}

/** sums[c, m] += x[c] · dy[c, m] */
@inline
function accumulate(x: usize, dy: usize, sums: usize, channels: i32, multiplier: i32): void {
  let c: i32 = 0
  if (multiplier == 1) {
    for (; c + 4 <= channels; c += 4) {
      const product = f32x4.mul(v128.load(x + ((<usize>c) << 2)), v128.load(dy + ((<usize>c) << 2)))
      const at = sums + ((<usize>c) << 3)
      v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(product)))
      const rest = v128.shuffle<f32>(product, product, 2, 3, 2, 3)
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(rest)), 16)
    }
  }
  for (; c < channels; c++) {
    const value = load<f32>(x + ((<usize>c) << 2))
    for (let m: i32 = 0; m < multiplier; m++) {
      const i = c * multiplier + m
      const at = sums + ((<usize>i) << 3)
      store<f64>(at, load<f64>(at) + <f64>(value * load<f32>(dy + ((<usize>i) << 2))))
    }
  }
}
