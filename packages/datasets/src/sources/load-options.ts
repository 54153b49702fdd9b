import type { DownloadLimits } from '../cache/download-limits'
import type { FileStore } from '../cache/file-store'
import type { LoadProgress } from '../cache/obtain-context'

/** How to load any data set. */
export interface LoadOptions {
  /**
   * Folder with the files, in Node: `DIR/mnist/FILE` or `DIR/FILE`. Default: `AE_DATA_DIR` in the environment, else
   * `ae/datasets` in the user's cache folder.
   */
  readonly dataDir?: string
  /** Where files are kept, instead of `dataDir`. Default: a folder in Node, private files in browsers. */
  readonly storage?: FileStore
  /** Takes only what is there and downloads nothing. Default false. */
  readonly offline?: boolean
  /** Told how downloads go. */
  readonly onProgress?: (event: LoadProgress) => void
  /** Stops the loading; what was downloaded is kept for the next time. */
  readonly signal?: AbortSignal
  /** The `fetch` to download with. Default: the platform's. */
  readonly fetch?: typeof fetch
  /** How patient downloads are. */
  readonly limits?: DownloadLimits
}

/** Names of all {@link LoadOptions}. */
export const LOAD_OPTION_NAMES: readonly (keyof LoadOptions)[] = [
  'dataDir',
  'storage',
  'offline',
  'onProgress',
  'signal',
  'fetch',
  'limits',
]
