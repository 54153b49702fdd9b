// Convolutions as products with windows of the image, and the gradient of their filter.

import { convForwardFew, hasFewChannels } from './convolution-few'
import { biasActivation } from './elementwise'
import { EDGE, KC, MC, NC, PACKED_B, ZEROS } from './gemm'
import { min } from './min'
import { packB } from './packing'
import { block } from './tile'
import { field, packWindowNumbers, packWindows } from './windows'

/** How many channels are packed at a time: all parts about as many, and whole groups of four. */
@inline
export function channelsTogether(channels: i32): i32 {
  const parts = (channels + KC - 1) / KC
  return parts < 2 ? channels : ((channels + 4 * parts - 1) / (4 * parts)) * 4
}

/** How many taps of a filter are packed at a time: all parts about as many, and one where its channels fill a part. */
@inline
export function tapsTogether(taps: i32, channels: i32): i32 {
  const most = KC / channels
  if (most == 0) return 1
  const parts = (taps + most - 1) / most
  return (taps + parts - 1) / parts
}

/** Rows r0 … r1 of y [B·OH·OW, N] = activation(windows(x) · filter + bias), the last two as in `biasActivation`. */
export function convForward(plan: usize, x: usize, filter: usize, y: usize, n: i32, r0: i32, r1: i32, bias: usize, activation: i32, scratch: usize): void {
  const channels = field(plan, 2)
  const taps = field(plan, 5) * field(plan, 6)
  if (channels * taps == 0) {
    memory.fill(y + ((<usize>r0 * <usize>n) << 2), 0, (<usize>(r1 - r0) * <usize>n) << 2)
    biasActivation(y + ((<usize>r0 * <usize>n) << 2), r1 - r0, n, bias, activation, 0)
    return
  }
  if (hasFewChannels(plan, n)) {
    convForwardFew(plan, x, filter, y, n, r0, r1, bias, activation, scratch)
    return
  }
  const together = tapsTogether(taps, channels)
  const width = channelsTogether(channels)
  const zeros = scratch + ZEROS
  memory.fill(zeros, 0, (<usize>KC) << 2)
  for (let j: i32 = 0; j < n; j += NC) {
    const nc = min(NC, n - j)
    for (let t: i32 = 0; t < taps; t += together) {
      const some = min(together, taps - t)
      for (let c: i32 = 0; c < channels; c += width) {
        const part = min(width, channels - c)
        const last = t + some == taps && c + part == channels && j + nc == n
        packB(filter, n, 0, j, nc, t * channels + c, some * part, scratch + PACKED_B)
        for (let r = r0; r < r1; r += MC) {
          const rows = min(MC, r1 - r)
          packWindows(plan, x + ((<usize>c) << 2), r, rows, t, some, part, scratch, zeros)
          block(scratch, scratch + PACKED_B, rows, nc, some * part, y + ((<usize>r * <usize>n + <usize>j) << 2), n, t > 0 || c > 0, scratch + EDGE)
          // While the rows are in the cache.
          if (last) biasActivation(y + ((<usize>r * <usize>n) << 2), rows, n, bias, activation, 0)
        }
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
