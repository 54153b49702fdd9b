import type { Draws } from '../draws'
import type { PenPath } from './draw-path'
import { elasticField } from './elastic-field'
import type { GlyphPoint } from './parse-stroke'
import { smoothStroke } from './smooth-stroke'

/** How one digit was written. */
export interface Hand {
  /** Lean to the right: horizontal shift for each unit of height. */
  readonly slant: number
  /** Turn, as the tangent of half the angle (a rational rotation needs no sine); positive is clockwise. */
  readonly halfTurn: number
  /** Height of the digit in pixels. */
  readonly height: number
  /** Width of the glyph's box over its height. */
  readonly aspect: number
  /** Where the digit's middle lies, to the right of the sheet's middle, in pixels. */
  readonly shiftX: number
  /** Where the digit's middle lies, below the sheet's middle, in pixels. */
  readonly shiftY: number
  /** Width of the line in pixels. */
  readonly thickness: number
  /** How far the hand wobbles: standard deviation of the glyph's points, in units of its box. */
  readonly wobble: number
  /** Strength of the elastic deformation, in units of the glyph's box. */
  readonly elasticity: number
  /** Darkness of the ink, up to 1. */
  readonly ink: number
}

/** Draws a hand. The spreads are set so that a contact sheet looks like forms filled in by many people. */
export function randomHand(draws: Draws): Hand {
  return {
    slant: 0.12 + draws.normal(0.2),
    halfTurn: draws.normal(0.06),
    height: draws.between(16.5, 21),
    aspect: draws.between(0.58, 0.98),
    shiftX: draws.normal(0.9),
    shiftY: draws.normal(0.9),
    thickness: draws.between(1.5, 3.9),
    wobble: draws.between(0.008, 0.034),
    elasticity: draws.between(0.02, 0.075),
    ink: draws.between(0.82, 1),
  }
}

/** Pixels at the sheet's rim that stay white. */
const MARGIN = 1.5

/** The pen's paths for a glyph written by `hand` on a sheet of `side` pixels. */
export function write(
  glyph: readonly (readonly GlyphPoint[])[],
  hand: Hand,
  { side, draws }: { readonly side: number; readonly draws: Draws },
): readonly PenPath[] {
  const field = elasticField(draws, hand.elasticity)
  const scale = 1 / (1 + hand.halfTurn * hand.halfTurn)
  const cos = (1 - hand.halfTurn * hand.halfTurn) * scale
  const sin = 2 * hand.halfTurn * scale
  const paths = glyph.map((stroke) => {
    const path = smoothStroke(stroke.map((point) => wobbled(point, hand.wobble, draws)))
    for (let i = 0; i < path.length; i += 2) {
      const x = path[i] ?? 0
      const y = path[i + 1] ?? 0
      const v = y - 0.5 + field.dy(x, y)
      const u = (x - 0.5 + field.dx(x, y)) * hand.aspect - hand.slant * v
      path[i] = u * cos - v * sin
      path[i + 1] = u * sin + v * cos
    }
    return path
  })
  place(paths, hand, side)
  return paths.map((points) => ({ points, radii: pressure(points.length / 2, hand.thickness / 2, draws) }))
}

function wobbled(point: GlyphPoint, wobble: number, draws: Draws): GlyphPoint {
  return { x: point.x + draws.normal(wobble), y: point.y + draws.normal(wobble), corner: point.corner }
}

/** Scales all paths to the hand's height, less where the sheet is too small, and puts their middle in place. */
function place(paths: readonly Float64Array[], hand: Hand, side: number): void {
  const [left, right] = extent(paths, 0)
  const [top, bottom] = extent(paths, 1)
  const room = side - 2 * MARGIN - hand.thickness
  const factor = Math.min(hand.height / (bottom - top), room / (right - left), room / (bottom - top))
  const offsetX = middle(side, { low: left, high: right, factor, room, shift: hand.shiftX })
  const offsetY = middle(side, { low: top, high: bottom, factor, room, shift: hand.shiftY })
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      path[i] = (path[i] ?? 0) * factor + offsetX
      path[i + 1] = (path[i + 1] ?? 0) * factor + offsetY
    }
  }
}

function extent(paths: readonly Float64Array[], axis: 0 | 1): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const path of paths) {
    for (let i = axis; i < path.length; i += 2) {
      low = Math.min(low, path[i] ?? low)
      high = Math.max(high, path[i] ?? high)
    }
  }
  return [low, high]
}

interface Axis {
  readonly low: number
  readonly high: number
  readonly factor: number
  readonly room: number
  readonly shift: number
}

function middle(side: number, { low, high, factor, room, shift }: Axis): number {
  const slack = (room - (high - low) * factor) / 2
  return side / 2 + Math.max(-slack, Math.min(slack, shift)) - ((low + high) / 2) * factor
}

/** The pen presses more in some places than in others, and often leaves the paper in a taper. */
function pressure(count: number, radius: number, draws: Draws): Float64Array {
  const start = draws.between(0.85, 1.12)
  const half = draws.between(0.88, 1.12)
  const end = draws.between(0.6, 1.1)
  return Float64Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1)
    return radius * (start * (1 - t) * (1 - t) + 2 * half * t * (1 - t) + end * t * t)
  })
}
