import { AeError } from '@ae/core'
import type { FileStore } from './file-store'
import type { HostNode } from './host-node'

let temporaryFiles = 0

/** A store in a folder of Node's file system. */
export function folderStoreIn(root: string, node: HostNode): FileStore {
  const { fs, path } = node
  const place = (name: string): string => path.join(root, ...requireSafeName(name).split('/'))
  const prepare = async (name: string): Promise<string> => {
    const parts = requireSafeName(name).split('/')
    await writing(root, name, async () =>
      fs.mkdir(path.join(root, ...parts.slice(0, -1)), { recursive: true }),
    )
    return place(name)
  }
  return {
    location: root,
    async read(name) {
      const bytes = await ifPresent(async () => fs.readFile(place(name)))
      // Node gives a Buffer; whoever reads wants bytes that print and compare as such.
      return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    },
    async size(name) {
      const stat = await ifPresent(async () => fs.stat(place(name)))
      return stat?.isFile() === true ? stat.size : undefined
    },
    async write(name, bytes) {
      const target = await prepare(name)
      const temporary = `${target}.${node.pid}-${temporaryFiles++}.tmp`
      await writing(root, name, async () => {
        await fs.writeFile(temporary, bytes)
        await fs.rename(temporary, target)
      })
    },
    async append(name, bytes) {
      const target = await prepare(name)
      await writing(root, name, async () => fs.appendFile(target, bytes))
    },
    async move(from, to) {
      const target = await prepare(to)
      await writing(root, to, async () => fs.rename(place(from), target))
    },
    remove: async (name) => fs.rm(place(name), { force: true }),
    async list() {
      const found = (await ifPresent(async () => fs.readdir(root, { recursive: true }))) ?? []
      const names: string[] = []
      for (const entry of found.sort()) {
        const stat = await ifPresent(async () => fs.stat(path.join(root, entry)))
        if (stat?.isFile() === true) names.push(entry.replaceAll('\\', '/'))
      }
      return names
    },
    async create(name) {
      const target = await prepare(name)
      try {
        await fs.writeFile(target, new Uint8Array(0), { flag: 'wx' })
        return true
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        throw cannotWrite(root, name, error)
      }
    },
  }
}

/** Refuses names that would lead out of a store: some come from files that were downloaded. */
export function requireSafeName(name: string): string {
  const parts = name.split('/')
  if (parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part)))
    return name
  throw new AeError('data', `FileStore: expected a relative file name. Received: '${name}'.`)
}

async function ifPresent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    // A folder of that name is no file of that name either.
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return undefined
    throw new AeError('data', `FileStore: expected to read a file. Received: ${messageOf(error)}.`, {
      cause: error,
    })
  }
}

async function writing<T>(root: string, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw cannotWrite(root, name, error)
  }
}

function cannotWrite(root: string, name: string, cause: unknown): AeError {
  return new AeError(
    'data',
    `FileStore: expected to write '${name}' in ${root}. Received: ${codeOf(cause)}.`,
    {
      hint: 'choose a folder that can be written: `dataDir`, or AE_DATA_DIR in the environment.',
      cause,
    },
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
