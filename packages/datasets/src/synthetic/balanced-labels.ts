import type { Rng } from '@ae/core'

/**
 * `count` labels 0 … `classes`−1 in random order, as evenly as they go.
 *
 * Each run of `classes` labels holds every class once, so a shorter list is a prefix of a longer one.
 */
export function balancedLabels(rng: Rng, count: number, classes: number): Uint8Array {
  const labels = new Uint8Array(count)
  for (let start = 0; start < count; start += classes) {
    labels.set(rng.permutation(classes).subarray(0, count - start), start)
  }
  return labels
}
