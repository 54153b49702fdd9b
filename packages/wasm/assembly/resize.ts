// Resized images [B, H, W, C]. For every row, and every column, of the larger or smaller image a table says which two of the original it lies between, and how far: two 32-bit integers and a float.

import { copyFloats } from './windows'

const ENTRY: usize = 12

@inline function entry(table: usize, index: i32): usize {
  return table + <usize>index * ENTRY
}

/** Rows q0 … q1 of y [B·OH, OW, C]: elements of x taken (`linear` 0), or mixed. */
export function resize(linear: i32, rows: usize, columns: usize, x: usize, height: i32, width: i32, y: usize, outHeight: i32, outWidth: i32, channels: i32, q0: i32, q1: i32): void {
  const bytes = (<usize>channels) << 2
  let out = y + <usize>q0 * <usize>outWidth * bytes
  for (let q = q0; q < q1; q++) {
    const row = entry(rows, q % outHeight)
    const image = x + <usize>(q / outHeight) * <usize>(height * width) * bytes
    const upper = image + <usize>(load<i32>(row) * width) * bytes
    const lower = image + <usize>(load<i32>(row, 4) * width) * bytes
    const down = load<f32>(row, 8)
    for (let ox: i32 = 0; ox < outWidth; ox++) {
      const column = entry(columns, ox)
      const left = <usize>load<i32>(column) * bytes
      if (linear == 0) copyFloats(upper + left, out, channels)
      else {
        const right = <usize>load<i32>(column, 4) * bytes
        mix(upper + left, upper + right, lower + left, lower + right, load<f32>(column, 8), down, out, channels)
      }
      out += bytes
    }
  }
}

@inline
function mix(a: usize, b: usize, c: usize, d: usize, across: f32, down: f32, out: usize, channels: i32): void {
  const across4 = f32x4.splat(across)
  const down4 = f32x4.splat(down)
  let i: i32 = 0
  for (; i + 4 <= channels; i += 4) {
    const o = (<usize>i) << 2
    const first = v128.load(a + o)
    const third = v128.load(c + o)
    const upper = f32x4.add(first, f32x4.mul(f32x4.sub(v128.load(b + o), first), across4))
    const lower = f32x4.add(third, f32x4.mul(f32x4.sub(v128.load(d + o), third), across4))
    v128.store(out + o, f32x4.add(upper, f32x4.mul(f32x4.sub(lower, upper), down4)))
  }
  for (; i < channels; i++) {
    const o = (<usize>i) << 2
    const upper = load<f32>(a + o) + (load<f32>(b + o) - load<f32>(a + o)) * across
    const lower = load<f32>(c + o) + (load<f32>(d + o) - load<f32>(c + o)) * across
    store<f32>(out + o, upper + (lower - upper) * down)
  }
}

/** dx, which holds zeros, receives what each element of dy was made of; rows q0 … q1 of dy: whole images. */
export function resizeGradient(linear: i32, rows: usize, columns: usize, dx: usize, height: i32, width: i32, dy: usize, outHeight: i32, outWidth: i32, channels: i32, q0: i32, q1: i32): void {
  const bytes = (<usize>channels) << 2
  let slope = dy + <usize>q0 * <usize>outWidth * bytes
  for (let q = q0; q < q1; q++) {
    const row = entry(rows, q % outHeight)
    const image = dx + <usize>(q / outHeight) * <usize>(height * width) * bytes
    const upper = image + <usize>(load<i32>(row) * width) * bytes
    const lower = image + <usize>(load<i32>(row, 4) * width) * bytes
    const down = load<f32>(row, 8)
    for (let ox: i32 = 0; ox < outWidth; ox++) {
      const column = entry(columns, ox)
      const left = <usize>load<i32>(column) * bytes
      if (linear == 0) addScaled(slope, upper + left, 1, channels)
      else {
        const right = <usize>load<i32>(column, 4) * bytes
        const across = load<f32>(column, 8)
        addScaled(slope, upper + left, (1 - down) * (1 - across), channels)
        addScaled(slope, upper + right, (1 - down) * across, channels)
        addScaled(slope, lower + left, down * (1 - across), channels)
        addScaled(slope, lower + right, down * across, channels)
      }
      slope += bytes
    }
  }
}

function addScaled(source: usize, target: usize, scale: f32, count: i32): void {
  const scale4 = f32x4.splat(scale)
  let i: i32 = 0
  for (; i + 4 <= count; i += 4) {
    const o = (<usize>i) << 2
    v128.store(target + o, f32x4.add(v128.load(target + o), f32x4.mul(v128.load(source + o), scale4)))
  }
  for (; i < count; i++) {
    const o = (<usize>i) << 2
    store<f32>(target + o, load<f32>(target + o) + load<f32>(source + o) * scale)
  }
}
