/** A point of a stroke in the glyph's box of 0 … 1. */
export interface GlyphPoint {
  /** To the right. */
  readonly x: number
  /** Downwards. */
  readonly y: number
  /** Whether the pen turns sharply here. */
  readonly corner: boolean
}

/** Reads the notation of {@link GLYPHS}: `'12,8 84,6! 44,98'`. */
export function parseStroke(notation: string): readonly GlyphPoint[] {
  return notation.split(' ').map((word) => {
    const [x = 0, y = 0] = word.replace('!', '').split(',').map(Number)
    return { x: x / 100, y: y / 100, corner: word.endsWith('!') }
  })
}
