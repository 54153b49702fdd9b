import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../src/gates/run-command'
import { type Member, publicPackages } from '../src/workspace'

/** A published package as npm would receive it. */
export interface Tarball {
  /** `@ae/core` */
  readonly name: string
  /** Every door: `@ae/core`, `@ae/core/node`, … */
  readonly doors: readonly string[]
  /** The `.tgz` file. */
  readonly path: string
}

/** Packs every published package as it was built. */
export async function packAll(folder: string): Promise<readonly Tarball[]> {
  const tarballs: Tarball[] = []
  for (const member of publicPackages()) tarballs.push(await pack(member, folder))
  return tarballs
}

async function pack({ folder, manifest }: Member, destination: string): Promise<Tarball> {
  if (!existsSync(join(folder, 'dist'))) {
    throw new Error(`${manifest.name} is not built. Run \`pnpm build\` first.`)
  }
  await succeed(['npx', '--no-install', 'pnpm', 'pack', '--pack-destination', destination], folder)
  const start = manifest.name.replace('@', '').replace('/', '-')
  const file = readdirSync(destination).find((name) => name === `${start}-${manifest.version}.tgz`)
  if (file === undefined) throw new Error(`${manifest.name}: no tarball in ${destination}.`)
  const doors = Object.keys(manifest.exports ?? {})
    .filter((door) => !door.endsWith('.json'))
    .map((door) => manifest.name + door.slice(1))
  return { name: manifest.name, doors, path: join(destination, file) }
}

/** Runs a command that must end with 0; its output. */
export async function succeed(command: readonly [string, ...string[]], cwd: string): Promise<string> {
  const { status, output } = await runCommand(command, { cwd, env: { npm_config_loglevel: 'error' } })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}.\n${output}`)
  return output
}
