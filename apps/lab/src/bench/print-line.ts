import type { FigureLine, Line } from './line'

/** A line as people read it. */
export function printLine(line: Line): string {
  if ('machine' in line) {
    const { machine, cores, gigabytes, load, node, simd, torch, date } = line
    return `${machine}, ${cores} cores, ${gigabytes} GB, load ${load}, Node ${node}, ${simd} SIMD, PyTorch ${torch ?? 'none'}, ${date}`
  }
  if ('figure' in line) return printFigure(line)
  if ('ratio' in line) {
    const { ratio, workload, threads, value, bar, goal, pass, scaled } = line
    const what = `${ratio}${scaled === true ? ' (scaled)' : ''}`
    return `${pass ? '✓' : '✗'} ${workload.padEnd(12)} ${what.padEnd(34)} ${threads} threads  ${value.toFixed(2).padStart(6)}  must ${bar}, goal ${goal}`
  }
  const who = `${line.workload.padEnd(12)} ${line.backend.padEnd(18)} ${line.threads}`
  if ('fails' in line) return `${who}  fails: ${line.fails}`
  const { ms, p10, p90, steps } = line
  return `${who} ${ms.toFixed(3).padStart(11)} ms  (${p10.toFixed(3)} … ${p90.toFixed(3)}, ${steps} steps)`
}

/** A figure, and its bar if it has one. */
export function printFigure({ figure, value, unit, bar, pass }: FigureLine): string {
  const amount = `${value.toPrecision(3)}${unit === '' ? '' : ` ${unit}`}`
  return `${figure}: ${amount}${bar === undefined ? '' : ` (must be ≤ ${bar}: ${pass === true ? 'met' : 'missed'})`}`
}
