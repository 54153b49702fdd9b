import { AeError } from '@ae/core'
import { folderStoreIn } from '../cache/folder-store'
import { type HostNode, hostNode } from '../cache/host-node'
import type { NamedFile } from '../folders/named-file'

/** Node's modules. */
export function requireNode(): HostNode {
  const node = hostNode()
  if (node !== undefined) return node
  throw new AeError('config', '@ae/datasets/node: expected Node 20.16 or later. Received: another platform.')
}

/** The file at a path; whether there is one shows when it is read. */
export function fileAt(path: string): NamedFile {
  const { fs, path: paths } = requireNode()
  return {
    name: path.replaceAll('\\', '/'),
    async bytes() {
      try {
        return await fs.readFile(paths.resolve(path))
      } catch (cause) {
        throw new AeError('data', `read: expected a file at '${path}'. Received: ${reasonOf(cause)}.`, {
          cause,
        })
      }
    },
  }
}

/** All files in a folder and the folders in it. */
export async function filesIn(folder: string): Promise<readonly NamedFile[]> {
  const store = folderStoreIn(requireNode().path.resolve(folder), requireNode())
  return (await store.list()).map((name) => ({
    name,
    bytes: async () => (await store.read(name)) ?? new Uint8Array(0),
  }))
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
