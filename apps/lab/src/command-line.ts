import { resolve } from 'node:path'
import process from 'node:process'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** As `parseArgs`; prints `usage` and ends the process where that is asked for, or an option is not known. */
export function parseCommandLine<T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  if (process.argv.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(`${error.message}\n\n${usage}`)
    process.exit(2)
  }
}

/** A path as the caller meant it: pnpm runs scripts in the folder of their package. */
export function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path)
}
