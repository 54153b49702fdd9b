import process from 'node:process'
import { thisMachine } from '../machine'
import { barText, type Metric, passes } from './experiment'
import type { LabLine } from './lab-line'

/** Where results go. */
export interface Reporter {
  /** Says what data are used, and where. */
  begin(data: string): void
  /** One measured number, `seconds` after its experiment began. */
  metric(experiment: string, metric: Metric, seconds: number): void
  /** How far it is. */
  progress(line: string): void
  /** Sums up; false if a bar was missed. */
  end(): boolean
}

/** One JSON object a line on standard output, nothing else there: the conditions, then each number. */
export function jsonReporter(seed: number, backend: string): Reporter {
  let ok = true
  const print = (line: LabLine): void => console.log(JSON.stringify(line))
  return {
    begin: (data) => print({ data, seed, backend, ...thisMachine() }),
    metric(experiment, measured, seconds) {
      const { metric, value } = measured
      const pass = passes(measured)
      ok &&= pass
      const bar = barText(measured) || null
      print({ experiment, metric, value, bar, pass, seed, backend, seconds: round(seconds) })
    },
    progress: showProgress,
    end: () => ok,
  }
}

/** A table for people. */
export function tableReporter(seed: number, backend: string): Reporter {
  let passed = 0
  let failed = 0
  let shown: string | undefined
  return {
    begin: (data) => console.log(`data: ${data}, seed ${seed}, backend ${backend}`),
    metric(experiment, measured, seconds) {
      clearProgress()
      if (experiment !== shown) console.log(`\n${experiment}`)
      shown = experiment
      const pass = passes(measured)
      if (measured.bar !== undefined && pass) passed++
      if (!pass) failed++
      const mark = measured.bar === undefined ? ' ' : pass ? '✓' : '✗'
      const value = measured.value.toPrecision(5).padStart(10)
      console.log(
        `  ${mark} ${measured.metric.padEnd(40)}${value}  ${barText(measured).padEnd(12)} ${seconds.toFixed(1)} s`,
      )
    },
    progress: showProgress,
    end() {
      console.log(`\n${passed} passed, ${failed} failed`)
      return failed === 0
    },
  }
}

function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
