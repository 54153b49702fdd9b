/** The part of `node:fs/promises` that folders need. */
export interface HostFileSystem {
  readFile(path: string): Promise<Uint8Array<ArrayBuffer>>
  writeFile(path: string, bytes: Uint8Array, options?: { readonly flag: string }): Promise<void>
  appendFile(path: string, bytes: Uint8Array): Promise<void>
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { readonly force: true }): Promise<void>
  stat(path: string): Promise<{ readonly size: number; isFile(): boolean }>
  readdir(path: string, options: { readonly recursive: true }): Promise<string[]>
}

/** What is taken from Node: its files, paths and surroundings. */
export interface HostNode {
  readonly fs: HostFileSystem
  readonly path: { join(...parts: readonly string[]): string; resolve(path: string): string }
  readonly home: string
  readonly platform: string
  readonly pid: number
  readonly env: Readonly<Record<string, string | undefined>>
}

interface HostProcess {
  readonly platform: string
  readonly pid: number
  readonly env: Readonly<Record<string, string | undefined>>
  getBuiltinModule(id: string): unknown
}

/**
 * Node's modules if this runs in Node, else `undefined`.
 *
 * `process.getBuiltinModule` was made for this: there is no import for a bundler to follow, so the same
 * code goes into browsers, ES modules and CommonJS alike. (A dynamic `import('node:fs')` would need a
 * flag in webpack and leave an empty stub in Vite; an `imports` condition would need a build of its own.)
 */
export function hostNode(): HostNode | undefined {
  // Looked up, not assumed: in browsers `process` is missing or a stub of some bundler.
  const host = (globalThis as { readonly process?: Partial<HostProcess> }).process
  if (typeof host?.getBuiltinModule !== 'function') return undefined
  // The names and members used here exist since Node 20.16, which is older than we support.
  const { getBuiltinModule, env, pid, platform } = host as HostProcess
  const os = getBuiltinModule('node:os') as { homedir(): string }
  return {
    fs: getBuiltinModule('node:fs/promises') as HostFileSystem,
    path: getBuiltinModule('node:path') as HostNode['path'],
    home: os.homedir(),
    platform,
    pid,
    env,
  }
}
