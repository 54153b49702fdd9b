import { SHAPE_FACTOR_SIZES, type ShapeFactor } from './shape-factors'

/** Half the width of the largest square, in sides of the image. */
const LARGEST = 0.16
/** Scale of the smallest shape, against the largest. */
const SMALLEST = 0.5
/** Positions run over the middle part of the image, so that no shape is cut off. */
const FIRST_POSITION = 0.26
/** Farthest point of any shape of half-width 1: the square's corner, with room to spare. */
const REACH = 1.45
/** Samples a side of a pixel, averaged for soft edges. */
const SAMPLES = 3

/** Where an image of `side` × `side` pixels is written. */
export interface ShapeCanvas {
  /** Bytes of one image, 0 at first. */
  readonly pixels: Uint8Array
  /** Pixels a side. */
  readonly side: number
}

/** Draws one white shape on black. */
export function drawShape(
  { pixels, side }: ShapeCanvas,
  factors: Readonly<Record<ShapeFactor, number>>,
): void {
  const size = LARGEST * side * (SMALLEST + (1 - SMALLEST) * along('scale', factors.scale))
  const place = (name: 'x' | 'y'): number =>
    side * (FIRST_POSITION + (1 - 2 * FIRST_POSITION) * along(name, factors[name]))
  const centreX = place('x')
  const centreY = place('y')
  const angle = (2 * Math.PI * factors.rotation) / SHAPE_FACTOR_SIZES.rotation
  // Rounded, because engines differ in the last bit of sine and cosine.
  const cos = Math.round(Math.cos(angle) * 1e9) / 1e9 / size
  const sin = Math.round(Math.sin(angle) * 1e9) / 1e9 / size
  const inside = INSIDE[factors.shape] ?? square
  const reach = REACH * size
  const bottom = Math.min(side, Math.ceil(centreY + reach))
  const right = Math.min(side, Math.ceil(centreX + reach))
  for (let row = Math.max(0, Math.floor(centreY - reach)); row < bottom; row++) {
    for (let column = Math.max(0, Math.floor(centreX - reach)); column < right; column++) {
      let hits = 0
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const dx = column + ((sample % SAMPLES) + 0.5) / SAMPLES - centreX
        const dy = row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - centreY
        if (inside(dx * cos + dy * sin, dy * cos - dx * sin)) hits++
      }
      pixels[row * side + column] = Math.round((255 * hits) / (SAMPLES * SAMPLES))
    }
  }
}

/** A factor's value on the way from its first (0) to its last (1). */
function along(name: ShapeFactor, value: number): number {
  return value / (SHAPE_FACTOR_SIZES[name] - 1)
}

const INSIDE = [square, ellipse, heart]

function square(x: number, y: number): boolean {
  return Math.abs(x) <= 1 && Math.abs(y) <= 1
}

function ellipse(x: number, y: number): boolean {
  return x * x * 2.6 + y * y * 0.65 <= 1
}

/** The sextic heart curve, point down. */
function heart(x: number, y: number): boolean {
  const up = 0.1 - y
  const rim = x * x + up * up - 1
  return rim * rim * rim - x * x * up * up * up <= 0
}
