import { spawn } from 'node:child_process'
import process from 'node:process'
import { root } from '../workspace'

/** How a command ended. */
export interface CommandResult {
  /** Its exit code; 124 when it ran past its limit. */
  readonly status: number
  /** Standard output and standard error, as they came. */
  readonly output: string
}

/** Where and how long a command may run. */
export interface CommandOptions {
  /** Default: the workspace root. */
  readonly cwd?: string
  /** Default: 15 minutes. Then it and its children are ended. */
  readonly limitSeconds?: number
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Whether its output is shown while it runs. Default: false. */
  readonly live?: boolean
}

/** Runs a command to its end without standard input. Never rejects: a command that cannot start is status 127. */
export function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  { cwd = root, limitSeconds = 900, env = {}, live = false }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32'
    const chunks: string[] = []
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it started ends with it.
      detached: !windows,
      shell: windows,
    })
    const take = (chunk: Buffer): void => {
      chunks.push(chunk.toString())
      if (live) process.stdout.write(chunk)
    }
    const end = (): void => {
      if (child.pid === undefined || child.exitCode !== null) return
      try {
        process.kill(windows ? child.pid : -child.pid, 'SIGKILL')
      } catch {
        // It ended in the meantime.
      }
    }
    let late = false
    const timer = setTimeout(() => {
      late = true
      chunks.push(`\nStopped after ${limitSeconds} s.\n`)
      end()
    }, limitSeconds * 1000)
    const interrupted = (): never => {
      end()
      process.exit(130)
    }
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
    const finish = (status: number): void => {
      clearTimeout(timer)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      resolve({ status: late ? 124 : status, output: chunks.join('') })
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => {
      chunks.push(error.message)
      finish(127)
    })
    child.on('close', (code) => finish(code ?? 1))
  })
}
