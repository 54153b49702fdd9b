import { load4, store4 } from './activation'
import { exp4, log4 } from './math'
import { sum4 } from './reduce'

/** log Σ e^x over one row, the largest term taken out first. */
@inline
function logSumExp(x: usize, width: i32): f32 {
  let top: f32 = -(<f32>Infinity)
  for (let i: i32 = 0; i < width; i++) top = max<f32>(top, load<f32>(x + ((<usize>i) << 2)))
  const most = f32x4.splat(top)
  let total: f64 = 0
  let i: i32 = 0
  // A few vectors at a time are added in float32, the groups in float64: long rows lose nothing.
  while (i + 4 <= width) {
    let part = f32x4.splat(0)
    for (let group: i32 = 0; group < 16 && i + 4 <= width; group++, i += 4) {
      part = f32x4.add(part, exp4(f32x4.sub(v128.load(x + ((<usize>i) << 2)), most)))
    }
    total += sum4(part)
  }
  if (i < width) {
    const tail = exp4(f32x4.sub(load4(x + ((<usize>i) << 2), width - i), most))
    total += <f64>f32x4.extract_lane(tail, 0)
    if (width - i > 1) total += <f64>f32x4.extract_lane(tail, 1)
    if (width - i > 2) total += <f64>f32x4.extract_lane(tail, 2)
  }
  return top + f32x4.extract_lane(log4(f32x4.splat(<f32>total)), 0)
}

/**
 * Rows r0 … r1: losses = log Σ e^logits − logits[label], and the first of it in `normalizers`, for the backward pass.
 * `labels` are whole numbers as floats; a row whose label is no class has no loss.
 */
export function crossEntropy(logits: usize, labels: usize, losses: usize, normalizers: usize, classes: i32, r0: i32, r1: i32): void {
  for (let r = r0; r < r1; r++) {
    const row = logits + ((<usize>r * <usize>classes) << 2)
    const o = (<usize>r) << 2
    const normalizer = logSumExp(row, classes)
    const label = <i32>load<f32>(labels + o)
    store<f32>(normalizers + o, normalizer)
    store<f32>(losses + o, label >= 0 && label < classes ? normalizer - load<f32>(row + ((<usize>label) << 2)) : 0)
  }
}

/** Rows r0 … r1 of dLogits = (softmax(logits) − 1[label]) · dLosses. */
export function crossEntropyBack(
  logits: usize, labels: usize, normalizers: usize, dLosses: usize, dLogits: usize, classes: i32, r0: i32, r1: i32,
): void {
  for (let r = r0; r < r1; r++) {
    const row = logits + ((<usize>r * <usize>classes) << 2)
    const out = dLogits + ((<usize>r * <usize>classes) << 2)
    const o = (<usize>r) << 2
    const label = <i32>load<f32>(labels + o)
    if (label < 0 || label >= classes) {
      memory.fill(out, 0, (<usize>classes) << 2)
      continue
    }
    const weight = load<f32>(dLosses + o)
    const normalizer = f32x4.splat(load<f32>(normalizers + o))
    const factor = f32x4.splat(weight)
    for (let i: i32 = 0; i < classes; i += 4) {
      const p = (<usize>i) << 2
      store4(out + p, f32x4.mul(exp4(f32x4.sub(load4(row + p, classes - i), normalizer)), factor), classes - i)
    }
    const own = out + ((<usize>label) << 2)
    store<f32>(own, load<f32>(own) - weight)
  }
}
