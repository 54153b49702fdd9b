import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds pnpm-workspace.yaml. */
export const root: string = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** What the tooling reads from a package.json. */
export interface Manifest {
  /** As npm knows it: `@ae/core`. */
  readonly name: string
  /** Whether it is never published. */
  readonly private?: boolean
  /** Shared by all `@ae/*` packages. */
  readonly version: string
  /** The commands of the package. */
  readonly scripts?: Readonly<Record<string, string>>
  /** The doors: `.`, `./node`, … */
  readonly exports?: Readonly<Record<string, unknown>>
  /** What a consumer brings along. */
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A package or an app of this workspace. */
export interface Member {
  /** Absolute. */
  readonly folder: string
  /** Its package.json. */
  readonly manifest: Manifest
}

/** Every package, then every app, by name. */
export function members(): readonly Member[] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .sort()
      .map((name) => join(root, group, name))
      .filter((folder) => existsSync(join(folder, 'package.json')))
      .map((folder) => ({ folder, manifest: readJson<Manifest>(join(folder, 'package.json')) })),
  )
}

/** The packages that are published. */
export function publicPackages(): readonly Member[] {
  return members().filter(({ manifest }) => manifest.private !== true)
}

/** Reads a JSON file of this workspace, whose form its writer vouches for. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}
