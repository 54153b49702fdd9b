// Convolutions as products: windows of the image become rows of a matrix.

/**
 * Rows r0 … r1 of the window matrix [B·OH·OW, KH·KW·C] of x [B, H, W, C]. `padTop`, `padLeft` zeros surround x.
 */
export function im2col(
  x: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, kernelHeight: i32, kernelWidth: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
  r0: i32, r1: i32, target: usize,
): void {
  const bytes = (<usize>channels) << 2
  let out = target
  for (let r = r0; r < r1; r++) {
    const ox = r % outWidth
    const rest = r / outWidth
    const oy = rest % outHeight
    const image = x + <usize>(rest / outHeight) * <usize>(height * width) * bytes
    for (let ky: i32 = 0; ky < kernelHeight; ky++) {
      const iy = oy * strideY - padTop + ky * dilationY
      if (iy < 0 || iy >= height) {
        memory.fill(out, 0, <usize>kernelWidth * bytes)
        out += <usize>kernelWidth * bytes
        continue
      }
      const row = image + <usize>(iy * width) * bytes
      for (let kx: i32 = 0; kx < kernelWidth; kx++) {
        const ix = ox * strideX - padLeft + kx * dilationX
        if (ix < 0 || ix >= width) memory.fill(out, 0, bytes)
        else copyFloats(row + <usize>ix * bytes, out, channels)
        out += bytes
      }
    }
  }
}

@inline
function copyFloats(source: usize, target: usize, count: i32): void {
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

/** The transpose of `im2col`: adds rows r0 … r1 of the window matrix onto the image, which holds what was added before. */
export function col2im(
  x: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, kernelHeight: i32, kernelWidth: i32,
  strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, padTop: i32, padLeft: i32,
  r0: i32, r1: i32, source: usize,
): void {
  const bytes = (<usize>channels) << 2
  let from = source
  for (let r = r0; r < r1; r++) {
    const ox = r % outWidth
    const rest = r / outWidth
    const oy = rest % outHeight
    const image = x + <usize>(rest / outHeight) * <usize>(height * width) * bytes
    for (let ky: i32 = 0; ky < kernelHeight; ky++) {
      const iy = oy * strideY - padTop + ky * dilationY
      if (iy < 0 || iy >= height) {
        from += <usize>kernelWidth * bytes
        continue
      }
      const row = image + <usize>(iy * width) * bytes
      for (let kx: i32 = 0; kx < kernelWidth; kx++) {
        const ix = ox * strideX - padLeft + kx * dilationX
        if (ix >= 0 && ix < width) addFloats(from, row + <usize>ix * bytes, channels)
        from += bytes
      }
    }
  }
}
