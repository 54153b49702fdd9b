import { docsPath } from '../../pages/docs-path'

/** Where runs are kept: a file for each experiment, one line of JSON a number. */
export const RUNS: string = docsPath('experiments')

/** The page that is made from them. */
export const PAGE: string = docsPath('experiments.md')
