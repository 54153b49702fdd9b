import process from 'node:process'
import { addCounts, countsLine, noCounts, oneFailed } from './counts'
import type { Gate, GateResult } from './gate'
import { gates } from './gates'

// `npm test [-- GATE …] [--live]`: runs every gate (or those named), goes on after a failure, and sums up.

const args = process.argv.slice(2)
const live = args.includes('--live')
const names = args.filter((arg) => !arg.startsWith('--'))

process.exitCode = await main(chosen(gates(), names))

async function main(chosenGates: readonly Gate[]): Promise<number> {
  const failures: { readonly name: string; readonly output: string }[] = []
  let total = noCounts
  const begin = performance.now()
  for (const gate of chosenGates) {
    const { result, seconds } = await timed(gate)
    total = addCounts(total, result.counts)
    const mark = result.counts.failed > 0 ? '✗' : result.counts.passed > 0 ? '✓' : '–'
    const note = result.note ?? countsLine(result.counts)
    console.log(`${mark} ${gate.name.padEnd(12)} ${seconds.padStart(7)} s  ${gate.claim} (${note})`)
    if (result.counts.failed === 0) continue
    failures.push({ name: gate.name, output: result.output })
    if (!live) console.log(indent(result.output))
  }
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
  if (failures.length > 0) {
    console.log(`\nFailed: ${failures.map(({ name }) => name).join(', ')}. Again: npm test -- NAME --live`)
  }
  console.log(`\n${chosenGates.length} gates in ${minutes} min`)
  if (total.skipped > 0) console.log(`${total.skipped} skipped`)
  // The last line is for machines: nothing is added to it.
  console.log(countsLine({ ...total, skipped: 0 }))
  return total.failed > 0 ? 1 : 0
}

async function timed(gate: Gate): Promise<{ readonly result: GateResult; readonly seconds: string }> {
  const begin = performance.now()
  const result = await attempt(gate)
  return { result, seconds: ((performance.now() - begin) / 1000).toFixed(1) }
}

async function attempt(gate: Gate): Promise<GateResult> {
  try {
    return await gate.run(live)
  } catch (error) {
    return { counts: oneFailed, output: String(error instanceof Error ? error.stack : error) }
  }
}

function chosen(all: readonly Gate[], wanted: readonly string[]): readonly Gate[] {
  const stranger = wanted.find((name) => all.every((gate) => gate.name !== name))
  if (stranger !== undefined) {
    console.error(`No gate is called '${stranger}'. There are: ${all.map(({ name }) => name).join(', ')}.`)
    process.exit(1)
  }
  return wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name))
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  │ ${line}`)
    .join('\n')
}
