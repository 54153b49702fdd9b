import { AeError } from '@ae/core'
import { cacheApiStore } from './cache-api-store'
import { dataDirOf } from './data-dir'
import type { FileStore } from './file-store'
import { folderStoreIn } from './folder-store'
import { hostNode } from './host-node'
import { memoryStore } from './memory-store'
import { opfsStore } from './opfs-store'

/**
 * The store that suits where this runs.
 *
 * In Node the folder `dataDir`, else `AE_DATA_DIR`, else `ae/datasets` in the user's cache folder; in
 * browsers {@link browserStore}.
 *
 * @throws AeError `config` if there is a `dataDir` but no Node
 */
export async function defaultStore(dataDir?: string): Promise<FileStore> {
  const node = hostNode()
  if (node !== undefined) return folderStoreIn(dataDir ?? dataDirOf(node), node)
  if (dataDir === undefined) return browserStore()
  throw new AeError(
    'config',
    `load: \`dataDir\` names a folder, which only Node has. Received: '${dataDir}'.`,
    {
      hint: 'leave it out: browsers keep files in their private file system; or pass `storage`.',
    },
  )
}

/**
 * A store in the browser: its private file system, else its cache storage, else memory.
 *
 * Pages without https have neither of the first two.
 */
export async function browserStore(): Promise<FileStore> {
  const canWrite =
    typeof FileSystemFileHandle !== 'undefined' && 'createWritable' in FileSystemFileHandle.prototype
  if (canWrite && globalThis.navigator?.storage !== undefined) {
    try {
      return opfsStore(await navigator.storage.getDirectory())
    } catch {
      // Some browsers refuse it in private windows; the next kind may still work.
    }
  }
  if (globalThis.caches === undefined) return memoryStore()
  return cacheApiStore(await caches.open('ae-datasets'))
}
