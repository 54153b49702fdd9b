import { type HostArray, hostArray } from './host-kernel'

/** Rows of a panel: four vectors of four. */
export const PANEL_ROWS = 16

/** What fills the last panel up: farther from everything than float32 can say. */
const NOWHERE = 1e30

/** Rows in panels of 16, `[⌈n / 16⌉, d, 16]`: one column of 16 rows lies side by side, as vectors of a kernel want it. */
export interface Panels {
  /** The numbers. */
  readonly array: HostArray
  /** n */
  readonly rows: number
  /** d */
  readonly width: number
}

/** Puts row-major rows into panels. */
export function toPanels(values: Float32Array, width: number): Panels {
  const rows = values.length / width
  const count = Math.ceil(rows / PANEL_ROWS)
  const panels = new Float32Array(count * width * PANEL_ROWS).fill(NOWHERE)
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / PANEL_ROWS) * width * PANEL_ROWS + (row % PANEL_ROWS)
    for (let k = 0; k < width; k++) panels[start + k * PANEL_ROWS] = values[row * width + k] ?? Number.NaN
  }
  return { array: hostArray(panels, [count, width, PANEL_ROWS]), rows, width }
}
