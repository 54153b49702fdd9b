import type { Draws } from '../draws'

/** A pixel through which less than this shines is done: half a step of a byte. */
const OPAQUE = 1 / 512
/** Spread of a leaf's colour about its grey, as leaves differ more in brightness than in hue. */
const CHROMA = 0.16

/** How one image is painted. */
export interface LeavesPlan {
  /** Pixels a side. */
  readonly side: number
  /** Radius of the smallest disk. */
  readonly minRadius: number
  /** Radius of the largest disk. */
  readonly maxRadius: number
  /** Where the disks come from. */
  readonly draws: Draws
}

/** Lays disks below one another, the nearest first, until no ground shows. */
export function paintLeaves(pixels: Uint8Array, plan: LeavesPlan): void {
  const { side, minRadius, maxRadius, draws } = plan
  const light = new Float64Array(side * side).fill(1)
  const colours = new Float64Array(side * side * 3)
  const ratio = minRadius / maxRadius
  let open = side * side
  while (open > 0) {
    // The inverse of the distribution function of r⁻³ between the two radii.
    const radius = minRadius / Math.sqrt(1 - draws.between(0, 1) * (1 - ratio * ratio))
    // Centres lie as far outside as the largest disk reaches, or the rim would look different.
    const x = draws.between(-maxRadius, side + maxRadius)
    const y = draws.between(-maxRadius, side + maxRadius)
    if (x + radius < 0 || y + radius < 0 || x - radius > side || y - radius > side) continue
    const grey = draws.between(0.04, 0.96)
    const colour = [grey + draws.normal(CHROMA), grey + draws.normal(CHROMA), grey + draws.normal(CHROMA)]
    open -= layDisk({ light, colours, side }, { x, y, radius, colour })
  }
  colours.forEach((value, i) => {
    pixels[i] = Math.round(255 * Math.min(1, value))
  })
}

interface Canvas {
  readonly light: Float64Array
  readonly colours: Float64Array
  readonly side: number
}

interface Disk {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly colour: readonly number[]
}

/** Returns how many pixels it closed. */
function layDisk({ light, colours, side }: Canvas, { x, y, radius, colour }: Disk): number {
  let closed = 0
  const bottom = Math.min(side, Math.ceil(y + radius + 0.5))
  const right = Math.min(side, Math.ceil(x + radius + 0.5))
  for (let row = Math.max(0, Math.floor(y - radius - 0.5)); row < bottom; row++) {
    const dy = row + 0.5 - y
    for (let column = Math.max(0, Math.floor(x - radius - 0.5)); column < right; column++) {
      const index = row * side + column
      const left = light[index] ?? 0
      if (left < OPAQUE) continue
      const dx = column + 0.5 - x
      const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.sqrt(dx * dx + dy * dy)))
      for (let c = 0; c < 3; c++) {
        const shade = Math.max(0, Math.min(1, colour[c] ?? 0))
        colours[3 * index + c] = (colours[3 * index + c] ?? 0) + left * cover * shade
      }
      light[index] = left * (1 - cover)
      if (left * (1 - cover) < OPAQUE) closed++
    }
  }
  return closed
}
