import { docsPath } from '../../pages/docs-path'

/** Where runs are kept, one line of JSON a measurement. */
export const RUNS: string = docsPath('benchmarks')

/** The page that is made from them. */
export const PAGE: string = docsPath('benchmarks.md')
