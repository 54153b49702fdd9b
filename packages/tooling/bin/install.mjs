import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

// Runs before anything is installed: plain JavaScript, nothing but Node's own modules.

/** The folder that holds pnpm-workspace.yaml. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/**
 * Runs a command in the root with this terminal's input and output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {number} its exit code
 */
export function run(command, args) {
  // npx is a batch file on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command !== process.execPath
  const { status, error } = spawnSync(command, [...args], { cwd: root, stdio: 'inherit', shell })
  if (error !== undefined) console.error(error.message)
  return status ?? 1
}

/** Brings in pnpm at the version `package.json` pins, then every dependency. Fast when all is there already. */
export function install() {
  requireNode()
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const args = ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']
  const local = localPnpm(packageManager)
  if (
    local !== undefined &&
    run(process.execPath, [local, ...args, '--prefer-offline', '--loglevel=error']) === 0
  )
    return
  // A pnpm inside node_modules cannot replace itself, as it must when its store has moved; one outside can.
  const status = run('npx', ['--yes', packageManager, ...args])
  if (status === 0) return
  console.error(`The dependencies could not be installed (${packageManager} install ended with ${status}).`)
  process.exit(status)
}

/**
 * pnpm as an earlier install left it in node_modules, if it is the pinned one.
 *
 * @param {string} packageManager `pnpm@10.0.0`
 * @returns {string | undefined}
 */
function localPnpm(packageManager) {
  const folder = join(root, 'node_modules', 'pnpm')
  if (!existsSync(join(folder, 'package.json'))) return undefined
  const { version, bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return packageManager === `pnpm@${version}` ? join(folder, bin.pnpm) : undefined
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Node 20.19 or newer is needed. This is ${process.versions.node}.`)
  process.exit(1)
}
