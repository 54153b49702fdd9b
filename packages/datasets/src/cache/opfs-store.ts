import type { Bytes, FileStore } from './file-store'
import { requireSafeName } from './folder-store'

/**
 * A store in the browser's private file system (OPFS), which survives a reload and holds gigabytes.
 *
 * @param folder where in it
 */
export function opfsStore(root: FileSystemDirectoryHandle, folder = 'ae-datasets'): FileStore {
  const directory = async (parts: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> => {
    let handle = root
    for (const part of [folder, ...parts]) handle = await handle.getDirectoryHandle(part, { create })
    return handle
  }
  const handleOf = async (name: string, create: boolean): Promise<FileSystemFileHandle> => {
    const parts = requireSafeName(name).split('/')
    return (await directory(parts.slice(0, -1), create)).getFileHandle(parts.at(-1) ?? '', { create })
  }
  const fileOf = async (name: string): Promise<File | undefined> =>
    ifPresent(async () => (await handleOf(name, false)).getFile())
  const write = async (name: string, bytes: Bytes, keepExistingData: boolean): Promise<void> => {
    const handle = await handleOf(name, true)
    // The stream writes to a copy that takes the file's place on close.
    const stream = await handle.createWritable({ keepExistingData })
    if (keepExistingData) await stream.seek((await handle.getFile()).size)
    await stream.write(bytes)
    await stream.close()
  }
  const store: FileStore = {
    location: "this site's private files (OPFS)",
    async read(name) {
      const file = await fileOf(name)
      return file && new Uint8Array(await file.arrayBuffer())
    },
    size: async (name) => (await fileOf(name))?.size,
    write: async (name, bytes) => write(name, bytes, false),
    append: async (name, bytes) => write(name, bytes, true),
    async move(from, to) {
      // `FileSystemHandle.move` is not in every browser; a copy is.
      const bytes = await store.read(from)
      if (bytes !== undefined) await store.write(to, bytes)
      await store.remove(from)
    },
    async remove(name) {
      const parts = requireSafeName(name).split('/')
      await ifPresent(async () =>
        (await directory(parts.slice(0, -1), false)).removeEntry(parts.at(-1) ?? ''),
      )
    },
    async list() {
      const top = await ifPresent(async () => directory([], false))
      return top === undefined ? [] : namesIn(top, '')
    },
  }
  return store
}

async function namesIn(folder: FileSystemDirectoryHandle, prefix: string): Promise<string[]> {
  const names: string[] = []
  for await (const [name, handle] of folder.entries()) {
    // The kind says which of the two handles it is.
    if (handle.kind === 'file') names.push(prefix + name)
    else names.push(...(await namesIn(handle as FileSystemDirectoryHandle, `${prefix}${name}/`)))
  }
  return names.sort()
}

async function ifPresent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    // A folder of that name is no file of that name either.
    const absent = ['NotFoundError', 'TypeMismatchError']
    if (error instanceof DOMException && absent.includes(error.name)) return undefined
    throw error
  }
}
