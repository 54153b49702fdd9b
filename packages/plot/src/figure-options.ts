/** What a figure is called. */
export interface Captions {
  /** Short name, drawn above the figure and read out in its place. */
  readonly title?: string
  /** What is to be seen, for those who cannot see it. Default: made from the data. */
  readonly description?: string
}

/** How a chart is drawn. */
export interface FigureOptions extends Captions {
  /** Width of the whole figure. Unit: CSS pixels. Default 560. */
  readonly width?: number
  /** Height of the whole figure. Unit: CSS pixels. Default 360. */
  readonly height?: number
}

/** Any list of numbers: an array or a typed array. */
export type Numbers = ArrayLike<number>
