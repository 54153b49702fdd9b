/** Half the width of a line's soft edge, in pixels: as scanned ink, about one grey pixel a side. */
const EDGE = 0.75

/** A square greyscale sheet. */
export interface Sheet {
  /** Row by row, 0 (paper) … 1 (ink). */
  readonly pixels: Float32Array
  /** Pixels a side. */
  readonly side: number
}

/** A pen's path on a {@link Sheet}, in pixels. */
export interface PenPath {
  /** `x, y` pairs. */
  readonly points: Float64Array
  /** Half the line's width at each point. */
  readonly radii: Float64Array
}

/** Draws a line with soft edges and round ends; where lines cross, the darker ink stays. */
export function drawPath(sheet: Sheet, path: PenPath): void {
  const { points, radii } = path
  for (let i = 0; i + 1 < radii.length; i++) {
    drawPiece(sheet, {
      x0: points[2 * i] ?? 0,
      y0: points[2 * i + 1] ?? 0,
      x1: points[2 * i + 2] ?? 0,
      y1: points[2 * i + 3] ?? 0,
      r0: radii[i] ?? 0,
      r1: radii[i + 1] ?? 0,
    })
  }
}

interface Piece {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly r0: number
  readonly r1: number
}

function drawPiece({ pixels, side }: Sheet, { x0, y0, x1, y1, r0, r1 }: Piece): void {
  const reach = Math.max(r0, r1) + EDGE
  const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach - 0.5))
  const right = Math.min(side - 1, Math.floor(Math.max(x0, x1) + reach - 0.5))
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach - 0.5))
  const bottom = Math.min(side - 1, Math.floor(Math.max(y0, y1) + reach - 0.5))
  const dx = x1 - x0
  const dy = y1 - y0
  const squaredLength = dx * dx + dy * dy
  for (let row = top; row <= bottom; row++) {
    const py = row + 0.5 - y0
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x0
      const t = squaredLength === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squaredLength))
      const ex = px - t * dx
      const ey = py - t * dy
      const distance = Math.sqrt(ex * ex + ey * ey)
      const ink = (r0 + t * (r1 - r0) + EDGE - distance) / (2 * EDGE)
      const index = row * side + column
      if (ink > (pixels[index] ?? 1)) pixels[index] = ink < 1 ? ink : 1
    }
  }
}
