// Windows of an image [B, H, W, C], reduced channel by channel. A plan's numbers are those of a convolution.

import { field } from './windows'

@inline function least(a: i32, b: i32): i32 {
  return a < b ? a : b
}

/** The part of a window that lies inside the image, from the first to after the last. */
let top: i32 = 0
let bottom: i32 = 0
let left: i32 = 0
let right: i32 = 0

/** Finds the window of row r of [B·OH·OW], and returns where its image begins. */
@inline
function window(plan: usize, r: i32, x: usize): usize {
  const height = field(plan, 0)
  const width = field(plan, 1)
  const outHeight = field(plan, 3)
  const outWidth = field(plan, 4)
  const rest = r / outWidth
  const y0 = (rest % outHeight) * field(plan, 7) - field(plan, 11)
  const x0 = (r % outWidth) * field(plan, 8) - field(plan, 12)
  top = y0 > 0 ? y0 : 0
  bottom = least(height, y0 + field(plan, 5))
  left = x0 > 0 ? x0 : 0
  right = least(width, x0 + field(plan, 6))
  return x + ((<usize>(rest / outHeight) * <usize>(height * width * field(plan, 2))) << 2)
}

/** y[B·OH·OW, C] = the largest of each window, rows r0 … r1; NaN is passed over, as tfjs does. */
export function maxPool(plan: usize, x: usize, y: usize, r0: i32, r1: i32): void {
  const channels = field(plan, 2)
  const width = field(plan, 1)
  const bytes = (<usize>channels) << 2
  for (let r = r0; r < r1; r++) {
    const image = window(plan, r, x)
    const out = y + <usize>r * bytes
    let c: i32 = 0
    for (; c + 4 <= channels; c += 4) {
      const o = (<usize>c) << 2
      let best = f32x4.splat(-(<f32>Infinity))
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) best = f32x4.pmax(best, v128.load(image + <usize>(iy * width + ix) * bytes + o))
      }
      v128.store(out + o, best)
    }
    for (; c < channels; c++) {
      const o = (<usize>c) << 2
      let best: f32 = -(<f32>Infinity)
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) {
          const value = load<f32>(image + <usize>(iy * width + ix) * bytes + o)
          if (value > best) best = value
        }
      }
      store<f32>(out + o, best)
    }
  }
}

/** dx, which holds zeros, receives dy where each window's first largest element is; rows r0 … r1: whole images. */
export function maxPoolGradient(plan: usize, x: usize, dy: usize, dx: usize, r0: i32, r1: i32): void {
  const channels = field(plan, 2)
  const width = field(plan, 1)
  const bytes = (<usize>channels) << 2
  for (let r = r0; r < r1; r++) {
    const image = window(plan, r, x)
    const target = dx + (image - x)
    const slope = dy + <usize>r * bytes
    let c: i32 = 0
    for (; c + 4 <= channels; c += 4) {
      const o = (<usize>c) << 2
      let best = f32x4.splat(-(<f32>Infinity))
      let place = i32x4.splat(-1)
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) {
          const at = iy * width + ix
          const value = v128.load(image + <usize>at * bytes + o)
          const larger = f32x4.gt(value, best)
          best = v128.bitselect(value, best, larger)
          place = v128.bitselect(i32x4.splat(at), place, larger)
        }
      }
      give(target + o, i32x4.extract_lane(place, 0), bytes, slope + o)
      give(target + o + 4, i32x4.extract_lane(place, 1), bytes, slope + o + 4)
      give(target + o + 8, i32x4.extract_lane(place, 2), bytes, slope + o + 8)
      give(target + o + 12, i32x4.extract_lane(place, 3), bytes, slope + o + 12)
    }
    for (; c < channels; c++) {
      const o = (<usize>c) << 2
      let best: f32 = -(<f32>Infinity)
      let place: i32 = -1
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) {
          const at = iy * width + ix
          const value = load<f32>(image + <usize>at * bytes + o)
          if (value > best) {
            best = value
            place = at
          }
        }
      }
      give(target + o, place, bytes, slope + o)
    }
  }
}

@inline
function give(target: usize, place: i32, bytes: usize, slope: usize): void {
  if (place < 0) return
  const at = target + <usize>place * bytes
  store<f32>(at, load<f32>(at) + load<f32>(slope))
}

/** y[B·OH·OW, C] = the mean of what of each window lies inside, rows r0 … r1. */
export function averagePool(plan: usize, x: usize, y: usize, r0: i32, r1: i32): void {
  const channels = field(plan, 2)
  const width = field(plan, 1)
  const bytes = (<usize>channels) << 2
  for (let r = r0; r < r1; r++) {
    const image = window(plan, r, x)
    const out = y + <usize>r * bytes
    const count = <f32>((bottom - top) * (right - left))
    let c: i32 = 0
    for (; c + 4 <= channels; c += 4) {
      const o = (<usize>c) << 2
      let sum = f32x4.splat(0)
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) sum = f32x4.add(sum, v128.load(image + <usize>(iy * width + ix) * bytes + o))
      }
      v128.store(out + o, f32x4.div(sum, f32x4.splat(count)))
    }
    for (; c < channels; c++) {
      const o = (<usize>c) << 2
      let sum: f32 = 0
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) sum += load<f32>(image + <usize>(iy * width + ix) * bytes + o)
      }
      store<f32>(out + o, sum / count)
    }
  }
}

/** dx, which holds zeros, receives dy · scale at each element of each window; rows r0 … r1: whole images. */
export function averagePoolGradient(plan: usize, dy: usize, dx: usize, scale: f32, r0: i32, r1: i32): void {
  const channels = field(plan, 2)
  const width = field(plan, 1)
  const bytes = (<usize>channels) << 2
  for (let r = r0; r < r1; r++) {
    const target = window(plan, r, dx)
    const slope = dy + <usize>r * bytes
    let c: i32 = 0
    for (; c + 4 <= channels; c += 4) {
      const o = (<usize>c) << 2
      const share = f32x4.mul(v128.load(slope + o), f32x4.splat(scale))
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) {
          const at = target + <usize>(iy * width + ix) * bytes + o
          v128.store(at, f32x4.add(v128.load(at), share))
        }
      }
    }
    for (; c < channels; c++) {
      const o = (<usize>c) << 2
      const share = load<f32>(slope + o) * scale
      for (let iy = top; iy < bottom; iy++) {
        for (let ix = left; ix < right; ix++) {
          const at = target + <usize>(iy * width + ix) * bytes + o
          store<f32>(at, load<f32>(at) + share)
        }
      }
    }
  }
}
