/** How many values each factor of {@link syntheticShapes} takes: those of dSprites. */
export const SHAPE_FACTOR_SIZES: Readonly<Record<ShapeFactor, number>> = Object.freeze({
  shape: 3,
  scale: 6,
  rotation: 40,
  x: 32,
  y: 32,
})

/** What can vary in an image of {@link syntheticShapes}. */
export type ShapeFactor = 'shape' | 'scale' | 'rotation' | 'x' | 'y'

/** All factors, in the order of the columns of a batch. */
export const SHAPE_FACTORS: readonly ShapeFactor[] = ['shape', 'scale', 'rotation', 'x', 'y']

/** What the values of the factor `shape` mean. */
export const SHAPE_NAMES: readonly ['square', 'ellipse', 'heart'] = ['square', 'ellipse', 'heart']

/** One column a factor; row `i` of each describes image `i`. */
export type ShapeFactors = Readonly<Record<ShapeFactor, Int32Array>>
