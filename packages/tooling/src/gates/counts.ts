/** How many checks went which way. */
export interface Counts {
  /** Held. */
  readonly passed: number
  /** Did not hold, or could not be run. */
  readonly failed: number
  /** Were left out on purpose, and say so. */
  readonly skipped: number
}

/** Nothing checked. */
export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 }

/** One check that held. */
export const onePassed: Counts = { ...noCounts, passed: 1 }

/** One check that did not hold. */
export const oneFailed: Counts = { ...noCounts, failed: 1 }

/** The sum of both. */
export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** `12 passed, 0 failed`, and `, 1 skipped` where something was. */
export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}

/** Reads the last {@link countsLine} of an output; undefined if it has none. */
export function parseCountsLine(output: string): Counts | undefined {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1)
  if (found === undefined) return undefined
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) }
}

/** The part of Vitest's JSON report that is counted. */
interface VitestReport {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** Counts a Vitest JSON report. A file that could not even be loaded is one failure more. */
export function countVitest(json: string): Counts {
  const report = JSON.parse(json) as VitestReport
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
