import { dataDirOf } from '../cache/data-dir'
import type { FileStore } from '../cache/file-store'
import { folderStoreIn } from '../cache/folder-store'
import { requireNode } from './local-files'

/** A store in a folder, for `storage`. */
export function folderStore(folder: string): FileStore {
  const node = requireNode()
  return folderStoreIn(node.path.resolve(folder), node)
}

/** The folder in which data sets are kept: `AE_DATA_DIR`, else `ae/datasets` in the user's cache folder. */
export function dataDir(): string {
  return dataDirOf(requireNode())
}
