// Made by build-kernels.mjs from assembly/; do not edit.

/** What makes the strict kernels relaxed: first byte, how many are removed, what is put there in hexadecimal digits. */
export const RELAXED_EDITS: readonly (readonly [start: number, removed: number, inserted: string])[] = [
  [805, 1, 'c3'],
  [1666, 1, '8e'],
  [2474, 8, '202afd8502'],
  [2494, 8, '2029fd8502'],
  [2514, 22, '2028fd85022128202020212027fd8502'],
  [2548, 22, '2026fd85022126202020212025fd8502'],
  [2582, 22, '2024fd85022124202020212023fd8502'],
  [3018, 8, '202afd8502'],
  [3038, 8, '2029fd8502'],
  [3058, 22, '2028fd85022128202020212027fd8502'],
  [3092, 22, '2026fd85022126202020212025fd8502'],
  [3126, 22, '2024fd85022124202020212023fd8502'],
]
