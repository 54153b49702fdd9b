export type { Captions, FigureOptions, Numbers } from './figure-options'
export { type HistogramGroup, type HistogramMark, type HistogramOptions, histogram } from './histogram'
export { type ImageGridOptions, imageGrid } from './image-grid/image-grid'
export { type LatentScatterOptions, latentScatter } from './latent-scatter'
export { type Curve, type LossCurvesOptions, lossCurves } from './loss-curves'
export { type MatrixLabels, type MatrixOptions, matrix } from './matrix'
export {
  type ReportOptions,
  type ReportSection,
  type ReportTable,
  toHtmlReport,
} from './report/to-html-report'
export { type VectorFieldOptions, vectorField } from './vector-field'
