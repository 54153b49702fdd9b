import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addCounts,
  type Counts,
  countVitest,
  noCounts,
  oneFailed,
  onePassed,
  parseCountsLine,
} from './counts'
import { type CommandOptions, type CommandResult, runCommand } from './run-command'

/** What a gate found. */
export interface GateResult {
  /** What the sum at the end takes from it. */
  readonly counts: Counts
  /** Shown when something failed. */
  readonly output: string
  /** Shown beside the gate's name. */
  readonly note?: string
}

/** One named step that must pass before a change lands. */
export interface Gate {
  /** One word, as on the command line: `lint`. */
  readonly name: string
  /** What passing means. */
  readonly claim: string
  /** Runs it; `live` shows its output while it runs. */
  run(live: boolean): Promise<GateResult>
}

/** Which commands a gate runs, and how. */
export interface CommandGateOptions extends Omit<CommandOptions, 'live'> {
  /** As on the command line. */
  readonly name: string
  /** What passing means. */
  readonly claim: string
  /** Each a program of node_modules/.bin or of the machine, with its arguments. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Whether all commands run at once. Default: one after the other. */
  readonly atOnce?: boolean
}

/** A gate that passes when every command ends with 0. It counts as one, or as the last `N passed, N failed` of each say. */
export function commandGate({ name, claim, commands, atOnce = false, ...options }: CommandGateOptions): Gate {
  return {
    name,
    claim,
    async run(live) {
      const run = (command: readonly [string, ...string[]]): Promise<CommandResult> =>
        runCommand(local(command), { ...options, live })
      const results: CommandResult[] = []
      if (atOnce) results.push(...(await Promise.all(commands.map(run))))
      else for (const command of commands) results.push(await run(command))
      const failed = results.some(({ status }) => status !== 0)
      const output = results.map((result) => result.output).join('\n')
      const said = results
        .map((result) => parseCountsLine(result.output))
        .reduce((sum, counts) => sum && counts && addCounts(sum, counts), noCounts)
      if (said !== undefined && said.failed > 0 === failed) return { counts: said, output }
      return { counts: failed ? oneFailed : onePassed, output }
    },
  }
}

/** A gate of Vitest tests, counted one by one. */
export function vitestGate(name: string, claim: string, args: readonly string[]): Gate {
  return {
    name,
    claim,
    async run(live) {
      const folder = mkdtempSync(join(tmpdir(), 'ae-vitest-'))
      const report = join(folder, 'report.json')
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      try {
        const { status, output } = await runCommand(local(['vitest', 'run', ...args, ...reporters]), { live })
        const counts = readCounts(report)
        // Vitest also fails for what no test stands for: an unhandled rejection, a crashed worker.
        const silent = status !== 0 && counts.failed === 0
        return { counts: silent ? { ...counts, failed: 1 } : counts, output }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

function readCounts(report: string): Counts {
  try {
    return countVitest(readFileSync(report, 'utf8'))
  } catch {
    return oneFailed
  }
}

function local([program, ...args]: readonly [string, ...string[]]): [string, ...string[]] {
  return ['npx', '--no-install', program, ...args]
}
